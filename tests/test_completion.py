"""What a shell is told when somebody presses the tab key."""

import os
import subprocess
import sys

import pytest


def proposals(line, db, shell="bash"):
    """Give what racedb proposes for a command line that ends where the cursor is."""
    words = line.split(" ")
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
    }[shell]
    ran = subprocess.run(
        [sys.executable, "-m", "racedb"],
        env={**os.environ, **asked, "_RACEDB_COMPLETE": f"complete_{shell}", "RACEDB_URL": str(db)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("racedb ver", ["version"]),
        ("racedb query classi", ["classification"]),
        ("racedb query driver-entries ", ["driver="]),
        ("racedb query driver-entries driver = alexandre", [
            "alexandre-negrao", "alexandre-funari-negrao",
        ]),
        ("racedb query driver-entries driver = xyz", []),
        ("racedb query speed-check only = d", ["differ"]),
        ("racedb query nonsense ", []),
    ],
)  # fmt: skip
def test_a_shell_gets_proposals(line, expected, seeded_url):
    assert proposals(line, seeded_url) == expected


def test_zsh_keeps_key_and_value_in_one_word(seeded_url):
    said = " ".join(proposals("racedb query driver-entries driver=alexandre-n", seeded_url, "zsh"))

    assert "driver=alexandre-negrao" in said


def test_no_database_is_no_proposal_and_no_message(tmp_path):
    line = "racedb query driver-entries driver = a"

    assert proposals(line, tmp_path / "none.sqlite") == []


@pytest.mark.parametrize(
    ("shell", "says"),
    [
        ("bash", "complete -o default -F"),
        ("zsh", "#compdef racedb"),
        ("fish", "complete --command"),
    ],
)
def test_the_script_of_a_shell_is_printed(shell, says, run):
    ran = run("completion", shell)

    assert ran.exit_code == 0
    assert says in ran.stdout
    assert "_RACEDB_COMPLETE=" in ran.stdout


def test_an_unknown_shell_is_named(run):
    ran = run("completion", "cmd")

    assert ran.exit_code == 2
    assert "cmd" in ran.stderr
