"""Tables of one file that refer to each other by ids."""

import pytest

from racedb.understand.joined import joined_document, joined_rows

DRIVERS = [{"id": 3, "name": "Ann Berg", "team_id": 1}, {"id": 4, "name": "Bo Dahl", "team_id": 2}]
TEAMS = [{"id": 1, "name": "Alpha"}, {"id": 2, "name": "Beta"}]


def grid(*lines):
    return [(number, line.split(",")) for number, line in enumerate(lines, start=1)]


@pytest.mark.parametrize("key", ["driver_id", "driverId", "driver", "driver_number", "racer_id"])
def test_records_take_what_the_list_of_drivers_says_of_their_ids(key):
    document = {"drivers": DRIVERS, "teams": TEAMS, "results": [{"position": 1, key: 4}]}

    joined, missing = joined_document(document)

    word = "racer" if key == "racer_id" else "driver"
    (row,) = joined["results"]
    assert row[word] == {"name": "Bo Dahl", "team_id": 2, "team": {"name": "Beta"}}
    assert missing == []


def test_ids_may_be_numbers_of_a_driver_and_keys_of_an_object():
    numbers = {"drivers": [{"number": 44, "name": "Ann Berg"}], "results": [{"driver": "44"}]}
    keys = {"drivers": {"d3": {"name": "Ann Berg"}}, "results": [{"driver": "d3"}]}

    assert joined_document(numbers)[0]["results"] == [{"driver": {"name": "Ann Berg"}}]
    assert joined_document(keys)[0]["results"] == [{"driver": {"name": "Ann Berg"}}]


def test_a_race_that_several_rows_name_is_an_id():
    races = [{"id": 1, "name": "Spa"}, {"id": 2, "name": "Monza"}]
    rows = [{"race": 1, "position": 1}, {"race": 1, "position": 2}]

    joined, _ = joined_document({"races": races, "results": rows})

    assert [row["race"] for row in joined["results"]] == [{"name": "Spa"}, {"name": "Spa"}]


def test_an_id_without_a_partner_is_told_once():
    rows = [{"driver_id": number} for number in (3, 7, 7, 8, 9, 10, 11, 12)]

    joined, missing = joined_document({"drivers": DRIVERS, "results": rows})

    assert "driver" not in joined["results"][1]
    assert missing == ["driver_id: not in 'drivers': '7', '8', '9', '10', '11' ..."]


@pytest.mark.parametrize(
    "document",
    [
        [{"driver_id": 3}],
        {"drivers": DRIVERS, "results": [{"driver": "Ann Berg"}]},
        {"drivers": DRIVERS, "results": [{"driver": 3}, {"driver": "Cy Ek"}, {"driver": "Flo Hau"}]},
        {"drivers": DRIVERS, "results": [{"driver_id": 3, "driver": "Ann Berg"}]},
        {"drivers": DRIVERS, "results": [{"driver_id": True}]},
        {"drivers": [*DRIVERS, *DRIVERS], "results": [{"driver_id": 3}]},
        {"teams": {"Alpha": {"country": "SE"}}, "results": [{"team": "Alpha"}]},
        {"drivers": [], "results": [{"driver_id": 3}]},
        {"races": [{"id": 1, "name": "Spa"}, {"id": 2, "name": "Monza"}],
         "results": [{"driver": "Ann Berg", "race": 2}, {"driver": "Bo Dahl", "race": 1}]},
        {"results": [{"id": 1, "name": "Ann Berg"}], "qualifying": [{"position": 1}, {"position": 1}]},
    ],
)  # fmt: skip
def test_what_is_no_reference_stays_as_it_is(document):
    assert joined_document(document) == (document, [])


def test_lists_in_the_record_of_a_race_are_joined_and_do_not_go_along():
    races = [{"id": 5, "name": "Spa", "results": [{"driver": 3}]}]
    document = {"drivers": DRIVERS[:1], "races": races, "laps": [{"race_id": 5, "lap": 1}]}

    joined, _ = joined_document(document)

    assert joined["races"][0]["results"] == [{"driver": {"name": "Ann Berg", "team_id": 1}}]
    assert joined["laps"] == [{"race_id": 5, "lap": 1, "race": {"name": "Spa"}}]


def test_tables_that_point_to_each_other_in_a_circle_end():
    document = {
        "drivers": [{"id": 1, "name": "Ann Berg", "team_id": 2}],
        "teams": [{"id": 2, "name": "Alpha", "driver_id": 1}],
    }

    joined, _ = joined_document(document)

    assert joined["drivers"][0]["team"]["driver"]["team"]["name"] == "Alpha"


def test_records_that_are_too_deep_stay_as_they_are():
    inside = deep = [{"driver_id": 3}]
    for _ in range(2000):
        deep = {"a": deep}

    joined, _ = joined_document({"drivers": DRIVERS, "deep": deep})

    while isinstance(joined, dict):
        joined = joined.get("deep") or joined.get("a")
    assert joined == inside


def test_rows_of_sheets_take_the_cells_of_others():
    sheets = [
        ("Drivers", grid("ID,Name,Country,Team ID", "3,Ann Berg,SE,1", "4,Bo Dahl,DK,2")),
        ("Results", grid("Spring cup,,", "Pos,Driver ID,Laps", "1,4,20", "2,3.0,20", "3,9,19")),
        ("Teams", grid("Team ID,Team name", "1,Alpha", "2,Beta")),
    ]

    joined, missing = joined_rows(sheets)

    assert joined[1] == [
        (1, ["Spring cup", "", ""]),
        (2, ["Pos", "Driver ID", "Laps", "driver Name", "driver Country", "driver Team ID", "Team name"]),
        (3, ["1", "4", "20", "Bo Dahl", "DK", "2", "Beta"]),
        (4, ["2", "3.0", "20", "Ann Berg", "SE", "1", "Alpha"]),
        (5, ["3", "9", "19", "", "", "", ""]),
    ]  # fmt: skip
    assert joined[2] == sheets[2][1]
    assert missing == ["Driver ID: not in 'Drivers': '9'"]


def test_a_header_of_two_rows_becomes_one_and_rows_of_another_width_stay():
    sheets = [
        ("Drivers", grid("ID,Name", "3,Ann Berg")),
        ("Results", grid("Pos,Driver ID,Best", ",,Lap", "1,3,1:30.5", "Class B", "2,3,1:31.5")),
    ]

    joined, _ = joined_rows(sheets)

    assert joined[1] == [
        (2, ["Pos", "Driver ID", "Best Lap", "driver Name"]),
        (3, ["1", "3", "1:30.5", "Ann Berg"]),
        (4, ["Class B"]),
        (5, ["2", "3", "1:31.5", "Ann Berg"]),
    ]


def test_sheets_without_ids_stay_as_they_are():
    sheets = [("A", grid("Pos,Driver", "1,Ann Berg")), ("B", grid("Pos,Driver", "1,Bo Dahl"))]

    assert joined_rows(sheets) == ([rows for _, rows in sheets], [])
