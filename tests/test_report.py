"""The report of a load: what a person reads on stderr, a program on stdout, and the rejects file."""

import csv
import json

import pytest

from racedb.errors import RaceDBError
from racedb.ingest.report import FileReport, Report
from racedb.readers.reading import Finding
from racedb.render import report as render
from racedb.table import Column, Reject
from racedb.understand.kinds import NO_HEADER
from tests.readers.test_related_csv import ERGAST
from tests.refusals import CONTEXT, GOOD, HEADER, RACE

BAD = "".join(f"{n},,,,1:{n:02}.0\n" for n in range(3, 15))
UNREAD = "".join(
    f"{n},{n},Driver {n},Team {n},1:{'O' if n < 15 else '0'}{n % 10}.5\n" for n in range(3, 30)
)
MISUNDERSTOOD = "the column was probably misunderstood"


def said(capsys, **values):
    """Return the lines of the report of one file."""
    report = Report(files=[FileReport(source="race.csv", **{"state": "applied", **values})])
    render.print_report(report, as_json=False)
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def test_a_load_reports_what_it_read_and_created(run, sqlite_url, file):
    path = file()

    first = run("load", path, "--db", sqlite_url, *RACE)
    second = run("load", path, "--db", sqlite_url, *RACE)

    assert first.stdout == second.stdout == ""
    assert first.stderr.splitlines() == [
        f"{path}: delimited, utf-8",
        "  Summer Race 2024, Race",
        "  2 rows read: 2 new, 0 changed, 0 same, 0 rejected",
        "  created: 2 drivers, 2 entries, 1 event, 1 round, 1 season, 1 series, 1 session, 2 teams",
    ]
    assert second.stderr == f"{path}: already loaded as import 1 (identical file)\n"


def test_a_dump_is_refused_in_one_line_that_names_the_driver(run, sqlite_url, tmp_path):
    laps = "raceId,driverId,lap,time\n7,1,1,1:30.0\n7,77,1,1:31.0\n"
    folder = tmp_path / "dump"
    folder.mkdir()
    for name, text in (ERGAST | {"lap_times.csv": laps}).items():
        (folder / name).write_text(text)

    ran = run("load", folder, "--db", sqlite_url)

    assert ran.exit_code == 1
    assert ran.stderr == (
        f"racedb: {folder}/lap_times.csv:3: driverId: '77' is not in drivers.csv, and the row "
        "names no car; fix the file, or accept the valid rows with --max-rejects 1\n"
    )


def test_a_dry_run_reports_that_nothing_was_kept(run, sqlite_url, file):
    ran = run("load", file(), "--db", sqlite_url, *RACE, "--dry-run", "--format", "json")

    assert ran.stderr.splitlines()[0].endswith(": delimited, utf-8; dry run, nothing was stored")
    assert json.loads(ran.stdout)["dry_run"] is True


def test_rejects_are_listed_and_all_of_them_are_in_the_file(run, sqlite_url, file, tmp_path):
    path, kept = file(GOOD + BAD), tmp_path / "rejects.csv"
    words = ("load", path, "--db", sqlite_url, *RACE, "--max-rejects", "12", "--rejects", kept)

    ran = run(*words, "--format", "json")

    (told,) = json.loads(ran.stdout)["files"]
    rows = list(csv.DictReader(kept.read_text(encoding="utf-8").splitlines()))
    listed = [line for line in ran.stderr.splitlines() if line.startswith("  rejected ")]
    assert ran.exit_code == 5
    assert listed[0] == f"  rejected {path}:4: names neither a car nor a driver nor a team"
    assert len(listed) == 10
    assert "  ... and 2 rejects more (--rejects FILE writes them all)" in ran.stderr
    assert [row["line"] for row in rows] == [str(reject["line"]) for reject in told["rejects"]]
    assert rows[0] == {
        "source": str(path), "line": "4", "field": "", "code": "no-key",
        "message": "names neither a car nor a driver nor a team", "raw": "3,,,,1:03.0",
    }  # fmt: skip


def test_a_refusal_names_its_first_reject_once(run, sqlite_url, file):
    path = file(GOOD + BAD)

    ran = run("load", path, "--db", sqlite_url, *RACE)

    lines = ran.stderr.splitlines()
    assert ran.exit_code == 1
    assert lines[0].startswith(
        f"racedb: {path}:4: names neither a car nor a driver nor a team (12 rows"
    )
    assert [line.partition(": ")[0] for line in lines[1:3]] == [
        f"  rejected {path}:5",
        f"  rejected {path}:6",
    ]


def test_unreadable_cells_are_listed(run, sqlite_url, file):
    path = file(GOOD + UNREAD)

    ran = run("load", path, "--db", sqlite_url, *RACE, "--format", "json")

    (told,) = json.loads(ran.stdout)["files"]
    listed = [line for line in ran.stderr.splitlines() if line.startswith("  unreadable ")]
    message = f"best_lap: '1:O3.5' is not a time like 1:23.456; {MISUNDERSTOOD}"
    assert ran.exit_code == 5
    assert listed[0] == f"  unreadable {path}:4: {message}"
    assert len(listed) == 10
    assert (
        "  ... and 2 unreadable cells more ('racedb imports notes 1' lists them)"
        in ran.stderr.splitlines()
    )
    assert [note["line"] for note in told["notes"]] == [*range(4, 16)]
    assert told["notes"][0] == {
        "line": 4, "field": "best_lap", "code": "not-a-duration", "message": message, "raw": "1:O3.5",
    }  # fmt: skip
    noted = run("imports", "notes", 1, "--db", sqlite_url, "--format", "json")
    assert json.loads(noted.stdout) == told["notes"]


