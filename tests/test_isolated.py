"""SQL that somebody typed ends in time and within its memory, whatever it says."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import racedb
from racedb import api
from racedb.db.readonly import isolated
from racedb.db.readonly.batches import by_size
from racedb.db.readonly.isolated import Question, answer
from racedb.errors import RaceDBError, TimeLimitError
from racedb.leftovers import is_running

LONG = "hex(zeroblob(450000))"
HALF = "hex(zeroblob(225000))"
HARD = "SELECT " + ", ".join([f"instr({LONG}, {HALF} || 'b' || {number})" for number in range(60)])
REPLACE = "SELECT " + ", ".join(
    [f"length(replace({LONG}, {HALF} || 'b' || {number}, 'c'))" for number in range(60)]
)
TALL = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {LONG} AS x FROM n"


def ask(url, statement, **more):
    question = Question(url, statement, {}, None, 0.0, True, False, None)._replace(**more)
    columns, *batches = answer(question)
    return columns, [row for batch in batches for row in batch]


def test_an_answer_is_its_columns_and_its_rows(seeded_url):
    columns, rows = ask(seeded_url, "SELECT id AS a, :b AS b FROM series", values={"b": "x"})

    assert columns == ("a", "b")
    assert rows == [(1, "x")]
    assert ask(seeded_url, "SELECT 1", explain=True)[0] == ("plan",)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("SELECT x'00' AS a, hex(zeroblob(499999)) || 'xxx' AS b", "a value grew beyond"),
        ("SELECT 1 AS a, zeroblob(900000) AS b", "a value of column 'b' has more than 1,000,000"),
        ("SELECT " + ", ".join([f"{LONG} AS a"] * 40), "a row has more than 32 MiB"),
    ],
)
def test_what_is_too_big_is_refused_in_one_line(statement, says, seeded_sqlite):
    with pytest.raises(RaceDBError, match=says):
        ask(seeded_sqlite, statement)


def test_two_values_of_half_the_size_are_allowed(seeded_sqlite):
    _, ((one, two),) = ask(seeded_sqlite, f"SELECT {HALF}, {HALF} || {HALF}")

    assert (len(one), len(two)) == (450_000, 900_000)


def test_a_value_of_a_server_has_the_same_limit(seeded_postgres):
    for value in ("repeat('x', 1500000)", "array_fill(repeat('x', 90000), ARRAY[20])"):
        with pytest.raises(RaceDBError, match="a value of column 'b' has more than 1,000,000"):
            ask(seeded_postgres, f"SELECT {value} AS b")


def test_all_rows_together_have_a_limit_where_they_are_kept(seeded_sqlite):
    with pytest.raises(RaceDBError, match="the answer has more than 2 MiB; select less"):
        ask(seeded_sqlite, TALL, most_mib=2)


def test_rows_are_sent_by_their_size():
    small, big = ("x", 1), ("x" * 1_000, 1)
    sizes = []

    assert [len(it) for it in by_size([small] * 7, 3, 1_000)] == [3, 3, 1]
    list(by_size([big], 3, check=lambda row, bytes_: sizes.append(bytes_)))
    assert 1_000 < sizes[0] < 1_200
    assert [len(it) for it in by_size([big] * 3, 9, 2_000)] == [2, 1]


@pytest.mark.parametrize("statement", [HARD, REPLACE, TALL], ids=["instr", "replace", "rows"])
def test_one_long_instruction_ends_in_time(statement, seeded_sqlite):
    database = racedb.open(seeded_sqlite, time_limit_s=2)
    began = time.monotonic()

    with pytest.raises(RaceDBError) as ended:
        database.sql(statement)

    assert time.monotonic() - began < 60
    if statement != TALL:
        assert isinstance(ended.value, TimeLimitError)
        assert str(ended.value) == "stopped at the time limit of 2 s (--timeout 0: no limit)"


def test_a_query_of_ones_own_ends_in_time(seeded_sqlite, tmp_path):
    (tmp_path / "long.sql").write_text(f"-- Long\n{HARD}")
    database = racedb.open(seeded_sqlite, time_limit_s=2, own_queries=tmp_path)

    with pytest.raises(TimeLimitError, match="stopped at the time limit of 2 s"):
        database.query("long")


def test_a_query_of_ones_own_gets_its_values(seeded_url, tmp_path):
    header = "-- Mine\n-- :driver driver\n-- :number int = 7\n-- :class text = null\n"
    (tmp_path / "mine.sql").write_text(f"{header}SELECT :driver AS a, :number AS b, :class AS c")

    answered = racedb.open(seeded_url, own_queries=tmp_path).query("mine", driver="lamy")

    assert (answered.columns, answered.rows) == (("a", "b", "c"), [("pedro-lamy", 7, None)])


def test_a_statement_of_a_server_ends_in_time(seeded_postgres):
    database = racedb.open(seeded_postgres, time_limit_s=2, as_owner=True)
    began = time.monotonic()

    with pytest.raises(TimeLimitError, match="stopped at the time limit of 2 s"):
        database.sql("SELECT pg_sleep(600)")

    assert time.monotonic() - began < 60


def test_a_wide_row_needs_no_more_than_its_memory(seeded_sqlite):
    statement = "SELECT " + ", ".join([LONG] * 1_900)

    with pytest.raises(RaceDBError, match=r"448 MiB of memory|32 MiB"):
        racedb.open(seeded_sqlite, time_limit_s=0).sql(statement)


def test_rows_of_a_megabyte_are_written_one_by_one(seeded_sqlite, run, tmp_path):
    for name in ("a.csv", "a.json", "a.md", "a.parquet"):
        ran = run("sql", f"SELECT * FROM ({TALL} LIMIT 70)", "--db", seeded_sqlite,
                  "--timeout", "0", "-o", tmp_path / name)  # fmt: skip
        assert ran.exit_code == 0, ran.stderr
    assert (tmp_path / "a.csv").stat().st_size > 63_000_000


def test_an_answer_that_is_kept_has_a_limit(seeded_sqlite, monkeypatch):
    monkeypatch.setattr(api, "ANSWER_MIB", 3)

    with pytest.raises(RaceDBError, match="the answer has more than 3 MiB"):
        racedb.open(seeded_sqlite, time_limit_s=0).sql(TALL)


def test_ctrl_c_ends_a_long_instruction(seeded_sqlite):
    words = ["-m", "racedb", "sql", HARD, "--db", seeded_sqlite, "--timeout", "0"]
    with subprocess.Popen(
        [sys.executable, *words], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        (child,) = children_of(running.pid)
        began = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=60)

    assert (running.returncode, said) == (130, "racedb: interrupted, nothing was stored\n")
    assert time.monotonic() - began < 60
    while is_running(int(child)):  # it may have had no work yet: it ends when nobody gives it any
        assert time.monotonic() - began < 60
        time.sleep(0.05)


def children_of(pid):
    """Wait for the child of a process."""
    for _ in range(1_200):
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if found:
            return found
        time.sleep(0.05)
    return []


def test_temporary_files_have_a_limit(seeded_sqlite, monkeypatch):
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40)"
    text = f"{many} SELECT i FROM n ORDER BY {LONG} || i DESC"

    monkeypatch.setattr(isolated, "answer", limited)
    with pytest.raises(RaceDBError, match="temporary files of the statement grow too big"):
        racedb.open(seeded_sqlite, time_limit_s=0).sql(text)


def limited(question):
    """Answer with a limit of temporary files that a test can reach."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    return answer(question)
