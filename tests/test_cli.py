"""The command line as a whole: help, errors, exit codes, streams."""

import io
import json
import os
import runpy
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from racedb import __version__, cli
from racedb.db.revisions import newest
from racedb.errors import LoadError, TryAgainError
from racedb.render.cells import width

ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a working folder with a small racedb.sqlite in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RACEDB_URL", raising=False)
    monkeypatch.delenv("RACEDB_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    with closing(sqlite3.connect("racedb.sqlite")) as connection:
        connection.executescript(
            f"""
            CREATE TABLE alembic_version (version_num TEXT);
            INSERT INTO alembic_version VALUES ('{newest()}');
            CREATE TABLE drivers (name TEXT, best_lap_us INTEGER, note TEXT);
            INSERT INTO drivers VALUES ('Äda', 138030000, '{"x" * 300}'), ('Bo', NULL, 'y');
            """
        )
    return tmp_path


def run(*words: str) -> int:
    """Run a command line here and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def process(*words: str, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "racedb", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("words", [(), ("-h",), ("--help",)])
def test_help_groups_the_commands(words: tuple[str, ...], capsys: Capture) -> None:
    code = run(*words)

    said = capsys.readouterr()
    assert code == 0
    assert said.err == ""
    assert (
        said.out.index("\nLoad:\n") < said.out.index("\nQuery:\n") < said.out.index("\nDatabase:\n")
    )
    assert "\n  query " in said.out
    assert said.out.count("Load:") == 1


def commands(command: object, *words: str) -> Iterator[tuple[str, ...]]:
    """Walk through all commands and the commands under them."""
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, *words, name)


@pytest.mark.parametrize("words", list(commands(get_command(cli.app))), ids=" ".join)
def test_help_fits_a_narrow_terminal(
    words: tuple[str, ...], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    code = run(*words, "--help")

    assert code == 0
    assert max(map(width, capsys.readouterr().out.splitlines())) <= 40


def test_options_come_under_their_headings(capsys: Capture) -> None:
    run("load", "-h")

    said = capsys.readouterr().out
    assert said.index("\nArguments:\n") < said.index("\nOptions:\n")
    assert "racedb load seeds" in said


def test_examples_keep_their_lines(capsys: Capture) -> None:
    run("query", "-h")

    assert "\n  racedb query\n  racedb query best-lap-per-manufacturer\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "same"), [(("help", "load"), ("load", "-h")), (("help",), ("-h",))]
)
def test_help_is_a_command_too(
    words: tuple[str, ...], same: tuple[str, ...], capsys: Capture
) -> None:
    assert run(*words) == 0
    printed = capsys.readouterr().out
    run(*same)
    assert printed == capsys.readouterr().out


@pytest.mark.parametrize("words", [("--version",), ("version",)])
def test_the_version_is_printed(words: tuple[str, ...], capsys: Capture) -> None:
    assert run(*words) == 0
    assert capsys.readouterr().out == f"racedb {__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("quer",), "racedb: no such command 'quer'. Did you mean 'query'"),
        (("query", "--formt", "csv"), "racedb: no such option: --formt"),
        (("query", "--format", "jsn"), "racedb: invalid value for '--format': 'jsn' is not one of"),
        (("sql",), "racedb: missing argument"),
        (
            ("sql", "SELECT 1", "--limit", "-1"),
            "racedb: invalid value for '--limit': it should be greater than or equal to 0",
        ),
        (
            ("sql", "SELECT 1", "--timeout", "x"),
            "racedb: invalid value for '--timeout': it is not a number",
        ),
        (
            ("standings", "f1"),
            "racedb: no such command 'standings'; it is a query: racedb query stan",
        ),
        (("who", "won", "spa"), "racedb: no such command 'who'; try racedb query wins"),
        (("winners", "-h"), "racedb: no such command 'winners'; try racedb query wins"),
        (("help", "tracks"), "racedb: no such command 'tracks'; try racedb list circuits"),
        (("xyzzy",), "racedb: no such command 'xyzzy'; 'racedb -h' lists them"),
        (("imports", "laod"), "racedb: no such command 'laod'; 'racedb imports -h' lists them"),
        (
            ("query", "who", "won"),
            "racedb: no query is named 'who'; these may answer it: wins (Win",
        ),
        (("query", "no-times"), "racedb: no query is named 'no-times'; did you mean 'no-time'?"),
        (
            ("query", "imports", "spa"),
            "racedb: query imports: 'spa' is not expected; it takes nothing",
        ),
        (("query", "no-time", "=x"), "racedb: '=x' is not key=value"),
        (("query", "no-time", "event=a", "event=b"), "racedb: event= is given twice"),
        (("sql", "SELECT :a", "-p", "b"), "racedb: 'b' is not key=value, such as -p car=8"),
        (
            ("load", "x.csv", "--format", "csv"),
            "racedb: invalid value for '--format': 'csv' is not one of 'table', 'json'",
        ),
        (
            ("sql", "SELECT 1", "--limit", "x"),
            "racedb: invalid value for '--limit': it is not a whole number",
        ),
        (("sql", "SELECT 1", "--format", "CSV"), "racedb: invalid value for '--format': 'CSV'"),
        (("sql", "SELECT 1", "--db", "nix.sqlite"), "racedb: nix.sqlite is not there"),
    ],
)
def test_a_wrong_command_line_is_one_calm_line(
    words: tuple[str, ...], message: str, capsys: Capture
) -> None:
    code = run(*words)

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.startswith(message)
    assert said.err.count("\n") == 1


def test_a_group_without_a_command_shows_its_help(capsys: Capture) -> None:
    code = run("imports")

    said = capsys.readouterr()
    assert code == 2
    assert said.err.startswith("Usage: racedb imports")


def test_a_refused_statement_exits_with_1(capsys: Capture) -> None:
    assert run("sql", "DROP TABLE drivers") == 1
    assert capsys.readouterr().err.startswith("racedb: 'DROP' is not allowed")


def test_the_time_limit_exits_with_4(capsys: Capture) -> None:
    code = run("sql", f"SELECT count(*) FROM ({ENDLESS})", "--timeout", "0.2")

    assert code == 4
    assert capsys.readouterr().err == (
        "racedb: stopped at the time limit of 0.2 s (--timeout 0: no limit)\n"
    )


def test_another_version_exits_with_6(here: Path, capsys: Capture) -> None:
    with closing(sqlite3.connect(here / "racedb.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
        connection.commit()

    assert run("query", "no-time") == 6
    assert "newer than this racedb" in capsys.readouterr().err


def test_a_table_shows_lap_times(capsys: Capture) -> None:
    code = run("sql", "SELECT name, best_lap_us FROM drivers")

    said = capsys.readouterr()
    assert code == 0
    assert said.out == "name  best_lap\n────  ────────\nÄda   2:18.030\nBo\n"
    assert said.err == ""


def test_a_mean_of_times_is_a_time(capsys: Capture) -> None:
    run("sql", "SELECT avg(best_lap_us) FROM drivers")

    assert capsys.readouterr().out.split()[-1] == "2:18.030"


def test_sql_comes_from_a_file_or_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "names.sql").write_text("SELECT name FROM drivers", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 1 AS one"))

    run("sql", str(tmp_path / "names.sql"), "--format", "csv")
    run("sql", "-", "--format", "csv")
    run("sql", str(tmp_path / "no.sql"))

    said = capsys.readouterr()
    assert said.out == "name\nÄda\nBo\none\n1\n"
    assert said.err.endswith("no.sql: cannot be read: No such file or directory\n")


def test_json_has_numbers(capsys: Capture) -> None:
    run("sql", "SELECT name, best_lap_us FROM drivers", "--format", "json")

    assert json.loads(capsys.readouterr().out) == [
        {"name": "Äda", "best_lap_us": 138_030_000},
        {"name": "Bo", "best_lap_us": None},
    ]


def test_a_cut_is_reported_on_stderr(capsys: Capture) -> None:
    code = run("sql", f"SELECT n FROM ({ENDLESS} LIMIT 1001)")

    said = capsys.readouterr()
    assert code == 0
    assert len(said.out.splitlines()) == 1_002
    assert said.err == "racedb: only the first 1,000 rows; --limit 0 prints all\n"


@pytest.mark.parametrize(("limit", "lines"), [("0", 1_003), ("5", 7)])
def test_the_limit_can_be_chosen(limit: str, lines: int, capsys: Capture) -> None:
    run("sql", f"SELECT n FROM ({ENDLESS} LIMIT 1001)", "--limit", limit)

    assert len(capsys.readouterr().out.splitlines()) == lines


def test_an_empty_result_is_reported_on_stderr(capsys: Capture) -> None:
    code = run(
        "sql", "SELECT name FROM drivers WHERE name = :name", "-p", "name=x", "--format", "csv"
    )

    said = capsys.readouterr()
    assert code == 0
    assert said.out == "name\n"
    assert said.err == "racedb: no rows\n"


def test_the_plan_is_shown(capsys: Capture) -> None:
    assert run("sql", "SELECT * FROM drivers", "--explain") == 0
    assert "SCAN drivers" in capsys.readouterr().out


def test_an_answer_goes_into_a_file(here: Path, capsys: Capture) -> None:
    code = run("sql", "SELECT 1 AS a", "-o", "answer.csv")

    assert code == 0
    assert capsys.readouterr().out == ""
    assert (here / "answer.csv").read_text() == "a\n1\n"


def test_queries_are_listed_by_topic(capsys: Capture) -> None:
    assert run("query") == 0

    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0] == "best laps:"
    assert [line.split(maxsplit=1) for line in lines if "per-manufacturer" in line] == [
        ["best-lap-per-manufacturer", "Best lap of each manufacturer"]
    ]
    assert max(map(len, lines)) <= 100
    assert said.err == (
        "racedb: 'racedb query NAME --show' prints the SQL and the parameters of a query\n"
    )


def test_on_a_narrow_terminal_titles_have_lines_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert run("query") == 0

    lines = capsys.readouterr().out.splitlines()
    at = lines.index("  best-lap-per-manufacturer")
    assert lines[at + 1] == "      Best lap of each manufacturer"


def test_a_query_runs_on_both_databases(migrated_url: str, capsys: Capture) -> None:
    code = run("query", "no-time", "--db", migrated_url, "--format", "csv")

    said = capsys.readouterr()
    assert code == 0
    assert said.out.startswith("series,season,event,session,car_number")
    assert said.err == "racedb: no rows\n"


@pytest.mark.parametrize("words", [("query", "wins", "-h"), ("help", "query", "wins")])
def test_a_query_says_what_it_answers(words: tuple[str, ...], capsys: Capture) -> None:
    assert run(*words) == 0

    said = capsys.readouterr().out
    assert said.startswith("Usage: racedb query wins [KEY=VALUE]...\n\n  Wins, race by race.\n")
    assert "\n  wins          of the race, or of its class: overall or class" in said
    assert "\nExample:\n  racedb query wins driver=NAME\n" in said


def test_a_query_names_what_it_needs(capsys: Capture) -> None:
    run("query", "driver-entries", "--help")
    run("query", "imports", "--help")

    said = capsys.readouterr().out
    assert said.startswith("Usage: racedb query driver-entries DRIVER [KEY=VALUE]...\n")
    assert said.endswith("  What was loaded, the newest first.\n")


def test_the_sql_of_a_query_is_printed(capsys: Capture) -> None:
    assert run("query", "no-time", "--show") == 0
    assert capsys.readouterr().out.startswith("-- Cars that set no time\n")


def command(monkeypatch: pytest.MonkeyPatch, does: Callable[[], None]) -> None:
    """Put one more command, named 'failing', into the program."""
    commands = [*cli.app.registered_commands]
    monkeypatch.setattr(cli.app, "registered_commands", commands)
    cli.app.command("failing")(does)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (LoadError("race.csv:3: gap: '1:3O' is no gap"), 1, "race.csv:3: gap: '1:3O' is no gap"),
        (TryAgainError("locked"), 3, "locked"),
        (KeyboardInterrupt(), 130, "interrupted, nothing was stored"),
        (typer.Exit(5), 5, None),
        (
            ValueError("a\nb"),
            1,
            "unexpected ValueError: a b; please report it (RACEDB_DEBUG=1 shows where)",
        ),
    ],
)
def test_every_error_is_one_line_and_an_exit_code(
    error: BaseException,
    code: int,
    message: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    def failing() -> None:
        raise error

    command(monkeypatch, failing)

    assert run("failing") == code
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert capsys.readouterr().err == (f"racedb: {message}\n" if message else "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_an_output_that_is_full_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        code = run("version")

    assert code == 1
    assert capsys.readouterr().err == "racedb: output: no space left on device\n"


def test_the_traceback_is_there_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> None:
        raise ValueError

    command(monkeypatch, failing)
    monkeypatch.setenv("RACEDB_DEBUG", "1")

    with pytest.raises(ValueError, match=r"^$"):
        cli.main(["failing"])


def test_sigterm_rolls_back_and_exits_with_143(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    left = []

    def failing() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            left.append("rolled back")

    command(monkeypatch, failing)
    before = signal.getsignal(signal.SIGTERM)

    assert run("failing") == 143
    assert capsys.readouterr().err == "racedb: terminated, nothing was stored\n"
    assert left == ["rolled back"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_program_runs_in_a_thread_too(capsys: Capture) -> None:
    thread = threading.Thread(target=lambda: run("version"))

    thread.start()
    thread.join()

    assert capsys.readouterr().out == f"racedb {__version__}\n"


def test_arguments_come_from_the_process(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "argv", ["racedb", "version"])

    with pytest.raises(SystemExit):
        cli.main()

    assert capsys.readouterr().out == f"racedb {__version__}\n"


def test_the_formats_are_listed(capsys: Capture) -> None:
    assert run("readers", "--format", "csv") == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "reader,what,line"
    assert {"delimited", "html"} <= {line.partition(",")[0] for line in lines}


def test_the_installed_script_is_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    from racedb.__main__ import run as script

    monkeypatch.setattr(sys, "argv", ["racedb", "version"])

    with pytest.raises(SystemExit, match=r"^0$"):
        script()

    assert capsys.readouterr().out == f"racedb {__version__}\n"


def test_the_package_is_a_program(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "argv", ["racedb", "version"])

    with pytest.raises(SystemExit, match=r"^0$"):
        runpy.run_path(str(Path(cli.__file__).parent.parent / "__main__.py"), run_name="__main__")

    assert capsys.readouterr().out == f"racedb {__version__}\n"


def test_a_closed_pipe_is_no_error() -> None:
    with process("sql", ENDLESS, "--format", "csv", "--timeout", "20") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()

    assert first == "n\n"
    assert said == ""
    assert running.returncode == 141


def test_a_pipe_that_closes_during_a_message_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)

        code = run("query")

    monkeypatch.undo()
    assert code == 141
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_a_long_question(number: signal.Signals, code: int) -> None:
    with process("sql", f"{ENDLESS}", "--format", "csv", "--timeout", "20") as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(number)
        _, said = running.communicate(timeout=15)

    assert running.returncode == code
    assert said.startswith("racedb: ")
    assert said.count("\n") == 1


def test_stdout_is_utf_8_whatever_the_terminal_is() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}

    with process("sql", "SELECT name FROM drivers", env=environment) as running:
        out, err = running.communicate(timeout=15)

    assert out.splitlines()[2] == "Äda"
    assert err == ""
    with process("query", env=environment) as running:
        assert "best laps:" in running.communicate(timeout=15)[0]


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys, racedb.cli\n"
        "try:\n"
        "    racedb.cli.main(['--help'])\n"
        "except SystemExit:\n"
        "    heavy = {'sqlalchemy', 'alembic', 'polars', 'psycopg', 'rich'} & set(sys.modules)\n"
        "    print(heavy or 'light', file=sys.stderr)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stderr == "light\n"


def test_a_question_to_a_file_loads_nothing_heavy() -> None:
    program = (
        "import sys, racedb.cli\n"
        "try:\n"
        "    racedb.cli.main(['sql', 'SELECT 1 AS a'])\n"
        "except SystemExit:\n"
        "    heavy = {'sqlalchemy', 'alembic', 'polars', 'psycopg', 'rich'} & set(sys.modules)\n"
        "    print(heavy or 'light', file=sys.stderr)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stderr == "light\n"


def test_a_load_prepares_nothing_that_only_programs_and_servers_need(tmp_path: Path) -> None:
    program = (
        "import sys, racedb.cli, sqlalchemy.orm\n"
        "prepare = lambda: print('relationships', file=sys.stderr)\n"
        "sqlalchemy.event.listen(sqlalchemy.orm.Mapper, 'before_configured', prepare)\n"
        "try:\n"
        "    racedb.cli.main(['load', *sys.argv[1:]])\n"
        "except SystemExit:\n"
        "    heavy = {'alembic', 'psycopg', 'sqlalchemy.dialects.postgresql'} & set(sys.modules)\n"
        "    print(heavy or 'light', file=sys.stderr)\n"
    )
    seeds = Path(cli.__file__).parent.parent.parent / "seeds"

    done = subprocess.run(
        [sys.executable, "-c", program, seeds, "--db", tmp_path / "new.sqlite"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "39 new" in done.stderr
    assert done.stderr.endswith("light\n")
    assert "relationships" not in done.stderr


@pytest.mark.parametrize("limit", ["2", "+2", " 2 "])
def test_a_number_may_be_written_in_several_ways(limit: str, capsys: Capture) -> None:
    words = ("sql", f"SELECT n FROM ({ENDLESS} LIMIT 9)", "--format", "csv", "--timeout", "2.5")

    assert run(*words, "--limit", limit) == 0
    assert capsys.readouterr().out == "n\n1\n2\n"


def test_help_and_version_need_no_valid_racedb_toml() -> None:
    Path("racedb.toml").write_text("nonsense = 1\n")

    assert run("--help") == 0
    assert run("query", "--help") == 0
    assert run("version") == 0
    assert run("query", "no-time") == 2