@pytest.mark.parametrize("name", ["show", "rejects"])
@pytest.mark.sqlite_only
def test_an_import_can_be_looked_at(run, held, file, name):
    run("load", file(GOOD + BAD), "--db", held, *RACE, "--max-rejects", "12")

    (*_, last) = json.loads(run("imports", "list", "--db", held, "--format", "json").stdout)
    number = max(last["id"], 2)
    ran = run("imports", name, number, "--db", held, "--format", "json")

    rows = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert rows[0]["rows_rejected" if name == "show" else "line"] == (12 if name == "show" else 4)


@pytest.mark.parametrize("count", [1, 11])
def test_sessions_and_findings_are_cut_after_ten(capsys, count):
    lines = said(
        capsys,
        sessions=[f"Race {n}" for n in range(count)],
        findings=[Finding(code="gap", message=f"finding {n}") for n in range(count)],
    )

    assert lines.count("  ... and 1 session more") == (count == 11)
    assert sum(line.startswith("  Race ") for line in lines) == min(count, 10)
    assert sum(line.startswith("  check gap: finding ") for line in lines) == min(count, 10)
    more = "  ... and 1 finding more (--format json lists them)"
    assert lines.count(more) == (count == 11)


def test_what_was_not_understood_is_named(capsys):
    lines = said(
        capsys,
        columns=[Column(source="Wetter", field=None, why="not known")],
        unknown_words=["Kaputt"],
        created={"classes": 1, "entries": 1_000, "series": 1},
    )

    assert lines[2:] == [
        "  created: 1 class, 1,000 entries, 1 series",
        "  left out: 'Wetter'",
        "  unknown words: 'Kaputt'",
    ]


@pytest.mark.parametrize(
    ("times", "others", "line"),
    [
        (0, 3, "'B0', 'B1', 'B2'"),
        (0, 4, "4 columns (--explain lists them)"),
        (2, 0, "'A0', 'A1'"),
        (1, 2, "'A0' and 2 other columns (--explain lists them)"),
    ],
)
def test_columns_left_out_that_look_like_results_are_named_first(capsys, times, others, line):
    columns = [
        Column(f"A{n}", None, NO_HEADER, ("1:30.5", "1:31.0", "1:29.9")) for n in range(times)
    ]
    columns += [Column(f"B{n}", None, NO_HEADER, ("Acme",)) for n in range(others)]

    assert said(capsys, columns=columns)[-1] == f"  left out: {line}"


def test_rejects_that_cannot_be_written_leave_the_old_file(tmp_path):
    path = tmp_path / "rejects.csv"
    path.mkdir()  # no file can take its place
    (path / "old").touch()
    reject = Reject(line=2, field=None, code="x", message="y")
    report = Report(files=[FileReport(source="race.csv", state="applied", rejects=[reject])])

    with pytest.raises(RaceDBError, match="cannot be written"):
        render.write_rejects(report, path)

    assert [found.name for found in tmp_path.iterdir()] == ["rejects.csv"]
    assert (path / "old").exists()


def test_explain_shows_every_column_and_why(run, file):
    path = file("Pos,No,Driver,Wetter,Best lap\n1,7,Ann Berg,x,1:58.250\n2,8\n")

    ran = run("load", path, "--explain", *CONTEXT)

    lines = ran.stdout.splitlines()
    assert ran.exit_code == 0
    assert lines[0] == f"{path}: delimited, utf-8"
    assert "  series    Club Cup (given)" in lines
    assert "  Best lap  best_lap, 100% sure (its header)" in lines
    assert "  Wetter    left out: no known header" in lines
    assert "  line 3: 3 cells too few: 2 where the table has 5" in lines


def test_explain_shows_what_the_file_itself_states(run, file):
    race = {"season": "2023", "raceName": "Test Grand Prix"}
    result = {"position": "1", "number": "33", "Driver": {"givenName": "Jane", "familyName": "Doe"}}
    answer = {"MRData": {"series": "f1", "RaceTable": {"Races": [race | {"Results": [result]}]}}}

    ran = run("load", file(json.dumps(answer), "answer.json"), "--explain")

    assert ran.exit_code == 0
    about = "  season    2023 (the file says so)\n"
    assert about in ran.stdout
    assert "  event     Test Grand Prix (the file says so)\n" in ran.stdout


def test_a_column_that_most_cells_contradict_is_left_out_and_named(run, sqlite_url, file):
    rows = "".join(f"{n},{n},Driver {n},Team {n},{n} of 20\n" for n in range(1, 5))

    ran = run("load", file(HEADER + rows), "--db", sqlite_url, *RACE)

    what = "column 'Best lap' is left out: 4 of 4 cells are not a time, a gap or a word"
    assert ran.exit_code == 5
    assert f"  check misread-column: {what}\n" in ran.stderr


def test_stages_of_a_rally_are_not_left_out(run, sqlite_url, file):
    path = file("Pos,No,Driver,SS1,SS2,Total\n1,7,Ann Berg,5:12.3,6:12.3,11:24.6\n")

    ran = run("load", path, "--db", sqlite_url, *CONTEXT, "--session", "Rally")

    assert "  Summer Race 2024, SS2\n" in ran.stderr
    assert "left out" not in ran.stderr
