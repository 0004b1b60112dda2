"""Whatever is wrong with a file or an option: one clear line, the right exit code, nothing lost."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from racedb.ingest.load import load
from racedb.ingest.plan import Settings
from tests.refusals import GOOD, HEADER, RACE, contents, one_line, without_privileges


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "race.csv: the file is empty", id="empty"),
        pytest.param(bytes(range(256)) * 20, "race.csv: no reader knows this file; it is a binary",
                     id="binary"),
        pytest.param("just a sentence\n", "race.csv: no reader knows this file; it begins 'just a",
                     id="prose"),
        pytest.param(GOOD.replace(b"1:58.250".decode(), "1:58.250,x"),
                     "race.csv:2: 1 cell too many: 6 where the table has 5", id="cell too many"),
        pytest.param(GOOD.replace(",Beta", ""),
                     "race.csv:3: 1 cell too few: 4 where the table has 5", id="cell too few"),
        pytest.param(HEADER + "1,7,Ann Berg,Alpha,1:58.250\n2,7,Ann Berg,Alpha,1:59.000\n",
                     "race.csv:3: duplicate car 7 in this session", id="car twice"),
        pytest.param(HEADER, "race.csv: ", id="header alone"),
    ],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_a_bad_file_is_refused_by_line_and_value(run, held, file, content, says):
    path = file(content)
    before = contents(held)

    ran = run("load", path, "--db", held, *RACE)

    assert ran.exit_code == 1
    assert says in one_line(ran)
    assert contents(held) == before


@pytest.mark.sqlite_only
def test_a_bad_row_says_how_to_keep_the_good_rows(run, held, file):
    ran = run("load", file(GOOD.replace("58.250", "58.250,x")), "--db", held, *RACE)

    assert one_line(ran).endswith("; fix the file, or accept the valid rows with --max-rejects 1")


@pytest.mark.sqlite_only
def test_a_file_of_several_events_without_a_column_of_them_says_what_they_may_be(run, held, file):
    text = "Pos,No,Driver,Laps\n1,7,Ann Berg,20\n2,8,Bo Dahl,20\n1,8,Bo Dahl,18\n2,7,Ann Berg,18\n"

    ran = run("load", file(text), "--db", held, *RACE)

    assert ran.stderr.splitlines()[0].endswith(
        "(2 rows rejected); are these several events or sessions? --columns says which column "
        "names them, or load them one by one"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--columns", "position,car_number,driver,team,best_lapp"),
         "--columns: 'best_lapp' is not a field; did you mean 'best_lap'?"),
        (("--columns", "position,car_number,driver"), "--columns names 3 columns, the table has 5"),
        (("--columns", "position,car_number,driver,team,team"), "--columns: 'team'"),
        (("--reader", "pip"), "--reader 'pip' is not known; did you mean 'pipe'?"),
        (("--encoding", "utf-9"), "--encoding 'utf-9'"),
        (("--table", "5"), "--table '5'"),
        (("--state", "finall"), "state 'finall' is not known; did you mean 'final'?"),
        (("--date", "2024-13-45"), "date: '2024-13-45' is not a date like 2009-07-26"),
        (("--round", "x"), "--round"),
        (("--round", "-1"), "round"),
        (("--round", "9" * 30), "round"),
        (("--circuit", "Foo", "--length-m", "-5"), "length_m: '-5"),
        (("--circuit", "Foo", "--length-m", "0"), "length_m: '0"),
        (("--circuit", "Foo", "--length-m", "nan"), "length_m: 'nan' is not a length in metres"),
        (("--circuit", "Foo", "--length-m", "1e400"), "length_m: 'inf' is not a length in metres"),
        (("--max-rejects", "-1"), "--max-rejects"),
        (("--recipe", "nowhere.toml"), "nowhere.toml: cannot be read"),
        (("--format", "xml"), "invalid value for '--format': 'xml' is not one of"),
        (("--nonsense",), "no such option: --nonsense"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_named_with_its_value(run, sqlite_url, file, words, says):
    ran = run("load", file(), "--db", sqlite_url, *RACE, *words)

    assert ran.exit_code == 2
    assert says in one_line(ran)
    assert not Path(sqlite_url).exists()


@pytest.mark.sqlite_only
def test_a_missing_file_is_named(run, held, tmp_path):
    before = contents(held)

    ran = run("load", tmp_path / "nowhere.csv", "--db", held, *RACE)

    assert ran.exit_code == 1
    assert one_line(ran) == f"{tmp_path / 'nowhere.csv'}: cannot be read: no such file or directory"
    assert contents(held) == before


@pytest.mark.sqlite_only
def test_a_folder_without_a_manifest_says_what_to_do(run, held, file):
    folder = file().parent / "empty"
    folder.mkdir()
    before = contents(held)

    ran = run("load", folder, "--db", held, *RACE)

    assert ran.exit_code == 2
    assert f"{folder}: is a folder without a manifest.toml" in one_line(ran)
    assert contents(held) == before


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ("[[load]\n", "manifest.toml: is not valid toml"),
        ('[[load]]\npath = "race.csv"\nsesion = "Race"\n',
         "manifest.toml: [[load]] 1: 'sesion' is not a key; did you mean 'session'?"),
        ('[[load]]\npath = "race.csv"\ncolumns = ["position", 4]\n', "columns"),
        ('[[load]]\npath = "race.csv"\ncolumns = "position,car_number"\n', "columns"),
        ('[[load]]\npath = "race.csv"\nround = "four"\n', "round"),
        ('[[load]]\npath = "../race.csv"\n', "leaves the folder"),
        ('[[load]]\npath = "nowhere.csv"\n', "no file fits path 'nowhere.csv'"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_is_named_with_its_key(run, sqlite_url, file, manifest, says):
    folder = file().parent
    file(manifest, "manifest.toml")

    ran = run("load", folder, "--db", sqlite_url, *RACE)

    assert ran.exit_code == 2
    assert says in one_line(ran)
    assert not Path(sqlite_url).exists()


@pytest.mark.sqlite_only
def test_an_unknown_event_says_which_command_would_work(run, held, file):
    path = file(name="sheet.csv")
    before = contents(held)

    ran = run("load", path, "--db", held)

    said = one_line(ran)
    assert ran.exit_code == 2
    assert "cannot tell which series, season, event and session this file belongs to" in said
    assert f"racedb load {path} --db {held} --series" in said
    assert contents(held) == before


def test_a_file_that_may_not_be_read_is_named(run, sqlite_url, tmp_path):
    path = tmp_path / "race.csv"
    path.write_text(GOOD, encoding="utf-8")
    run("load", path, "--db", sqlite_url, *RACE, "--dry-run")
    path.chmod(0)

    with without_privileges():
        ran = run("load", path, "--db", sqlite_url, *RACE)

    assert ran.exit_code == 1
    assert one_line(ran) == f"{path}: cannot be read: permission denied"


def test_a_file_in_a_closed_folder_is_named(run, sqlite_url, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    path = folder / "race.csv"
    path.write_text(GOOD, encoding="utf-8")
    run("load", path, "--db", sqlite_url, *RACE, "--dry-run")
    folder.chmod(0)

    with without_privileges():
        ran = run("load", path, "--db", sqlite_url, *RACE)

    folder.chmod(0o700)
    assert ran.exit_code == 1
    assert one_line(ran) == f"{path}: cannot be read: permission denied"


@pytest.mark.sqlite_only
def test_a_full_disk_under_stdout_is_told_in_one_line(held):
    words = ("query", "classification", "--db", held, "--format", "csv")
    buffered = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "racedb", *words],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=buffered,
        )  # fmt: skip

    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert "unexpected" not in line
    assert "no space left on device" in line.lower()


def test_rejects_that_cannot_be_written_are_told_before_anything_is_kept(run, sqlite_url, file):
    nowhere = file().parent / "no folder" / "rejects.csv"

    ran = run("load", file(), "--db", sqlite_url, *RACE, "--rejects", nowhere)

    assert ran.exit_code in {1, 2}
    assert f"{nowhere}: cannot be written" in ran.stderr
    assert not Path(sqlite_url).exists()


CELLS = st.text(st.sampled_from("01:.,;|'\"\t\nPosNDriver#<td>{}[]é\x00"), max_size=40)


@given(st.one_of(st.binary(max_size=300), CELLS.map(str.encode), CELLS.map(GOOD.__add__)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_rows_or_one_line(run, tmp_path, content):
    path = tmp_path / "race.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    database = tmp_path / "any.sqlite"

    ran = run("load", path, "--db", database, *RACE, "--dry-run")

    assert ran.exit_code in {0, 1, 2, 5}
    assert "unexpected" not in ran.stderr
    assert not database.exists()


def test_rows_that_name_nobody_are_refused_in_one_line(run, sqlite_url, file):
    ran = run("load", file("P\n1;\n", "r.csv"), "--db", sqlite_url, *RACE)

    assert ran.exit_code == 1
    assert "r.csv:2: names neither a car nor a driver nor a team" in one_line(ran)


@pytest.mark.sqlite_only
def test_a_limit_of_the_configuration_is_obeyed(run, held, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = contents(held)
    Path("racedb.toml").write_text("[limits]\nrows = 1\n")

    ran = run("load", file(), "--db", held, *RACE)

    assert ran.exit_code == 1
    assert one_line(ran) == f"{file()}: has more than 1 row, the most"
    assert contents(held) == before
    Path("racedb.toml").write_text("[limits]\nrows = 2\n")
    assert run("load", file(), "--db", held, *RACE).exit_code == 0


def test_a_limit_that_strikes_at_once_is_a_limit(held, file):
    about = {"series": "Club Cup", "season": "2024", "event": "Summer Race", "session": "Race"}

    (one,) = load([file()], held, about, Settings(time_limit_s=1e-6)).files

    assert (one.state, one.exit_code, one.import_id) == ("refused", 4, None)
    assert one.message == f"{file()}: takes longer than 1e-06 s; time_limit allows more"


def test_a_file_that_takes_too_long_keeps_no_other_from_loading(held, file):
    about = {"series": "Club Cup", "season": "2024", "event": "Summer Race", "session": "Race"}
    files = [file(GOOD.replace("Ann Berg", "Al Frost"), "slow.csv"), file()]
    struck = []

    def time_is_up(_connection, _cursor, statement, *_):
        if "INSERT" in statement and not struck:  # in the middle of the transaction
            struck.append(statement)
            signal.raise_signal(signal.SIGALRM)

    sa.event.listen(sa.Engine, "before_cursor_execute", time_is_up)
    try:
        slow, quick = load(files, held, about, Settings(time_limit_s=3_600)).files
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", time_is_up)

    assert (slow.state, slow.exit_code, slow.import_id) == ("refused", 4, None)
    assert slow.message == f"{files[0]}: takes longer than 3600 s; time_limit allows more"
    assert quick.state == "applied"
    assert struck


@pytest.mark.parametrize("name", ["b\x1b[31m.csv", "caf\udce9.csv", "a\u202e.csv"])
@pytest.mark.sqlite_only
def test_a_name_with_control_characters_loads_with_a_note(name, file, migrated_url, run):
    path = file(GOOD.replace("Ann Berg", "A\x1bnn\u202e Berg"), name)

    ran = run("load", path, "--db", migrated_url, *RACE)
    again = run("load", path, "--db", migrated_url, *RACE)
    explained = run("load", path, "--explain")

    assert (ran.exit_code, again.exit_code) == (5, 0)
    assert r"driver: 'A\x1bnn\u202e Berg' has control characters, which are left out" in ran.stderr
    assert "already loaded as import 1" in again.stderr
    everything = ran.stderr + again.stderr + explained.stdout
    assert everything.replace("\n", "").isprintable()
    drivers = run("sql", "SELECT name FROM drivers ORDER BY 1", "--db", migrated_url,
                  "--format", "csv", "--as-owner")  # fmt: skip
    assert drivers.stdout == "name\nAnn Berg\nBo Dahl\n"
    notes = run("imports", "notes", "1", "--db", migrated_url, "--format", "json")
    assert json.loads(notes.stdout)[0]["raw"] == r"A\x1bnn\u202e Berg"
