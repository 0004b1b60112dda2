"""Promises that hold for any file: every line is accounted for, a dry run tells the truth."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from racedb.ingest.load import load
from racedb.ingest.plan import Settings
from tests.readers.test_any_bytes import SAMPLES, as_bytes
from tests.refusals import HEADER, RACE

ABOUT = {"series": "Club Cup", "season": "2024", "event": "Summer Race", "session": "Race"}
ROWS = {
    "good": "{n},{n},Driver {n},Team {n},1:58.250",
    "quoted": '{n},{n},"Driver {n}","Team, {n}",1:58.250',
    "extra": "{n},{n},Driver {n},Team {n},1:58.250,x",
    "missing": "{n},{n},Driver {n}",
    "bad": "{n},{n},Driver {n},Team {n},1:58.25O",
    "blank": "",
    "commas": ",,,,",
}
BAD = {"extra", "missing"}
NOTHING = {"blank", "commas"}


def lines_of(kinds):
    return [ROWS[kind].format(n=n) for n, kind in enumerate(kinds, start=1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("promises")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kinds=st.builds(
        # Several rows that end early are how some programs write empty cells: those are no rejects.
        lambda odd, early: ["good"] * 12 + odd + early,
        st.lists(st.sampled_from(sorted(ROWS.keys() - {"missing"})), max_size=12),
        st.sampled_from([[], ["missing"]]),
    ).flatmap(st.permutations)
)
def test_every_line_is_a_row_a_reject_or_nothing_and_every_bad_cell_a_note(
    folder, sqlite_template, kinds
):
    """Accepted, rejected and blank lines and the header are all that the file has."""
    path, lines = folder / "race.csv", lines_of(kinds)
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    dry_run = Settings(max_rejects=99, dry_run=True)

    (report,) = load([path], str(sqlite_template), ABOUT, dry_run).files

    bad = {n: line for n, (kind, line) in enumerate(zip(kinds, lines, strict=True), start=2)
           if kind in BAD}  # fmt: skip
    blank = sum(kind in NOTHING for kind in kinds)
    assert report.read + blank == len(lines)
    assert report.read == report.new + report.changed + report.same + report.rejected
    assert {reject.line: reject.raw for reject in report.rejects} == bad
    noted = [n for n, kind in enumerate(kinds, start=2) if kind == "bad"]
    assert [(note.line, note.raw) for note in report.notes] == [(n, "1:58.25O") for n in noted]


def test_a_file_of_rejects_that_was_mended_loads(run, migrated_url, file, tmp_path):
    text = HEADER + "\n".join(lines_of(["good", "extra", "good", "extra"])) + "\n"
    rejects = tmp_path / "rejects.csv"
    words = ("--db", migrated_url, *RACE, "--max-rejects", "2")
    assert run("load", file(text), *words, "--rejects", rejects).exit_code == 5
    raw = [row["raw"] for row in csv.DictReader(io.StringIO(rejects.read_text()))]

    mended = HEADER + "".join(f"{it}\n".replace(",x", "") for it in raw)
    ran = run("load", file(mended, "mended.csv"), "--db", migrated_url, *RACE, "--format", "json")

    assert ran.exit_code == 0, ran.stderr
    (report,) = json.loads(ran.stdout)["files"]
    assert (report["new"], report["rejected"]) == (2, 0)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_dry_run_of_any_format_counts_as_the_real_one_and_changes_no_byte(name, tmp_path):
    path, database = tmp_path / "file", tmp_path / "race.sqlite"
    path.write_bytes(as_bytes(SAMPLES[name]))
    (tmp_path / "before.csv").write_text(HEADER + "1,7,Ann Berg,Alpha,1:58.250\n")
    load([tmp_path / "before.csv"], str(database), ABOUT | {"session": "Warm-up"}, Settings())
    before = hashlib.sha256(database.read_bytes()).digest()
    about = dict(ABOUT) if name not in ("acc", "rfactor") else {**ABOUT, "session": ""}
    about = {key: value for key, value in about.items() if value}

    dry = load([path], str(database), about, Settings(dry_run=True, max_rejects=99)).files
    after = hashlib.sha256(database.read_bytes()).digest()
    real = load([path], str(database), about, Settings(max_rejects=99)).files

    assert after == before
    assert [it.as_dict() for it in dry] == [it.as_dict() for it in real]
    assert {it.state for it in real} <= {"applied", "refused"}
    assert [it for it in Path(tmp_path).iterdir() if it.name.startswith(".")] == []
