"""Words of the command line become values; pydantic, which is slow to import, sees the odd ones."""

import subprocess
import sys
from pathlib import Path

import pytest

from racedb import cli


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--limit", "x"], "invalid value for '--limit': Input should be a valid integer"),
        (["--limit", "-1"], "invalid value for '--limit': Input should be greater than or equal"),
        (["--timeout", "1.5s"], "invalid value for '--timeout': Input should be a valid number"),
        (["--format", "cvs"], "invalid value for '--format': 'cvs' is not one of 'table', 'csv'"),
    ],
)
def test_a_wrong_word_is_named_with_its_option(words, said, run, seeded_sqlite):
    done = run("query", "best-lap-per-manufacturer", "--db", seeded_sqlite, *words)

    assert done.exit_code == 2
    assert done.stderr.startswith(f"racedb: {said}")


@pytest.mark.parametrize("limit", ["2", "+2", " 2 "])
def test_a_number_may_be_written_in_several_ways(limit, run, seeded_sqlite):
    words = ("query", "best-lap-per-manufacturer", "--db", seeded_sqlite, "--timeout", "2.5")

    assert len(run(*words, "--limit", limit, "--format", "csv").stdout.splitlines()) == 3


def test_a_choice_is_written_in_small_letters(run, seeded_sqlite):
    done = run("query", "no-time", "--db", seeded_sqlite, "--format", "CSV")

    assert (done.exit_code, done.stdout) == (2, "")


def test_no_command_needs_pydantic(seeded_sqlite, tmp_path):
    answer = tmp_path / "answer.csv"
    words = [
        "query",
        "no-time",
        "session=Q",
        "--db",
        seeded_sqlite,
        "--limit",
        "5",
        "-o",
        str(answer),
    ]
    program = (
        "import sys, racedb.cli\n"
        "try:\n"
        f"    racedb.cli.main({words!r})\n"
        "except SystemExit:\n"
        "    print('pydantic' in sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("False\n", "")
    assert Path(answer).read_text().splitlines()[0]


def test_help_says_of_each_command_what_the_command_says_of_itself():
    commands = cli.program().commands

    for name, later in commands.items():
        assert later.build().get_short_help_str(100) == later.get_short_help_str(100), name


def test_help_needs_no_racedb_toml(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("racedb.toml").write_text("nonsense = 1\n")

    assert run("--help").exit_code == 0
    assert run("query", "--help").exit_code == 2
