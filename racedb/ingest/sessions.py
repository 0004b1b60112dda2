"""The sessions of a batch of rows: each context is looked up once."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from racedb.fields import CONTEXT
from racedb.ingest.batches import Batch
from racedb.ingest.context import Context
from racedb.ingest.transaction import Transaction
from racedb.text_keys import fold


def find_sessions(
    tx: Transaction, source: str, given: Mapping[str, str], batch: Batch, repeat: Sequence[str]
) -> pl.DataFrame:
    """
    Replace the context of rows by session_id, event_id and series_id.

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        batch: the rows.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: an event, its season or a session is missing, or cannot be told.
    """
    frame, crew = batch.rows.frame, batch.rows.crew
    contexts = frame.select(*CONTEXT).unique(maintain_order=True)
    tx.calendar.expect(contexts.select("series", "season").drop_nulls().unique().iter_rows())
    found = [
        tx.calendar.session(source, context, given, partial(_cars_of, frame, crew, context), repeat)
        for context in contexts.iter_rows(named=True)
    ]
    tx.meet(found)
    ids = contexts.with_columns(
        pl.Series("session_id", [session.id for session in found], pl.Int64),
        pl.Series("event_id", [session.event_id for session in found], pl.Int64),
        pl.Series("series_id", [session.series_id for session in found], pl.Int64),
    )
    key = list(CONTEXT)
    frame = frame.join(ids, on=key, how="left", nulls_equal=True, maintain_order="left").drop(key)
    if batch.kind == "results":
        tx.tell_races(frame)
    return frame


def _cars_of(
    frame: pl.DataFrame, crew: pl.DataFrame | None, context: Context
) -> Mapping[str, set[str]]:
    """
    Return the cars of the rows of one context: the folded words of their drivers' names, by number.

    Args:
        frame: row, the whole context, car_number; of laps and stops the driver, too.
        crew: row and printed_name of results and entries.
        context: of the rows that are meant.
    """
    same = (pl.col(name).eq_missing(pl.lit(value)) for name, value in context.items())
    rows = frame.filter(pl.all_horizontal(same))
    if not {"car_number", "driver"}.difference(rows.columns) and crew is None:
        named = rows.select("car_number", "driver")
    elif "car_number" in rows.columns and crew is not None:
        named = rows.join(crew, on="row").select("car_number", "printed_name")
    else:
        return {}
    cars: dict[str, set[str]] = {}
    for number, name in named.drop_nulls().iter_rows():
        cars.setdefault(number, set()).update(fold(name).split())
    return cars
