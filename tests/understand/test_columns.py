"""Which column is what: header words in six languages, confirmed or corrected by the values."""

import pytest

from racedb.errors import UsageError
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.given import require_fields
from racedb.understand.kinds import is_results
from racedb.understand.vocabulary import is_known
from racedb.understand.vocabulary import key as header_key


def fields(*headers, row=(), rows=None):
    _, columns = recognise(headers, rows or [row or ["x"] * len(headers)])
    return [column.field for column in columns]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Pos No Driver Laps Time", ["position", "car_number", "driver", "laps", "total"]),
        ("Platz Startnummer Fahrer Bewerber Runden", ["position", "car_number", "driver", "entrant", "laps"]),
        ("Rang Pilote Equipe Tours Temps", ["position", "driver", "team", "laps", "total"]),
        ("Cla Pilota Scuderia Giri Tempo", ["position", "driver", "team", "laps", "total"]),
        ("Piloto Equipo Vueltas Tiempo", ["driver", "team", "laps", "total"]),
        ("Piloto Equipe Voltas Tempo", ["driver", "team", "laps", "total"]),
    ],
)  # fmt: skip
def test_six_languages(headers, expected):
    assert fields(*headers.split()) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("FAHRER1_NAME", "FAHRER1_VORNAME", "FAHRER2_NAME"), ["driver_1", "given_1", "driver_2"]),
        (("Driver 1", "Driver 2 Country", "2nd driver 2"), ["driver_1", "country_2", None]),
        (("DRIVER1_LICENSE", "DRIVER11_NAME", "Driver 3 shoe size"), ["rating_1", None, None]),
        (("First name", "Surname", "Nationality", "No"), ["given_1", "family_1", "country_1", "car_number"]),
        (("Driver", "Co-driver"), ["driver_1", "driver_2"]),
        (("No", "Driver 2 Laps"), ["car_number", None]),
    ],
)  # fmt: skip
def test_groups_of_drivers(headers, expected):
    assert fields(*headers) == expected


@pytest.mark.parametrize(
    ("headers", "row", "expected"),
    [
        (("Car", "Driver"), ("7", "Ann Berg"), ["car_number", "driver"]),
        (("Car", "Driver"), ("Lola T70", "Ann Berg"), ["car", "driver"]),
        (("Driver", "Laps"), ("Ann Berg / Bo Dahl", "9"), ["drivers", "laps"]),
        (("Driver", "Constructor", "Pos"), ("Ann Berg", "Lola", "1"), ["driver", "team", "position"]),
        (("Driver", "Constructor", "Car"), ("Ann Berg", "Lola", "T70"), ["driver", "manufacturer", "car"]),
        (("Pos", "No", "Driver", "Lap"), ("1", "7", "Ann Berg", "9"), ["position", "car_number", "driver", "laps"]),
        (("Pos", "Driver", "Best lap", "Lap"), ("1", "A B", "1:58.2", "9"), ["position", "driver", "best_lap", "best_lap_number"]),
        (("Pos", "Driver", "Time", "Lap"), ("1", "A B", "1:58.2", "9"), ["position", "driver", "best_lap", "best_lap_number"]),
        (("Pos", "Driver", "Qualifying"), ("1", "A B", "9"), ["position", "driver", "grid"]),
        (("Pos", "Driver", "Grid"), ("1", "A B", "1:58.250"), ["position", "driver", "best_lap"]),
        (("Pos", "Driver", "Time", "Fastest lap"), ("1", "A B", "40:01.5", "12"), ["position", "driver", "total", "best_lap_number"]),
        (("Pos", "Driver", "On lap"), ("1", "A B", "1:58.250"), ["position", "driver", "best_lap"]),
        (("#", "Driver"), ("Alpha", "A B"), [None, "driver"]),
        (("Pos", "Driver", "Status"), ("1", "A B", "1:40:01.5"), ["position", "driver", "total"]),
        (("Pos", "Driver", "Fastest lap"), ("1", "A B", "Yes"), ["position", "driver", None]),
        (("Pos", "Driver", "Duration"), ("1", "A B", "40:01.5"), ["position", "driver", "total"]),
    ],
)  # fmt: skip
def test_values_correct_the_header(headers, row, expected):
    assert fields(*headers, row=row) == expected


