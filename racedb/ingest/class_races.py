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
    alone = _run_alone(text.drop_nulls("class"), place)
    own = [group for group in alone.iter_rows() if _race(group[-1])]
    for group in own:
        race = _race(group[-1])
        name = pl.concat_str("class", pl.lit(race), separator=" ")
        is_own = _is_of(group) & pl.col("class").is_not_null()
        text = text.with_columns(pl.when(is_own).then(name).otherwise("session").alias("session"))
    if own and place == "class_position":
        text = text.rename({"class_position": "position"})
    return text


def _is_of(group: tuple[str, ...]) -> pl.Expr:
    """Select the rows of a session of an event."""
    return pl.all_horizontal(
        pl.col(name).eq_missing(pl.lit(value)) for name, value in zip(_GROUP, group, strict=True)
    )


def _race(session: str | None) -> str:
    """Return what the race of a class is called: Race, Race 2; '' for a session that is none."""
    code = named_session(session, {}).code if session else ""
    number = code.removeprefix(_RACE)
    return f"Race {number}".strip() if code == _RACE + number and f"0{number}".isdecimal() else ""


def _run_alone(text: pl.DataFrame, place: str) -> pl.DataFrame:
    """Return the sessions whose places begin anew with each class, and whose numbers are shared."""
    begins = pl.col("class").ne_missing(pl.col("class").shift())
    numbered = pl.col("car_number").is_not_null()
    cars = pl.struct("class", "car_number").filter(numbered).n_unique()
    found = text.group_by(_GROUP, maintain_order=True).agg(
        classes=pl.col("class").n_unique(),
        blocks=begins.sum(),
        begin_anew=pl.col(place).filter(begins).eq_missing(pl.lit("1")).all(),
        share_numbers=cars > pl.col("car_number").filter(numbered).n_unique(),
    )
    is_alone = (pl.col("classes") > 1) & (pl.col("blocks") == pl.col("classes"))
    return found.filter(is_alone, "begin_anew", "share_numbers").select(_GROUP)
