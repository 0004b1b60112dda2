"""Which picture suits an answer: by its query, by what somebody asks for, by its columns."""

import pytest

from racedb.db.readonly import Value
from racedb.errors import UsageError
from racedb.render.charts import Picture
from racedb.render.charts.kinds import FREE, chosen, guess, named
from tests.charts.answers import made

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("columns", "kind", "y"),
    [
        (["driver", "lap_number", "position"], "laps", "position"),
        (["car_number", "lap_number", "gap_us"], "gaps", "gap_us"),
        (["car_number", "first_lap", "last_lap", "driver"], "stints", "car_number"),
        (["team", "driver", "lap_us"], "box", "team"),
        (["manufacturer", "best_lap_us", "class", "driver"], "best", "manufacturer"),
        (["driver", "wins"], "bars", "driver"),
    ],
)
def test_the_columns_tell_the_picture(columns: list[str], kind: str, y: str) -> None:
    picture = guess(columns)

    assert picture
    assert (picture.kind, picture.y) == (kind, (y,))


@pytest.mark.parametrize("columns", [["id", "message"], ["lap_number", "position"], ["driver"]])
def test_of_some_columns_there_is_no_picture(columns: list[str]) -> None:
    assert guess(columns) is None
    assert chosen(columns, None, "", columns[0], "") is None
    assert chosen(columns, None, "", "", columns[0]) is None


@pytest.mark.parametrize(
    ("x", "y", "row", "kind"),
    [
        ("lap_number", "speed_kph", (1, 200.5), "lines"),
        ("round", "position", (1, 2), "ranks"),
        ("finish_position", "team", (1, "A"), "best"),
        ("grid_position", "speed_kph", (1, 200.5), "scatter"),
        ("best_lap_us", "team", (9, "A"), "best"),
        ("wins", "team", (9, "A"), "bars"),
        ("team", "wins", ("A", 9), "bars"),
        ("date", "position", ("2020-01-31", 9), "career"),
        ("date", "points", ("2020-01-31", 9), "scatter"),
        ("date", "team", ("2020-01-31", "A"), "timeline"),
        ("date", "team", (None, None), "timeline"),
    ],
)
def test_two_columns_of_any_answer_are_a_picture(
    x: str, y: str, row: tuple[Value, ...], kind: str
) -> None:
    picture = chosen([x, y, "driver"], None, x, y, "")

    assert picture
    assert picture.kind == FREE
    found = made(picture, f"{x} {y} driver", [(None, None, "?"), (*row, "Bo Li")])
    assert found.picture.kind == kind


def test_what_options_leave_open_is_as_the_query_has_it() -> None:
    header = named("best x=best_lap_us y=driver colour=class")
    columns = ["driver", "best_lap_us", "class", "team", "laps"]

    assert chosen(columns, header, "", "", "") == header
    coloured = chosen(columns, header, "", "", "team")
    assert coloured
    assert (coloured.kind, coloured.colour) == ("best", ("team",))
    turned = chosen(columns, header, "laps", "", "")
    assert turned
    assert (turned.x, turned.y, turned.label) == ("laps", ("driver",), ("team", "class"))


@pytest.mark.parametrize(
    "text",
    ["", "laps", "laps x=a", "pie x=a y=b", "laps x=a y=b z=c", "laps x=a y=b colour", "slope x=a y=b"],
)  # fmt: skip
def test_a_header_that_names_no_picture_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not KIND x=COLUMN y=COLUMN colour=COLUMN; kinds are"):
        named(text)


def test_a_header_names_kind_and_columns() -> None:
    picture = named("slope x=a to=b y=a label=c,d to_label=e colour=f,g only=kind=race")

    assert picture == Picture(
        kind="slope", x="a", y=("a",), to="b", label=("c", "d"), to_label=("e",),
        colour=("f", "g"), only="kind=race",
    )  # fmt: skip
    assert picture.columns() == ["a", "a", "b", "kind"]
    assert named("best x=a_us y=b").colour == ()
