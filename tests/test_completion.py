"""What a shell proposes when somebody presses the tab key."""

import pytest

from racedb import cli

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def proposals(monkeypatch, capsys):
    """Return what racedb proposes for a command line that ends at the cursor."""

    def proposed(line, db, shell="bash"):
        words = line.split(" ")
        asked = {
            "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
            "zsh": {"_TYPER_COMPLETE_ARGS": line},
        }[shell]
        for name, value in asked.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("_RACEDB_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("RACEDB_URL", str(db))
        with pytest.raises(SystemExit) as ended:
            cli.main([])
        said = capsys.readouterr()
        assert (ended.value.code, said.err) == (0, "")
        return said.out.split()

    return proposed


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
        ("racedb query speed-check session = R", []),
        ("racedb query speed-check only=all se", ["session=", "season=", "series="]),
        ("racedb query provenance car_number = 3", ["33", "3", "35"]),
        ("racedb query provenance car_number = 8,35", ["8,35"]),
        ("racedb query best-lap-per-driver season = 2000,20", ["2000,2009"]),
        ("racedb query import id = ", ["1"]),
        ("racedb query import id = 2", []),
        ("racedb query nonsense ", []),
        ("racedb list dri", ["drivers"]),
        ("racedb list drivers ", ["event=", "season=", "series=", "team=", "class="]),
        ("racedb list drivers team = vitaphone-racing-team-", ["vitaphone-racing-team-dhl"]),
        ("racedb list nonsense ", []),
        ("racedb schema lap_l", ["lap_leaders"]),
        ("racedb points show f1-201", ["f1-2010", "f1-2019"]),
        ("racedb points show nonsense", []),
    ],
)  # fmt: skip
def test_a_shell_gets_proposals(line, expected, proposals, seeded_url):
    assert proposals(line, seeded_url) == expected


def test_zsh_keeps_key_and_value_in_one_word(proposals, seeded_url):
    said = " ".join(proposals("racedb query driver-entries driver=alexandre-n", seeded_url, "zsh"))

    assert "driver=alexandre-negrao" in said


def test_no_database_is_no_proposal_and_no_message(proposals, tmp_path):
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


def test_a_shell_that_is_not_known_gets_a_message(monkeypatch, capsys):
    monkeypatch.setenv("_RACEDB_COMPLETE", "complete_cmd")

    with pytest.raises(SystemExit) as ended:
        cli.main([])

    assert ended.value.code == 1
    assert "cmd not supported" in capsys.readouterr().err


def test_a_folder_of_queries_that_is_not_there_is_no_message(proposals, monkeypatch, tmp_path):
    (tmp_path / "racedb.toml").write_text('queries = "nowhere"\n')
    monkeypatch.chdir(tmp_path)

    assert proposals("racedb query cl", tmp_path / "none.sqlite") == []
    assert proposals("racedb query classification ", tmp_path / "none.sqlite") == []
