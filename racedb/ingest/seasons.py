"""Which season rows are about that belong to no session: standings, lists of entries."""

from collections.abc import Mapping, Sequence

import polars as pl

from racedb.errors import UsageError
from racedb.fields import CONTEXT
from racedb.ingest.context import wanted_event
from racedb.ingest.transaction import Transaction

_NEEDS = ("series", "season")


def with_seasons(
    tx: Transaction,
    source: str,
    given: Mapping[str, str],
    frame: pl.DataFrame,
    repeat: Sequence[str],
) -> pl.DataFrame:
    """
    Add series_id, season_id, number (of the round), event_id (any of the season, or NULL).

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        frame: rows with their whole context.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: the series or the season is missing, or the round cannot be told.
    """
    contexts = frame.select(*CONTEXT).unique(maintain_order=True)
    events, found = tx.calendar.events, []
    for context in contexts.iter_rows(named=True):
        wanted = wanted_event(source, context, given, repeat, _NEEDS)
        series_id = tx.registry.find_or_add_series(wanted.series)
        season_id = events.season(series_id, wanted.season)
        number = wanted.round
        if number is None and (name := context["event"]):
            number = next((it.number_in(season_id) for it in events.named(season_id, name)), None)
            if number is None:
                raise UsageError(
                    f"{source}: cannot tell which round {name!r} is, after which these standings "
                    f"are: {wanted.series} {wanted.season} has no such event with a number; "
                    "--round says it"
                )
        last = next(reversed(events.of_season(season_id)), None)
        found.append((series_id, season_id, wanted.series, wanted.season, number, last and last.id))
    names = ("series_id", "season_id", "its series", "its season", "number", "event_id")
    ids = pl.DataFrame(
        found, schema={n: pl.String if " " in n else pl.Int64 for n in names}, orient="row"
    )
    both = contexts.hstack(ids)
    frame = frame.join(both, on=list(CONTEXT), how="left", nulls_equal=True, maintain_order="left")
    return frame.with_columns(
        pl.col("its series").alias("series"), pl.col("its season").alias("season")
    )