def test_lap_and_time_of_a_car_that_has_several_rows_are_a_lap_file():
    rows = [["7", "Ann Berg", "1", "1:58.2"], ["7", "Ann Berg", "2", "1:57.2"]]
    assert fields("No", "Driver", "Lap", "Time", rows=rows) == [
        "car_number",
        "driver",
        "lap_number",
        "lap",
    ]
    assert fields("No", "Driver", "Lap", "Time", rows=rows[:1]) == [
        "car_number",
        "driver",
        "best_lap_number",
        "total",
    ]


def test_a_driver_number_beside_a_car_number_is_the_seat():
    headers = ("NUMBER", "DRIVER_NUMBER", "LAP_NUMBER", "LAP_TIME")
    assert fields(*headers) == ["car_number", "seat", "lap_number", "lap"]


def test_an_empty_column_gives_way_to_a_filled_one():
    rows = [["1", "", "7", "A B"], ["2", "", "8", "C D"]]
    assert fields("Pos", "No", "Nr", "Driver", rows=rows) == [
        "position",
        None,
        "car_number",
        "driver",
    ]
    rows = [["1", "5", "7", "A B"]]
    assert fields("Pos", "No", "Nr", "Driver", rows=rows) == [
        "position",
        "car_number",
        None,
        "driver",
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("position", "car_numbr"), "'car_numbr' is not a field; did you mean 'car_number'"),
        (("position", "position"), "'position' is named twice"),
    ],
)
def test_words_that_are_no_fields_are_refused(given, says):
    with pytest.raises(UsageError, match=says):
        require_fields(given)


def test_too_few_columns_are_refused():
    with pytest.raises(UsageError, match="--columns names 1 column, the table has 2"):
        recognise(("a", "b"), [("1", "2")], ("position",))


def test_parts_of_names_may_be_named():
    require_fields(("given_1", "family_10", "-", "-"))


def test_named_columns_have_the_unit_of_their_cells():
    rows = [("1", "95123"), ("2", "95456")]
    _, columns = recognise(("No", "x"), rows, ("car_number", "lap"))
    assert [column.unit for column in columns] == ["", "ms"]


def test_columns_are_named_by_their_headers():
    given = {
        "Driver": ("driver_1", ""),
        "Driver (2)": ("driver_2", ""),
        "Make": ("team", "manufacturer"),
    }
    _, columns = recognise(("Driver", "Driver", "", "Make"), [("A", "B", "x", "Lola")], given)
    assert [(it.source, it.field, it.copy) for it in columns] == [
        ("Driver", "driver_1", ""), ("Driver (2)", "driver_2", ""), ("column 3", None, ""),
        ("Make", "team", "manufacturer"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("Pos", "No", "Driver", "Laps"), True),
        (("Pos", "Driver", "Rd 1", "Rd 2", "Points"), False),
        (("Pos", "Driver", "Wins", "Podiums", "Points"), False),
        (("Driver", "Team"), False),
        (("No", "Driver", "Lap", "Lap time"), True),
        (("Lap", "Lap time"), False),
        (("No", "Stop", "Lap", "Duration"), False),
    ],
)
def test_what_is_a_table_of_results(headers, expected):
    _, columns = recognise(headers, [["1"] * len(headers)])
    assert is_results(columns) == expected


def test_kinds_of_tables():
    assert recognise(("No", "Stop", "Lap"), [["7", "1", "9"]])[0] == "pit_stops"
    assert recognise(("No", "Driver"), [["7", "A B"]])[0] == "entries"


@pytest.mark.parametrize(
    ("header", "key"),
    [("#", "no"), ("Nr.", "no"), ("Nº", "no"), ("BestLap", "best lap"), ("km/h", "km h"), ("", "")],
)
def test_keys_of_headers(header, key):
    assert header_key(header) == key


def test_known_words():
    assert is_known("Fahrer")
    assert is_known("Surname")
    assert not is_known("Zebra")
    assert not is_known(" ")


