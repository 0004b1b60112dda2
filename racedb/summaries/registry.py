"""All answers that loads keep (ADR 7): they can be found anew, and proven."""

from collections.abc import Iterator

from sqlalchemy import Connection

from racedb.summaries import bests, car_starts, crew_text, lap_sums, spreads

_KEPT = (
    (bests, "bests", "the kept best lap of {!r} is not what the results say"),
    (lap_sums, "lap-sums", "the kept sums of {!r} are not what its laps say"),
    (crew_text, "crews", "the kept crew of {!r} is not who sits in it"),
    (spreads, "spreads", "the kept spread of {!r} is not what its results say"),
    (car_starts, "starts", "the kept starts of {!r} are not what its results say"),
)
"""Where each lives, its name among the problems of a database, and what is said of a wrong one."""


def keep_all(connection: Connection) -> None:
    """Find all of them anew, from the facts."""
    for kept, _, _ in _KEPT:
        kept.keep_all(connection)


def wrong(connection: Connection) -> Iterator[tuple[str, str]]:
    """Name what is not what the facts say: its name there, and the sentence."""
    for kept, name, said in _KEPT:
        for what in kept.wrong(connection):
            yield name, said.format(what)
