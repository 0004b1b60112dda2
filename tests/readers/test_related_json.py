"""Folders of JSON files that refer to each other by ids, as one dataset."""

import json

import pytest

from racedb.errors import ReadError
from racedb.readers import datasets, open_source
from racedb.readers.dumps.related_json import DATASET
from racedb.readers.reading import Options
from tests.readers.read import tables

FOLDER = {
    "drivers.json": json.dumps(
        [{"id": 1, "name": "Ann Berg", "number": 7, "team_id": 10},
         {"id": 2, "name": "Bo Dahl", "number": 8, "team_id": 11}]
    ),
    "teams.json": json.dumps([{"id": 10, "name": "Alpha"}, {"id": 11, "name": "Beta"}]),
    "event.json": json.dumps({"name": "Summer Race", "season": 2024}),
    "laps.json": json.dumps(
        [{"driver_id": 1, "lap": 1, "lap_time": "1:58.245"},
         {"driver_id": 1, "lap": 2, "lap_time": "1:57.245"},
         {"driver_id": 2, "lap": 1, "lap_time": "1:59.245"}]
    ),
    "results.json": json.dumps(
        {"data": [{"driver_id": 1, "position": 1, "laps": 2, "time": "3:55.490"},
                  {"driver_id": 2, "position": 2, "laps": 1, "time": "3:59.490"}]}
    ),
}  # fmt: skip


def read(tmp_path, files):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return DATASET.read({name: open_source(tmp_path / name) for name in files}, Options())


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        (FOLDER, True), (["riders.json", "lap_times.json"], True), (["drivers.json"], False),
        (["results.json", "laps.json"], False), (["drivers.csv", "results.json"], False),
        (["drivers.json", ".results.json"], False),
    ],
)  # fmt: skip
def test_a_folder_is_known_by_its_files(names, is_one):
    assert DATASET.claims(frozenset(names)) is is_one


def test_the_folder_is_registered():
    assert DATASET in datasets()


def test_what_ids_stand_for_is_joined(tmp_path):
    results, laps = read(tmp_path, FOLDER)

    assert [one.source.path.name for one in (results, laps)] == ["results.json", "laps.json"]
    ((kind, context, rows),) = tables(results)
    assert (kind, context) == ("results", {})
    assert rows[0] == {
        "line": 1, "driver": "Ann Berg", "driver_ref": "1", "car_number": "7", "team": "Alpha", "position": "1",
        "laps": "2", "total": "3:55.490", "event": "Summer Race", "season": "2024",
    }  # fmt: skip
    ((kind, _, rows),) = tables(laps)
    assert [(row["driver"], row["car_number"], row["lap_number"], row["lap"]) for row in rows] == [
        ("Ann Berg", "7", "1", "1:58.245"), ("Ann Berg", "7", "2", "1:57.245"),
        ("Bo Dahl", "8", "1", "1:59.245"),
    ]  # fmt: skip


def test_an_id_that_leads_nowhere_is_told(tmp_path):
    more = json.dumps([{"driver_id": 1, "position": 1}, {"driver_id": 9, "position": 2}])

    results, _ = read(tmp_path, FOLDER | {"results.json": more})

    (finding,) = results.findings
    assert (finding.is_doubt, finding.message) == (True, "driver_id: not in 'driver': '9'")


def test_a_folder_without_results_is_refused(tmp_path):
    files = {"drivers.json": FOLDER["drivers.json"], "laps.json": '[{"colour": "red"}]'}

    with pytest.raises(ReadError, match=r"there are no results in laps\.json"):
        read(tmp_path, files)


def test_two_lists_of_results_in_a_file_are_refused(tmp_path):
    one = json.loads(FOLDER["results.json"])["data"]
    both = json.dumps({"first": one, "second": one})

    with pytest.raises(ReadError, match="has 2 tables of results"):
        read(tmp_path, FOLDER | {"results.json": both})


def test_a_file_of_a_simulator_is_no_part_of_a_folder(tmp_path):
    lap = [{"cust_id": 1, "lap_number": 1, "lap_time": 1_000_000, "display_name": "Ann Berg"}]

    with pytest.raises(ReadError, match="is of the format iracing; load the files one by one"):
        read(tmp_path, FOLDER | {"laps.json": json.dumps(lap)})


def test_a_folder_is_loaded_as_one(run, tmp_path):
    folder = tmp_path / "cup"
    folder.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text)

    ran = run("load", "--db", tmp_path / "x.db", folder, "--series", "Cup", "--session", "Race")

    assert ran.exit_code == 0, ran.stderr
    select = "SELECT drivers, team, position, laps, total_us FROM classification ORDER BY position"
    ran = run("sql", "--db", tmp_path / "x.db", "--format", "json", select)
    assert json.loads(ran.stdout) == [
        {"drivers": "Ann Berg", "team": "Alpha", "position": 1, "laps": 2, "total_us": 235_490_000},
        {"drivers": "Bo Dahl", "team": "Beta", "position": 2, "laps": 1, "total_us": 239_490_000},
    ]
