"""
Classes that run races of their own in one file: Moto2 and Moto3, cars and karts of one meeting.

Classes of an endurance race share it: there each number is of one car. Where the places begin anew
in each class, and numbers of cars are in several classes, each class has a session of its own.
"""

import polars as pl

from racedb.ingest.session_names import named_session

_GROUP = ("event", "round", "season", "series", "session")
_PLACES = ("position", "class_position")
_RACE = "R"


def with_races_of_classes(text: pl.DataFrame) -> pl.DataFrame:
    """
    Name the session of each class that runs its own race: Moto2 Race; others stay as they are.

    Args:
        text: whole events of results, with their context.
    """
    place = next((name for name in _PLACES if name in text.columns), None)
    if place is None or not {"class", "car_number"} <= set(text.columns):
        return text
    classes = text.select(*_GROUP, "class").unique(maintain_order=True).drop_nulls("class")
    several = classes.group_by(_GROUP, maintain_order=True).len().filter(pl.col("len") > 1)
    own = [
        group
        for *group, _ in several.iter_rows()
        if (race := _race(group[-1])) and _run_alone(text.filter(_is_of(group)), place)
    ]
    for group in own:
        race = _race(group[-1])
        name = pl.concat_str("class", pl.lit(race), separator=" ")
        is_own = _is_of(group) & pl.col("class").is_not_null()
        text = text.with_columns(pl.when(is_own).then(name).otherwise("session").alias("session"))
    if own and place == "class_position":
        text = text.rename({"class_position": "position"})
    return text


def _is_of(group: list[str]) -> pl.Expr:
    """Select the rows of a session of an event."""
    return pl.all_horizontal(
        pl.col(name).eq_missing(pl.lit(value)) for name, value in zip(_GROUP, group, strict=True)
    )


def _race(session: str | None) -> str:
    """Return what the race of a class is called: Race, Race 2; '' for a session that is none."""
    code = named_session(session, {}).code if session else ""
    number = code.removeprefix(_RACE)
    return f"Race {number}".strip() if code == _RACE + number and f"0{number}".isdecimal() else ""


def _run_alone(rows: pl.DataFrame, place: str) -> bool:
    """Say whether the places begin anew with each class, and classes share numbers of cars."""
    rows = rows.drop_nulls("class")
    first = rows.group_by("class", maintain_order=True).first()
    blocks = rows.select(pl.col("class").rle_id().max() + 1).item()
    if blocks != first.height or not (first[place] == "1").all():
        return False
    numbers = rows.select("class", "car_number").drop_nulls().unique()
    return bool(numbers["car_number"].is_duplicated().any())