def test_names_in_two_columns_are_joined():
    headers = ("Driver 1 first name", "Driver 1 surname", "Driver 2 surname")
    _, columns = recognise(headers, [["Ann", "Berg", "Dahl"]])
    made = frame([["Ann", "Berg", ""], ["", "", "Dahl"]], [2, 3], columns)
    assert made.to_dicts() == [
        {"line": 2, "driver_1": "Ann Berg", "driver_2": None},
        {"line": 3, "driver_1": None, "driver_2": "Dahl"},
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("1", "30", "1:30.5"), ("2", "28", "1:31.5")], "best_lap"),
        ([("1", "30", "45:30.5"), ("2", "30", "45:31.5")], "total"),
        ([("1", "30", "45:30.5"), ("2", "30", "1.500"), ("3", "30", "2.500")], "total"),
        ([("1", "2", "3:30.5"), ("2", "30", "1:31.5")], "total"),
        ([("1", "30", "DNF"), ("2", "", "1:31.5")], "total"),
        ([("1", "30"), ("2", "28")], "total"),
    ],
    ids=["practice", "race", "total and gaps", "few laps", "not both", "a column that is missing"],
)
def test_a_time_too_short_for_the_laps_is_the_best_of_them(rows, expected):
    assert fields("Pos", "Laps", "Time", rows=rows) == ["position", "laps", expected]


@pytest.mark.parametrize(
    ("headers", "row", "drove"),
    [
        (("No", "Lap", "Lap time", "Driver 1", "Driver 2", "Seat"), ("7", "3", "1:58.250", "Ann Berg", "Bo Dahl", "2"), "Bo Dahl"),
        (("No", "Lap", "Lap time", "Driver 1", "Driver 2", "Seat", "Driver"), ("7", "3", "1:58.250", "Ann Berg", "Bo Dahl", "1", "Cy Ek"), "Cy Ek"),
    ],
    ids=["by the seat", "by name"],
)  # fmt: skip
def test_the_driver_of_a_lap_is_given_by_name_or_by_seat(headers, row, drove):
    _, columns = recognise(headers, [row])
    assert frame([row], [2], columns)["driver"].to_list() == [drove]


@pytest.mark.parametrize(
    ("cars", "numbers"),
    [
        (["#4 Genesis GMR001", "#7 Lola T70"], ["4", "7"]),
        (["#4 Genesis GMR001", "Lola T70", "Porsche 911"], None),
    ],
)
def test_the_number_before_a_car_is_its_own_where_most_cars_have_one(cars, numbers):
    rows = [(str(n), car) for n, car in enumerate(cars, start=1)]
    _, columns = recognise(("Pos", "Car"), rows)
    found = frame(rows, [2, 3, 4][: len(rows)], columns)
    assert found["car"].to_list() == (["Genesis GMR001", "Lola T70"] if numbers else cars)
    assert (found["car_number"].to_list() if "car_number" in found else None) == numbers


@pytest.mark.parametrize(
    ("header", "cell", "field", "why"),
    [
        ("Avg Speed", "90.845", None, "km/h or mph: its unit is not named"),
        ("Avg Speed", "146.2 km/h", "speed_kph", "header"),
        ("Avg Speed", "90.845 mph", "speed_mph", "its cells name miles per hour"),
        ("Avg Speed (km/h)", "146.2", "speed_kph", "header"),
        ("Avg Speed mph", "90.845", "speed_mph", "header"),
        ("Schnitt", "146.2", "speed_kph", "header"),
    ],
)
def test_a_speed_whose_unit_nobody_names_is_left_out(header, cell, field, why):
    _, columns = recognise(
        ("Pos", "Driver", "Time", header), [("1", "Ann Berg", "1:50:28.9", cell)]
    )
    assert (columns[3].field, columns[3].why) == (field, why)


@pytest.mark.parametrize(
    ("average", "best", "expected"),
    [
        ("SCHNITT", "SCHNELLSTE_SCHNITT", [None, "speed_kph"]),
        ("Avg km/h", "Best Lap km/h", [None, "speed_kph"]),
        ("Schnitt", "Punkte", ["speed_kph", "points"]),
    ],
)
def test_beside_the_speed_of_the_best_lap_an_average_is_that_of_the_race(average, best, expected):
    rows = [("1", "Ann Berg", "33", "4:38:01.819", "7:55.359", "173.466", "184.469")]
    _, columns = recognise(("Pos", "Driver", "Laps", "Time", "Best Lap", average, best), rows)
    assert [it.field for it in columns[5:]] == expected
