"""
The rows of a file, typed, in batches that bound the memory, read ahead while others are written.

Laps come as they are read. Results come event by event, for rows of one car may stand apart (shared
drives, numbers used twice): a batch ends where an event ends.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread

import polars as pl

from racedb.ingest.context import with_context
from racedb.ingest.normalise import Rows, normalise
from racedb.readers.reading import Reject, Table

_ENOUGH = 10_000
"""Rows of results that a batch has at least, unless the file ends."""
_EVENT = ("series", "season", "round", "event", "circuit")
"""Another value in one of these is another event, as far as the text tells."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one table."""

    kind: str
    read: int
    """How many rows of the file these are, rejected ones too."""
    rows: Rows
    rejects: list[Reject]
    goes_on: bool
    """There were batches of the same table before."""


def typed(tables: Iterable[Table], given: Mapping[str, str], *, by_event: bool) -> Iterator[Batch]:
    """
    Read and type the rows of tables.

    Args:
        tables: of one file.
        given: context of the manifest and the command line.
        by_event: cut results where an event ends; else all of a table are one batch.
    """
    read = 0
    for table in tables:
        texts = (with_context(text, table.context, given) for text in table.batches)
        cut = (lambda it: it) if table.kind == "laps" else _by_event if by_event else _as_one
        for number, text in enumerate(cut(texts)):
            rows, rejects = normalise(table.kind, text, read + 1)
            read += text.height
            yield Batch(table.kind, text.height, rows, rejects, number > 0)


def ahead(source: Iterator[Batch]) -> Iterator[Batch]:
    """
    Let a thread make the next batch while this one is written: polars and SQLite need no Python.

    The threads are daemons: a reader that hangs keeps nobody from giving up.
    """
    coming = _next(source)
    while (one := coming.result()) is not None:
        coming = _next(source)
        yield one


def _next(source: Iterator[Batch]) -> Future[Batch | None]:
    coming: Future[Batch | None] = Future()

    def work() -> None:
        try:
            coming.set_result(next(source, None))
        except BaseException as error:  # noqa: BLE001  it is raised where the batch is asked for
            coming.set_exception(error)

    Thread(target=work, name="racedb-read", daemon=True).start()
    return coming


def _as_one(texts: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    yield pl.concat(list(texts), how="diagonal")


def _by_event(texts: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Join and cut frames so that each holds whole events, if those of an event stand together."""
    rest: pl.DataFrame | None = None
    for text in texts:
        rest = text if rest is None else pl.concat([rest, text], how="diagonal")
        if rest.height >= _ENOUGH and (end := _last_event(rest)):
            yield rest[:end]
            rest = _alone(rest[end:])
    if rest is not None:
        yield rest


def _alone(rows: pl.DataFrame) -> pl.DataFrame:
    """Copy rows: a slice would keep the text of all blocks alive that it was ever joined with."""
    return pl.DataFrame(rows.to_dict(as_series=False), schema=rows.schema)


def _last_event(rows: pl.DataFrame) -> int:
    """Give the number of the first row of the last event; 0: there is only one."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).last()) for name in _EVENT)
    last: int | None = rows.select(same.not_().arg_true().max()).item()
    return 0 if last is None else last + 1
