"""
Championships, points of each session, and tables after each round: they follow from results.

The rules are those of racedb.championships.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.championships.rules import Rules
from racedb.championships.standings import Round, Season, Table, season
from racedb.counted import counted
from racedb.db import bulk
from racedb.db.rows import TABLES, in_chunks
from racedb.summaries import season_names, season_results
from racedb.summaries.scored_seasons import CHAMPIONSHIPS, every_season, rules_of, titles
from racedb.text_keys import fold, slug

POINTS, STANDINGS = TABLES["championship_points"], TABLES["championship_standings"]
_DECIMALS = 6
"""Points are stored so exactly: a seventh of a point is 0.142857."""


class Facts(NamedTuple):
    """What the championships of a season follow from."""

    season_id: int
    rules: Sequence[Rules]
    rounds: Sequence[Round]
    who: Mapping[str, Mapping[str, int]]
    """For each kind of competitor the ids of those whom the rules name."""
    classes: Mapping[int, str]
    """Codes of the classes of the season by their ids."""


class Scored(NamedTuple):
    """Rows of the three tables."""

    championships: pl.DataFrame
    championship_points: pl.DataFrame
    championship_standings: pl.DataFrame


# ---- facts ---------------------------------------------------------------------------------------


def read(
    connection: Connection, season_ids: Iterable[int]
) -> Iterator[tuple[list[int], list[Facts]]]:
    """Read what the championships of seasons follow from."""
    for some in in_chunks(season_ids):
        rules = rules_of(connection, some)
        rounds = season_results.read(connection, sorted(rules)) if rules else {}
        yield some, [
            Facts(
                number, its_rules, rounds.get(number, ()),
                season_names.find(connection, its_rules, rounds.get(number, ())),
                _classes(connection, its_rules, rounds.get(number, ())),
            )
            for number, its_rules in rules.items()
        ]  # fmt: skip


def of_season(connection: Connection, season_id: int, rules: Sequence[Rules]) -> Facts:
    """Read a season for the rules of some championships, which need not be its own."""
    rounds = season_results.read(connection, [season_id]).get(season_id, ())
    return Facts(
        season_id, rules, rounds,
        season_names.find(connection, rules, rounds),
        _classes(connection, rules, rounds),
    )  # fmt: skip


def doubts(connection: Connection) -> Iterator[str]:
    """Say what the rules leave open, and whether printed standings differ from the tables."""
    for _, seasons in read(connection, sorted(every_season(connection))):
        for facts in seasons:
            (title,) = titles(connection, [facts.season_id])
            for rules in facts.rules:
                yield from _no_class(title, facts, rules)
                for it in rules.adjustments:
                    # One who is not there and may not score is no loss.
                    if (it.points or it.excluded) and it.who not in facts.who[it.of]:
                        yield (
                            f"{title}, {rules.championship.name}: no {it.of} is named {it.who!r}, "
                            f"whom {rules.system.code} adjusts: {it.reason}"
                        )
        ties = _ties(score(seasons))
        of_table = ties.group_by("season_id", "championship", maintain_order=True)
        for season_id, code, count, first in of_table.agg(
            pl.len(), pl.col("position").min()
        ).rows():
            (title,) = titles(connection, [season_id])
            shared = counted(count, "ties")
            yield f"{title}, {code}: {shared} that no rule breaks, from place {first} on"
    differences = connection.scalar(sa.text("SELECT count(*) FROM standings_differences"))
    if differences:
        lines = counted(differences, "lines")
        yield f"printed standings differ in {lines}: 'racedb query standings-check'"


def _no_class(title: str, facts: Facts, rules: Rules) -> Iterator[str]:
    """Say that a championship is of classes in which no car is."""
    if facts.rounds and not _class_ids(facts, rules):
        classes = ", ".join(rules.championship.classes)
        there = ", ".join(facts.classes.values()) or "no classes"
        yield (
            f"{title}, {rules.championship.name}: no car is in class {classes}, for which "
            f"{rules.system.code} has a table; there are {there}"
        )


def _ties(scored: Scored) -> pl.DataFrame:
    """Return the places that several share; those who drove the same cars all season are one."""
    who = ["season_id", "championship", "competitor_id"]
    drove = pl.col("entry_id").sort().cast(pl.String).str.join(" ").alias("cars")
    cars = scored.championship_points.group_by(who).agg(drove)
    standings = scored.championship_standings.filter(
        "is_last", pl.col("points") > 0, pl.col("position").is_not_null()
    )
    places = standings.join(cars, on=who, how="left", maintain_order="left").group_by(
        "season_id", "championship", "position", maintain_order=True
    )
    return places.agg(pl.col("cars").n_unique()).filter(pl.col("cars") > 1)


def _classes(
    connection: Connection, rules: Sequence[Rules], rounds: Sequence[Round]
) -> dict[int, str]:
    """Return the codes of the classes of a season, if a championship is for a class."""
    if not any(it.championship.by_class for it in rules):
        return {}
    ids = {
        car.class_id
        for this in rounds
        for outing in this.outings
        for car in outing.cars
        if car.class_id is not None
    }
    classes = TABLES["classes"].c
    statement = sa.select(classes.id, classes.code).where(classes.id.in_(ids))
    return dict(connection.execute(statement.order_by(classes.code)).all())


# ---- rows ----------------------------------------------------------------------------------------


def score(seasons: Iterable[Facts]) -> Scored:
    """Compute the rows of the three tables for whole seasons."""
    championships: list[Any] = []
    points: list[Any] = []
    standings: list[Any] = []
    for facts in seasons:
        tables = (
            (rules, class_id) for rules in facts.rules for class_id in _class_ids(facts, rules)
        )
        codes: set[str] = set()
        for place, (rules, class_id) in enumerate(tables, start=1):
            its = rules.championship
            class_ = "" if class_id is None else facts.classes[class_id]
            code = f"{its.code}-{slug(class_)}" if class_ else its.code
            if code in codes:  # of another system of the season
                code = f"{rules.system.code}-{code}"
            codes.add(code)
            name = f"{its.name}, {class_}" if class_ else its.name
            championships.append(
                (facts.season_id, code, place, name, its.of, class_id, rules.system.code)
            )
            who = {**facts.who["driver"], **facts.who[its.of]}
            found = season(rules.of_class(class_), facts.rounds, who, class_id)
            key = (facts.season_id, code)
            points += ((*key, *row) for row in _points(facts, found))
            standings += ((*key, *row) for row in _lines(found.tables))
    return Scored(
        _frame(CHAMPIONSHIPS, championships), _frame(POINTS, points), _frame(STANDINGS, standings)
    )


def _class_ids(facts: Facts, rules: Rules) -> list[int | None]:
    """Return the classes that have a table of their own; [None]: there is one of all cars."""
    its = rules.championship
    if not its.by_class:
        return [None]
    if not facts.classes and not its.classes:
        return [None]  # everybody drives in one class, and nothing says so
    wanted = {fold(it) for it in its.classes}
    return [it for it, code in facts.classes.items() if not wanted or fold(code) in wanted]


def _points(facts: Facts, found: Season) -> Iterator[tuple[Any, ...]]:
    round_of = {outing.session_id: outing.round for this in facts.rounds for outing in this.outings}
    for it in found.scores:
        yield (
            it.session_id, it.entry_id, it.competitor, round_of[it.session_id], it.place,
            round(float(it.points), _DECIMALS), round(float(it.bonus), _DECIMALS),
            ", ".join(it.reasons) or None, (it.competitor, it.session_id) not in found.dropped,
        )  # fmt: skip


def _lines(tables: Sequence[Table]) -> Iterator[tuple[Any, ...]]:
    before: dict[int, int | None] = {}
    for table in tables:
        is_last = table is tables[-1]
        for at, row in enumerate(table.rows, start=1):
            then = before.get(row.competitor)
            gained = then - row.position if then is not None and row.position is not None else None
            yield (
                table.round.number, row.competitor, table.round.event_id, is_last, at,
                row.position, round(row.points, _DECIMALS), round(row.gross_points, _DECIMALS),
                row.wins, row.podiums, gained, round(row.reach, _DECIMALS),
            )  # fmt: skip
        before = {row.competitor: row.position for row in table.rows}


def _frame(table: sa.Table, rows: list[Any]) -> pl.DataFrame:
    schema = {column.name: bulk.dtype(column.type) for column in table.columns}
    return pl.DataFrame(rows, schema=schema, orient="row")
