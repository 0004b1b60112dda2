"""Reads the results of seasons in the form in which racedb.championships takes them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from racedb.championships.points import Car, Outing
from racedb.championships.standings import Round
from racedb.db.rows import TABLES

_LEADERS = TABLES["lap_leaders"]


@cache
def _statement() -> sa.TextClause:
    path = Path(__file__).with_suffix(".sql")
    text = path.read_text(encoding="utf-8").replace("(:season_ids)", ":season_ids")
    return sa.text(text).bindparams(sa.bindparam("season_ids", expanding=True))


def read(connection: Connection, season_ids: Sequence[int]) -> dict[int, list[Round]]:
    """Read the rounds of seasons, in their order, with those to come."""
    rows = connection.execute(_statement(), {"season_ids": list(season_ids)}).all()
    led = _laps_led(connection, {it.session_id for it in rows if it.session_id is not None})
    return {
        number: list(_rounds(list(of_season), led))
        for number, of_season in groupby(rows, attrgetter("season_id"))
    }


def _laps_led(connection: Connection, session_ids: Iterable[int]) -> Mapping[tuple[int, int], int]:
    """Return how many laps each car led: by session_id and entry_id."""
    columns = (_LEADERS.c.session_id, _LEADERS.c.leader_entry_id)
    statement = sa.select(*columns, sa.func.count()).group_by(*columns)
    ours = _LEADERS.c.session_id.in_(sa.bindparam("ids", expanding=True))
    found = connection.execute(statement.where(ours), {"ids": sorted(session_ids)})
    return {(session, entry): laps for session, entry, laps in found if entry is not None}


def _rounds(rows: Sequence[Row[Any]], led: Mapping[tuple[int, int], int]) -> Iterator[Round]:
    """Divide the rows of a season, which are in order, into its rounds."""
    number = 0
    for _, of_round in groupby(rows, _of_round):
        here = list(of_round)
        # Rounds without a number come last, and their tables count all of those before.
        number = number + 1 if here[0].round is None else here[0].round
        outings, to_come = [], []
        for session_id, of_session in groupby(here, attrgetter("session_id")):
            its_rows = list(of_session)
            first = its_rows[0]
            if session_id is not None and first.entry_id is None:
                to_come.append((first.kind, first.code))
            elif session_id is not None:
                outings.append(_outing(its_rows, number, led))
        yield Round(number=number, event_id=here[0].event_id, outings=outings, to_come=to_come)


def _of_round(row: Row[Any]) -> tuple[Any, ...]:
    """Return what rows of one round share: its number, or else the event."""
    return (row.round,) if row.round is not None else (None, row.event_id)


def _outing(rows: Sequence[Row[Any]], number: int, led: Mapping[tuple[int, int], int]) -> Outing:
    """Make a session of its rows: one for each driver of each car."""
    first = rows[0]
    cars = []
    for _, of_car in groupby(rows, attrgetter("entry_id")):
        crew = list(of_car)
        car = crew[0]
        cars.append(
            Car(
                entry_id=car.entry_id,
                position=car.position,
                number=car.car_number,
                class_id=car.class_id,
                drivers=[it.driver_id for it in crew if it.driver_id is not None],
                team_id=car.team_id,
                manufacturer_id=car.manufacturer_id,
                best_lap_us=car.best_lap_us,
                grid_position=car.grid_position,
                laps_led=led.get((first.session_id, car.entry_id)),
            )
        )
    laps = max((it.laps for it in rows if it.laps is not None), default=None)
    return Outing(
        session_id=first.session_id,
        kind=first.kind,
        code=first.code,
        round=number,
        distance=Fraction(laps, first.scheduled_laps) if laps and first.scheduled_laps else None,
        cars=cars,
    )
