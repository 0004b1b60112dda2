"""`racedb move` and `racedb link`: which event a session belongs to, and which seasons an event."""

from typing import Annotated

import typer

from racedb.cli.options import (
    Circuit,
    Date,
    Db,
    Event,
    Layout,
    LengthM,
    Round,
    Season,
    Series,
    Session,
    author,
    context,
)
from racedb.log import emit

Meeting = Annotated[
    str, typer.Argument(metavar="EVENT", help="Slug, name or a part of it: spa 2009")
]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who does it; default: your login.")
]


def move(
    of_event: Meeting,
    of_session: Annotated[
        str | None,
        typer.Argument(metavar="SESSION", help="Code or name; default: the whole event."),
    ] = None,
    event: Event = None,
    round_: Round = None,
    session: Session = None,
    series: Series = None,
    season: Season = None,
    circuit: Circuit = None,
    layout: Layout = None,
    length_m: LengthM = None,
    date: Date = None,
    by: By = None,
    db: Db = None,
) -> None:
    r"""
    Move a session, or a whole event, to where it belongs.

    The options say what is different from what is stored.

    racedb move 2025-dell R --round 9

    racedb move 2025-oval-gp \
      --event 2025-oval-grand-prix

    racedb move 2025-oval Saturday \
      --session Race
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.history.meant import meant
    from racedb.ingest import move as mover
    from racedb.ingest.manifest import require_possible

    to = context(
        series=series, season=season, event=event, circuit=circuit, layout=layout, round=round_,
        length_m=length_m, session=session, date=date,
    )  # fmt: skip
    require_possible(to)
    with write(database_url(db)) as connection:
        of = meant(connection, {"event": of_event, "session": of_session})
        done = mover.move(connection, of["event"], of["session"], to, author(by))
    emit(done)


def link(
    of_event: Meeting,
    series: Annotated[str, typer.Option(metavar="NAME")],
    season: Annotated[str, typer.Option(metavar="LABEL", help="2009, 2018-19")],
    round_: Round = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="It does not count for that season.")
    ] = False,
    db: Db = None,
) -> None:
    r"""
    Let an event count for one more series.

    racedb link 2025-12-hours-of-alpha \
      --series "Alpha Series" \
      --season 2025
    """
    from racedb.db.engine import write
    from racedb.db.url import database_url
    from racedb.history.meant import meant
    from racedb.ingest import link as linker
    from racedb.ingest.manifest import require_possible

    to = context(series=series, season=season, round=round_)
    require_possible(to)
    with write(database_url(db)) as connection:
        event = meant(connection, {"event": of_event})["event"]
        done = linker.link(connection, event, to, remove=remove)
    emit(done)
