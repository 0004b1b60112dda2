"""Made-up answers of every kind, and how they are drawn."""

import json
from pathlib import Path
from typing import Any

from racedb.db.readonly import Result, Value
from racedb.queries.caption import Caption
from racedb.render.charts import Picture, draw
from racedb.render.charts.drawing import Drawing
from racedb.render.charts.kinds import named
from racedb.render.charts.points import drawing

SECOND = 1_000_000
Rows = list[tuple[Value, ...]]
Answer = tuple[Picture, tuple[str, ...], Rows]


def _at(seconds: float) -> int:
    return round(seconds * SECOND)


LAPS = named("laps x=lap_number y=position label=car_number,driver colour=class")
GAPS = named("gaps x=lap_number y=gap_us label=car_number colour=class")
BOX = named("box x=lap_us y=driver colour=team")
STINTS = named("stints x=first_lap to=last_lap y=car_number colour=compound,driver")
BEST = named("best x=best_lap_us y=manufacturer colour=class label=car")
BARS = named("bars x=wins y=driver")
TOTALS = named("totals x=round y=total label=name colour=name")
RANKS = named("ranks x=round y=position label=name colour=name")
SHARES = named("shares x=cars y=name colour=outcome")
DATES = named("timeline x=starts_on y=driver colour=team")
SCATTER = named("scatter x=grid_position y=position label=drivers,car_number colour=class")
CAREER = named("career x=starts_on y=position colour=team only=kind=race")
SLOPE = named(
    "slope x=best_lap_us to=other_best_lap_us y=best_lap_us"
    " label=drivers,car_number to_label=other_drivers colour=team"
)

ANSWERS: dict[str, Answer] = {
    "laps": (
        LAPS,
        ("car_number", "driver", "class", "lap_number", "position"),
        [("7", "Bo Li", "LMP2", 1, 1), ("07", "Cy Ek", "GTD", 1, 2), ("7", "Bo Li", "LMP2", 2, 2),
         ("07", "Cy Ek", "GTD", 2, 1)],
    ),
    "gaps": (
        GAPS,
        ("car_number", "class", "lap_number", "gap_us"),
        [("7", "LMP2", 1, 0), ("8", "LMP2", 1, _at(90)), ("8", "LMP2", 2, _at(91)),
         ("9", "GTD", 2, _at(92)), ("9", "GTD", 1, _at(91)), ("9", "GTD", 3, None)],
    ),
    "box": (
        BOX,
        ("driver", "team", "lap_us"),
        [("Bo Li", "A", _at(at)) for at in (90, 91, 92, 93, 200)] + [("Cy Ek", None, _at(89))],
    ),
    "stints": (
        STINTS,
        ("car_number", "driver", "compound", "first_lap", "last_lap", "mean_clean_us"),
        [("7", "Bo Li", "SOFT", 1, 20, _at(91.26)), ("7", "Cy Ek", "HARD", 21, 22, None),
         ("8", None, "HARD", 1, 30, _at(92))],
    ),
    "best": (
        BEST,
        ("manufacturer", "best_lap_us", "class", "car"),
        [("Alfa", _at(88.5), "GT3", "Alfa One"), ("Beta", _at(3661), "GT4", "Beta"),
         ("Gamma", None, "GT3", "Gamma")],
    ),
    "speeds": (named("best x=speed_kph y=manufacturer"), ("manufacturer", "speed_kph"), [("A", 301.5)]),
    "bars": (BARS, ("driver", "wins"), [("Bo Li", 3), ("Cy Ek", 1)]),
    "times": (
        named("bars x=time_us y=driver colour=driver label=stops"),
        ("driver", "time_us", "stops"),
        [("Bo Li", 3 * SECOND, 2), ("Cy Ek", SECOND, 1)],
    ),
    "percents": (
        named("bars x=finished_percent y=name label=cause"),
        ("name", "finished_percent", "cause"),
        [("Alfa", 95.46, "Gearbox"), ("Beta", 50.0, None)],
    ),
    "totals": (
        TOTALS,
        ("season", "round", "name", "total"),
        [("2021", 1, "Bo Li", 25), ("2021", 2, "Cy Ek", 18.5), ("2021", 3, "Bo Li", 26)],
    ),
    "ranks": (
        RANKS,
        ("round", "name", "position"),
        [(1, "Nord", 1), (1, "Süd", 2), (2, "Nord", 2), (2, "Süd", 1)],
    ),
    "lines": (
        named("lines x=elapsed_us y=air_c"), ("elapsed_us", "air_c"), [(0, 20.5), (_at(60), 21)],
    ),
    "shares": (
        SHARES,
        ("name", "outcome", "cars"),
        [("Alfa", "finished", 3), ("Alfa", "Engine", 1), ("Beta", "Engine", 1)],
    ),
    "dates": (
        DATES,
        ("starts_on", "driver", "team"),
        [("2021-05-01", "Bo Li", "A"), ("2022-05-01", "Bo Li", "B"), (None, "Cy Ek", "A")],
    ),
    "seasons": (
        named("timeline x=season y=driver"), ("season", "driver"), [("2018-19", "Bo Li")],
    ),
    "scatter": (
        SCATTER,
        ("car_number", "drivers", "class", "grid_position", "position"),
        [("7", "Bo Li / Cy Ek", "GT3", 1, 2), ("8", "Ann Berg", "GT4", 2, 1), ("9", "X", "GT3", 3, None)],
    ),
    "career": (
        CAREER,
        ("starts_on", "kind", "position", "team"),
        [("2021-05-01", "race", 1, "A"), ("2021-05-01", "qualifying", 5, "A"),
         ("2025-06-01", "race", 3, "B")],
    ),
    "slope": (
        SLOPE,
        ("team", "car_number", "drivers", "best_lap_us", "other_drivers", "other_best_lap_us"),
        [("A", "7", "Bo Li", _at(90), "Cy Ek", _at(91)), ("B", "8", "Ann Berg", _at(92), "Di", _at(90))],
    ),
    "places": (
        named("slope x=grid_position to=position y=grid_position label=driver colour=class"),
        ("driver", "grid_position", "position"),
        [("Bo Li", 1, 2), ("Cy Ek", 2, 1)],
    ),
}  # fmt: skip


def result(columns: tuple[str, ...], rows: Rows) -> Result:
    """Return rows as the answer of a query."""
    return Result(columns, iter(rows))


def made(picture: Picture | str, columns: str, rows: Rows) -> Drawing:
    """Return what is drawn of rows."""
    picture = named(picture) if isinstance(picture, str) else picture
    return drawing(result(tuple(columns.split()), rows), picture)


def spec(answer: Answer, folder: Path) -> dict[str, Any]:
    """Return the Vega-Lite specification of an answer."""
    picture, columns, rows = answer
    draw(result(columns, rows), picture, str(folder / "x.json"), caption("Title"))
    found: dict[str, Any] = json.loads((folder / "x.json").read_text("utf-8"))
    return found


def caption(question: str, source: str = "") -> Any:
    """Return the words above a picture, whatever its rows are about."""
    return lambda _: Caption(question=question, source=source)


def values(drawn: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    """Return the data of a layer of a specification."""
    data = drawn["layer"][layer]["data"]
    found: list[dict[str, Any]] = (
        data["values"] if "values" in data else drawn["datasets"][data["name"]]
    )
    return found
