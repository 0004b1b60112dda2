"""Jolpica's import files: natural keys, numbers for statuses, times as objects."""

import json

import pytest

from racedb.errors import ReadError
from racedb.readers import identify, open_source
from racedb.readers.feeds.jolpica_import import FORMAT
from racedb.readers.reading import Options


def reading(tmp_path, document):
    path = tmp_path / "import.json"
    path.write_text(json.dumps(document))
    return FORMAT.read(open_source(path), Options())


def rows(table):
    return [row for frame in table.batches for row in frame.to_dicts()]


def element(object_type, objects, **keys):
    keys = {"year": 2023, "round": 18} | keys
    return {"object_type": object_type, "foreign_keys": keys, "objects": objects}


def test_the_keys_of_the_first_object_name_the_format(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps([element("lap", [{"number": 1}], session="R", car_number=1)]))

    assert identify(open_source(path), None) is FORMAT


def test_an_entry_has_the_names_that_its_references_stand_for(tmp_path):
    document = [
        element(
            "RoundEntry", [{"car_number": 4}], driver_reference="norris", team_reference="mclaren"
        ),
        element(
            "RoundEntry", [{"car_number": 2}], driver_reference="x_y", team_reference="new_team"
        ),
    ]

    (table,) = reading(tmp_path, document).tables

    assert table.kind == "entries"
    assert table.context == {"season": "2023", "round": "18", "session": "Race"}
    assert rows(table) == [
        {"line": 1, "car_number": "4", "driver_ref": "norris", "team": "McLaren"},
        {"line": 2, "car_number": "2", "driver_ref": "x_y", "team": "New Team"},
    ]


@pytest.mark.parametrize(
    ("number", "status"),
    [(0, "Finished"), (1, "Lapped"), (11, "Retired"), (20, "Disqualified"),
     (30, "Did not start"), (41, "Did not prequalify"), (99, "99")],
)  # fmt: skip
def test_the_number_of_a_status_is_a_word(tmp_path, number, status):
    result = {"position": 3, "is_classified": False, "status": number, "detail": "Engine"}

    (table,) = reading(
        tmp_path, [element("SessionEntry", [result], session="R", car_number=4)]
    ).tables

    (row,) = rows(table)
    assert (row["status"], row["reason"]) == (status, "Engine")
    assert (row["position"], row["classified"]) == ("3", "no")


def test_without_a_number_the_detail_is_the_status(tmp_path):
    result = {"detail": "Retired", "grid": 0, "points": 0.5, "laps_completed": 7}

    (table,) = reading(
        tmp_path, [element("SessionEntry", [result], session="SR", car_number=4)]
    ).tables

    (row,) = rows(table)
    assert table.context["session"] == "Sprint"
    assert (row["status"], row["reason"], row["grid"]) == ("Retired", None, None)
    assert (row["points"], row["laps"]) == ("0.5", "7")


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ({"_type": "timedelta", "milliseconds": 5721362}, "5721.362"),
        (
            {"_type": "timedelta", "hours": 1, "minutes": 35, "seconds": 21, "milliseconds": 362},
            "5721.362",
        ),
        ({"_type": "timedelta", "seconds": 21.5}, "21.500"),
        ("1:35:21.362", "1:35:21.362"),
        ({"_type": "timedelta", "seconds": "x"}, "{'_type': 'timedelta', 'seconds': 'x'}"),
        (None, None),
    ],
)
def test_a_time_is_an_object_of_units(tmp_path, time, text):
    lap = {"number": 2, "position": 5, "time": time, "is_deleted": True, "average_speed": 190.25}

    (table,) = reading(tmp_path, [element("lap", [lap], session="R", car_number=4)]).tables

    (row,) = rows(table)
    assert row["lap"] == text
    assert (row["lap_number"], row["speed_kph"], row["deleted_reason"]) == (
        "2",
        "190.25",
        "deleted",
    )


@pytest.mark.parametrize("object_type", ["PitStop", "pit_stop"])
def test_the_lap_of_a_stop_is_one_of_its_keys(tmp_path, object_type):
    stop = {"number": 1, "duration": {"_type": "timedelta", "milliseconds": 25636},
            "local_timestamp": "14:19:22"}  # fmt: skip

    (table,) = reading(
        tmp_path, [element(object_type, [stop], session="R", car_number=24, lap=9)]
    ).tables

    (row,) = rows(table)
    assert table.kind == "pit_stops"
    assert (row["stop"], row["lap_number"], row["lane"]) == ("1", "9", "25.636")
    assert (row["car_number"], row["time_of_day"]) == ("24", "14:19:22")


def test_two_rounds_are_two_tables(tmp_path):
    document = [
        element("lap", [{"number": 1}, {"number": 2}], session="FP1", car_number=4),
        element("lap", [{"number": 1}], session="FP1", car_number=4, round=19),
        element("lap", [{"number": 3}], session="FP1", car_number=4),
    ]

    first, second = reading(tmp_path, document).tables

    assert [row["line"] for row in rows(first)] == [1, 1, 3]
    assert (first.context["round"], second.context["round"]) == ("18", "19")
    assert first.context["session"] == "Free Practice 1"


@pytest.mark.parametrize(
    "document",
    [[], {"object_type": "Penalty", "foreign_keys": {}}, ["lap"], [{"object_type": "lap"}],
     [element("lap", [])], [element("lap", "none")]],
)  # fmt: skip
def test_a_file_without_facts_is_refused(tmp_path, document):
    with pytest.raises(
        ReadError, match=r"import\.json: holds no entry, classification, lap or stop"
    ):
        reading(tmp_path, document)


def test_elements_that_are_no_facts_are_passed_over(tmp_path):
    document = [element("Penalty", [{}]), element("lap", [{"number": 1}, 7], car_number=4),
                element("lap", [], car_number=5, round=3)]  # fmt: skip

    (table,) = reading(tmp_path, document).tables

    assert [row["line"] for row in rows(table)] == [2]
