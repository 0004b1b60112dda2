"""
The rows of a file, typed, in batches that bound the memory, read ahead while others are written.

Results come event by event, for rows of one car may stand apart (shared drives, numbers used
twice): a batch ends where an event ends. So do laps where several events follow each other: what a
batch brings is new then, and the database need not be asked about it.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from threading import Thread
from typing import NamedTuple

import polars as pl

from racedb.ingest.context import with_context
from racedb.ingest.normalise import Rows, normalise
from racedb.readers.reading import Reject, Table

_ENOUGH = 10_000
"""Rows of results that a batch has at least, unless the file ends."""
_EVENT = ("series", "season", "round", "event", "circuit")
"""Another value in one of these is another event, as far as the text tells."""


class Batch(NamedTuple):
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
        is_laps = table.kind == "laps"
        cut = _by_event(texts, whole=not is_laps) if is_laps or by_event else _as_one(texts)
        for number, text in enumerate(cut):
            rows, rejects = normalise(table.kind, text, read + 1)
            read += text.height
            yield Batch(table.kind, text.height, rows, rejects, number > 0)


def ahead(source: Iterator[Batch]) -> Iterator[Batch]:
    """
    Let a thread make the next batch while this one is written: polars and SQLite need no Python.

    It begins with the first one at once. The threads are daemons: a reader that hangs keeps nobody
    from giving up.
    """
    return _each(_next(source), source)


def _each(coming: Future[Batch | None], source: Iterator[Batch]) -> Iterator[Batch]:
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


def _by_event(texts: Iterator[pl.DataFrame], *, whole: bool) -> Iterator[pl.DataFrame]:
    """
    Join and cut frames where an event ends, so that each holds whole events if they stand together.

    Args:
        texts: rows in the order of the file.
        whole: an event is never cut; else the part of it in a frame is given, for the laps of an
            event have no end.
    """
    waiting: list[pl.DataFrame] = []  # cut, not joined and cut: so they keep no other text alive
    for text in texts:
        end = _last_event(waiting, text)
        rows = sum(part.height for part in waiting) + text.height
        if end is None and not whole:
            yield _joined([*waiting, text])
            waiting = []
        elif end is None or (whole and rows < _ENOUGH):
            waiting.append(text)
        else:
            yield _joined([*waiting, text[:end]])
            waiting = [text[end:]]
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal") if len(parts) > 1 else parts[0]


def _last_event(before: list[pl.DataFrame], rows: pl.DataFrame) -> int | None:
    """Give the number of the row with which the last event begins; None: it began before them."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).last()) for name in _EVENT)
    last: int | None = rows.select(same.not_().arg_true().max()).item()
    if last is not None:
        return last + 1
    if not before or before[-1].select(_EVENT).row(-1) == rows.select(_EVENT).row(-1):
        return None
    return 0
