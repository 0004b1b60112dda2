"""racedb.toml: found, applied, and refused in one line if it is wrong."""

import json
from pathlib import Path

import pytest

LIMITS = [
    ("limits.file_mib", None, "default"), ("limits.document_mib", "64", "default"),
    ("limits.rows", "50000000", "default"), ("limits.columns", "1024", "default"),
    ("limits.cell_chars", "32767", "default"), ("limits.page_cells", "600000", "default"),
    ("limits.inflated_mib", "256", "default"), ("limits.inflated_ratio", "100", "default"),
    ("limits.time_limit", None, "default"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder without settings from outside."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RACEDB_URL", raising=False)
    monkeypatch.delenv("RACEDB_CONFIG", raising=False)
    return tmp_path


def settings(run):
    ran = run("config", "show", "--format", "json")
    assert ran.exit_code == 0, ran.stderr
    return [tuple(row.values()) for row in json.loads(ran.stdout)]


def test_without_a_file_everything_is_the_default(run):
    assert settings(run) == [
        ("database", "racedb.sqlite", "default"), ("queries", None, "default"), ("recipes", None, "default"), ("points", None, "default"),
        *LIMITS,
        ("schedules", None, "default"),
    ]  # fmt: skip
    assert (
        run("config", "validate").stderr == "racedb: no racedb.toml: valid, 0 of your own queries\n"
    )


def test_a_file_names_the_database_and_the_queries(run, here, monkeypatch):
    (here / "etc" / "mine").mkdir(parents=True)
    (here / "etc" / "mine" / "answer.sql").write_text("-- The answer\n\nSELECT 42 AS answer")
    (here / "etc" / "conf.toml").write_text('database = "r.sqlite"\nqueries = "mine"\n')
    monkeypatch.setenv("RACEDB_CONFIG", "etc/conf.toml")

    assert settings(run) == [
        ("database", str(Path("etc/r.sqlite")), "etc/conf.toml"),
        ("queries", str(Path("etc/mine")), "etc/conf.toml"),
        ("recipes", None, "default"),
        ("points", None, "default"),
        *LIMITS,
        ("schedules", None, "default"),
    ]
    assert (
        run("config", "validate").stderr == "racedb: etc/conf.toml: valid, 1 of your own queries\n"
    )
    assert run("db", "create").exit_code == 0
    assert Path("etc/r.sqlite").exists()
    assert run("query", "answer", "--format", "csv").stdout == "answer\n42\n"
    assert "  answer " in run("query").stdout
    assert run("query", "answer", "--show").stdout == "-- The answer\n\nSELECT 42 AS answer"


def test_the_command_line_and_the_environment_go_before_the_file(run, here, monkeypatch):
    Path("racedb.toml").write_text('database = "file.sqlite"\n')
    monkeypatch.setenv("RACEDB_URL", "environment.sqlite")

    assert settings(run)[0] == ("database", "environment.sqlite", "RACEDB_URL")
    assert run("db", "create").exit_code == 0
    assert run("db", "create", "--db", "option.sqlite").exit_code == 0
    assert sorted(it.name for it in here.glob("*.sqlite")) == [
        "environment.sqlite", "option.sqlite",
    ]  # fmt: skip


def test_a_password_is_not_shown(run):
    Path("racedb.toml").write_text('database = "postgresql://ann:secret@host/races"\n')

    (_, url, _), *_ = settings(run)
    assert url == "postgresql+psycopg://ann:***@host/races"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("database = ", "racedb: racedb.toml: cannot be read: "),
        ("x = " + "[" * 100_000, "racedb: racedb.toml: cannot be read: maximum recursion depth"),
        (
            'databse = "x"',
            "racedb: racedb.toml: no setting is named 'databse'; did you mean 'database'?",
        ),
        ("queries = 7", "racedb: racedb.toml: queries = 7 is not a text in quotes"),
        ('queries = ""', "racedb: racedb.toml: queries = '' is not a text in quotes"),
        ("limits = 7", "racedb: racedb.toml: limits = 7 is not a table; write [limits] above"),
    ],
)
def test_a_wrong_file_is_one_line(text, says, run):
    Path("racedb.toml").write_text(text)

    ran = run("query", "imports")

    assert ran.exit_code == 2
    assert ran.stderr.startswith(says)
    assert ran.stderr.count("\n") == 1


def test_a_configuration_that_is_not_there_is_named(run, monkeypatch):
    monkeypatch.setenv("RACEDB_CONFIG", "none.toml")

    ran = run("db", "url")

    assert (ran.exit_code, ran.stderr) == (
        2, "racedb: none.toml: cannot be read: No such file or directory\n",
    )  # fmt: skip


def test_a_bad_query_of_ones_own_is_not_valid(run, here):
    Path("racedb.toml").write_text('queries = "mine"\n')
    assert "mine: is not a folder of queries" in run("config", "validate").stderr
    (here / "mine").mkdir()
    (here / "mine" / "a.sql").write_text("-- A\n-- :x strin\nSELECT :x")

    ran = run("config", "validate")

    assert ran.exit_code == 2
    assert "mine/a.sql: :x has an unknown type 'strin'" in ran.stderr


def test_limits_are_shown_with_where_they_come_from(run):
    Path("racedb.toml").write_text('[limits]\nrows = 1000\ntime_limit = "90s"\n')

    shown = {name: (value, source) for name, value, source in settings(run)}

    assert shown["limits.rows"] == ("1000", "racedb.toml")
    assert shown["limits.time_limit"] == ("90", "racedb.toml")
    assert shown["limits.columns"] == ("1024", "default")
    assert run("config", "validate").exit_code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("row = 7", "limits has no 'row'; did you mean 'rows'?"),
        ("rows = 0", "limits: rows = 0 is not a whole number from 1"),
        ("rows = true", "limits: rows = True is not a whole number from 1"),
        ('rows = "7"', "limits: rows = '7' is not a whole number from 1"),
        ("cell_chars = 2000000", "limits: cell_chars = 2000000 is not a whole number from 1 to 1,048,576"),
        ("time_limit = 9", "limits: time_limit = '9' is not a duration like '10min', '2h' or '1d'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", [("config", "validate"), ("config", "show"), ("load", "a.csv")])
def test_a_wrong_limit_is_refused(text, says, words, run):
    Path("racedb.toml").write_text(f"[limits]\n{text}\n")

    ran = run(*words)

    assert (ran.exit_code, ran.stderr) == (2, f"racedb: racedb.toml: {says}\n")
