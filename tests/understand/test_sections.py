"""Laps below the name of their car."""

import pytest

from tests.readers.read import reading, tables

pytestmark = pytest.mark.sqlite_only

LAPS = [("1", "1:32.1"), ("2", "1:31.0"), ("1", "1:33.1"), ("2", "1:31.9")]


def laps(tmp_path, text):
    (found,) = tables(reading(tmp_path / "a.csv", text))
    kind, _, rows = found
    return kind, [
        (r.get("car_number"), r.get("driver"), r.get("lap_number"), r.get("lap")) for r in rows
    ]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("7 - Ann Berg", "8 - Bo Dahl", ("Ann Berg", "Bo Dahl")),
        ("#7 Ann Berg,,", "#8 Bo Dahl,,", ("Ann Berg", "Bo Dahl")),
        ("7,Ann Berg,", "8,Bo Dahl,", ("Ann Berg", "Bo Dahl")),
        ("Car 7: Ann Berg", "Car 8: Bo Dahl", ("Ann Berg", "Bo Dahl")),
        ("Ann Berg (#7)", "Bo Dahl (8)", ("Ann Berg", "Bo Dahl")),
        ("Kart 7", "Kart 8", (None, None)),
        ("#7", "#8", (None, None)),
    ],
)
@pytest.mark.parametrize("is_repeated", [True, False])
def test_a_row_above_laps_names_their_car(tmp_path, first, second, names, is_repeated):
    header = "Lap,Lap Tm,Diff\n"
    one, other = "1,1:32.1,\n2,1:31.0,\n", "1,1:33.1,\n2,1:31.9,\n"
    text = (
        f"Lap times\n{first}\n{header}{one}{second}\n{header}{other}"
        if is_repeated
        else f"{header}{first}\n{one}{second}\n{other}"
    )

    kind, found = laps(tmp_path, text)

    cars = [("7", names[0])] * 2 + [("8", names[1])] * 2
    assert (kind, found) == ("laps", [(*car, *lap) for car, lap in zip(cars, LAPS, strict=True)])


@pytest.mark.parametrize(
    "text",
    [
        "No,Lap,Time\n7,1,1:32.1\n7,2,1:31.0\n8,1,1:33.1\n8,2,1:31.9\n",
        "Lap,Time\n1,1:32.1\n2,1:31.0\n3,1:33.1\n#7 Ann Berg,\n",
        "Lap,Time,S1,S2\n1,1:32.1,46.0,46.1\n2,1:31.0,45.5,45.5\n",
        "Lap,Time\nSplit 1,\n1,1:32.1\n2,1:31.0\nSplit 2,\n3,1:32.1\n4,1:31.0\n",
        "7 - Ann Berg\nLap,Time\n1,1:32.1\n2,1:31.0\n",
        "Lap,Time\nHeat 2,\n1,1:32.1\n2,1:31.0\nHeat 3,\n3,1:32.1\n4,1:31.0\n",
    ],
)
def test_other_tables_of_laps_stay_as_they_are(tmp_path, text):
    _, found = laps(tmp_path, text)

    assert {driver for _, driver, *_ in found} == {None}
