"""
The rows of a file, typed, in batches that bound the memory; a thread reads ahead.

All results of an event are in one batch, for entries are found by comparing the rows of an event
with each other (shared drives, numbers used twice). Laps have no such need: their batches end where
an event ends only because whole sessions are cheaper to store than parts.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import chain
from threading import Thread
from typing import NamedTuple

import polars as pl

from racedb.fields import OF_SEASON
from racedb.ingest.beside_laps import cars_beside, laps_of_stints, results_beside
from racedb.ingest.class_races import with_races_of_classes
from racedb.ingest.context import (
    Given,
    given_of,
    impossible_days,
    with_context,
    with_rounds_of_events,
)
from racedb.ingest.ledger import Cells, count, with_cells
from racedb.ingest.long_names import shortened
from racedb.ingest.normalise import Rows, normalise
from racedb.ingest.planned_days import with_days
from racedb.ingest.session_names import named_session
from racedb.table import CELLS, Ledger, Note, Reject, Table

_ENOUGH = 10_000
"""Rows of results that a batch has at least, unless the file ends."""
_IN_MEMORY = 30_000
"""Rows of results that are read before anything is decided; their text takes some 6 MB."""
_EVENT = ("series", "season", "round", "event", "circuit")
"""A different value in one of these is a different event, as far as the text goes."""


PLANNED = ("scheduled_laps", "scheduled_time")
"""What a file may state of its sessions beside their context, by the keys of a manifest."""


class Batch(NamedTuple):
    """Some rows of one table."""

    kind: str
    read: int
    """How many rows of the file these are, rejected ones too."""
    rows: Rows
    rejects: list[Reject]
    notes: list[Note]
    cells: Cells
    """Where the cells of the rows go."""
    cells_of_rows: pl.DataFrame
    """line and CELLS of each row: of one that is rejected later nothing is stored."""
    table: int
    """Which table of the file they are of, from 0."""
    planned: dict[str, str]
    """What the file states of the distance or duration that was planned."""


def typed_batches(read: Callable[[], Sequence[Table]], given: Given) -> Iterator[Batch]:
    """
    Read and type the rows of a file.

    Args:
        read: opens the tables of the file. It is called again for long tables of results, to see
            whether the rows of each event are together.
        given: context of the manifest and the command line.
    """
    first_row = 1
    for number, table in enumerate(read()):
        given.ledgers.append(ledger := table.ledger or Ledger())
        take = partial(_of_given_session, read, number, given)
        texts = _texts(table, given, ledger, first_row, take)
        planned = {name: table.context[name] for name in PLANNED if table.context.get(name)}
        beside: list[pl.DataFrame] = []
        if table.kind == "laps":
            cut = _cut_at_events(texts, at_least=0, whole=False)
        else:
            cut = _whole_events(texts, partial(_events, read, number, given))
        for part in cut:
            is_raw = table.kind == "results" and not table.is_exact
            named = with_races_of_classes(part) if is_raw else part
            text, doubtful = _checked(table.kind, named)
            typed = normalise(table.kind, text, exact=table.is_exact)
            typed.notes.extend(doubtful)
            first_row += text.height
            rows = typed.rows
            kept = (rows.frame if rows.facts is None else rows.facts)["row"]
            cells = count(table.kind, text, kept, typed.notes)
            counted = text.select("line", CELLS)
            yield Batch(table.kind, text.height, *typed, cells, counted, number, planned)
            if table.kind == "laps" and (found := cars_beside(text)) is not None:
                beside.append(found)
        if beside:
            text = results_beside(beside)
            rows = normalise("results", text, exact=True).rows
            rows = rows._replace(stated=rows.stated - {"row_order"})
            # The laps have counted these cells and noted what nobody can read.
            counted = text.select("line", pl.lit(0).alias(CELLS))
            yield Batch("results", 0, rows, [], [], Cells(), counted, number, planned)


def _checked(kind: str, text: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Read the days of a calendar; of other tables, leave out what is no day and no round."""
    if kind == "calendar":
        return with_days(text)
    if kind in OF_SEASON:
        return text, []
    text, doubtful = with_rounds_of_events(text)
    return text, [*impossible_days(text), *doubtful]


def read_ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """
    Make each batch in a thread while the one before is written: polars and SQLite need no Python.

    The threads are daemons: a reader that hangs does not keep the process from ending.
    """
    coming = _start(batches)
    while (batch := coming.result()) is not None:
        coming = _start(batches)
        yield batch


def _start(batches: Iterator[Batch]) -> Future[Batch | None]:
    coming: Future[Batch | None] = Future()

    def work() -> None:
        try:
            coming.set_result(next(batches, None))
        except BaseException as error:  # noqa: BLE001  it is raised where the batch is needed
            coming.set_exception(error)

    Thread(target=work, name="racedb-read", daemon=True).start()
    return coming


def _texts(
    table: Table,
    given: Given,
    ledger: Ledger,
    first_row: int,
    take: Callable[[pl.DataFrame], pl.DataFrame],
) -> Iterator[pl.DataFrame]:
    """Read text with its whole context; `row` numbers the rows of the file from *first_row*."""
    about = given_of(table, given.context)
    for batch in table.batches:
        counted = with_cells(batch)
        if CELLS not in batch.columns:
            ledger.taken += int(counted[CELLS].sum())
        text = shortened(laps_of_stints(take(counted)))
        others = int(counted[CELLS].sum()) - int(text[CELLS].sum())
        ledger.taken -= others
        ledger.not_data += others
        if text.is_empty():
            continue
        row = (pl.int_range(pl.len(), dtype=pl.UInt32) + first_row).alias("row")
        yield _with_places(with_context(text, table.context, about)).with_columns(row)
        first_row += text.height


def _of_given_session(
    read: Callable[[], Sequence[Table]], number: int, given: Given, text: pl.DataFrame
) -> pl.DataFrame:
    """Take the rows of the given session. Which sessions there are only the whole table says."""
    is_named = given.context.get("session") and "session" in text.columns
    if is_named and number not in given.sessions:
        parts = (part for part in read()[number].batches if "session" in part.columns)
        names = (part["session"].drop_nulls().unique(maintain_order=True) for part in parts)
        given.sessions[number] = [*dict.fromkeys(chain.from_iterable(names))]
    return given.of_given_session(text, given.sessions.get(number, ()))


def _with_places(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the grid for the places of a qualifying that prints no other: it is its result."""
    if "grid" not in frame.columns or "position" in frame.columns:
        return frame
    names = frame["session"].unique()
    is_qualifying = all(name and named_session(name, {}).kind == "qualifying" for name in names)
    places = pl.when(pl.col("grid").str.contains(r"^\d+$")).then(pl.col("grid"))
    return frame.with_columns(places.alias("position")) if is_qualifying else frame


# ---- results: whole events -----------------------------------------------------------------------


def _whole_events(
    texts: Iterator[pl.DataFrame], events: Callable[[], Iterator[pl.DataFrame]]
) -> Iterator[pl.DataFrame]:
    """
    Yield frames of whole events.

    Tables of ordinary size are grouped by event in memory. Of a long one only the events are read
    first: if their rows are together, as they nearly always are, it needs no grouping.

    Args:
        texts: the rows, in the order of the file.
        events: reads the table again, but only which event each row belongs to.
    """
    held: deque[pl.DataFrame] = deque()
    rows = 0
    for text in texts:
        held.append(text)
        rows += text.height
        if rows > _IN_MEMORY:
            break
    # To read a long table twice costs less than to keep it in memory as a whole.
    is_long = rows > _IN_MEMORY
    if held and (not is_long or _are_scattered(events())):
        held.extend(texts)
        together = _group(_joined(held))
        held.clear()  # the text is in memory once, not twice
        yield from _cut_at_events(together.iter_slices(_ENOUGH), at_least=_ENOUGH, whole=True)
    yield from _cut_at_events(chain(_drained(held), texts), at_least=_ENOUGH, whole=True)


def _events(
    read: Callable[[], Sequence[Table]], number: int, given: Given
) -> Iterator[pl.DataFrame]:
    """Read which event each row of a table belongs to."""
    table = read()[number]
    about = given_of(table, given.context)
    for batch in table.batches:
        text = _of_given_session(read, number, given, batch)
        has = [name for name in text.columns if name in _EVENT]
        yield with_context(text.select("line", *has), table.context, about).select(_EVENT)


def _are_scattered(events: Iterator[pl.DataFrame]) -> bool:
    """Return whether rows of a different event are between rows of one event."""
    seen: set[tuple[object, ...]] = set()
    last: tuple[object, ...] | None = None
    for some in events:
        begins = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in _EVENT)
        for event in some.filter(begins | (pl.int_range(pl.len()) == 0)).iter_rows():
            if event != last and event in seen:
                return True
            seen.add(event)
            last = event
    return False


def _drained(held: deque[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield frames and forget each, so that no rows stay in memory that are written."""
    while held:
        yield held.popleft()


def _group(text: pl.DataFrame) -> pl.DataFrame:
    """Bring the rows of each event together, in the order in which the events begin."""
    if not _are_scattered(iter([text.select(_EVENT)])):
        return text
    return text.sort(pl.col("row").first().over(_EVENT), maintain_order=True)


def _cut_at_events(
    texts: Iterable[pl.DataFrame], *, at_least: int, whole: bool
) -> Iterator[pl.DataFrame]:
    """
    Join and cut frames so that they end where an event ends.

    Args:
        texts: rows, those of each event together.
        at_least: rows of a frame, unless it is the last one.
        whole: an event is never cut, however long; else it may have a frame of its own for each of
            the *texts*, for the laps of an event have no end.
    """
    waiting: list[pl.DataFrame] = []  # cut before it is joined, so that no frame keeps more alive
    for text in texts:
        end = _last_event(waiting, text)
        rows = sum(part.height for part in waiting) + text.height
        if end is None and not whole:
            yield _joined([*waiting, text])
            waiting = []
        elif end is None or rows < at_least:
            waiting.append(text)
        else:
            yield _joined([*waiting, text[:end]])
            waiting = [text[end:]]
    if waiting:
        yield _joined(waiting)


def _joined(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal") if len(parts) > 1 else parts[0]


def _last_event(before: list[pl.DataFrame], rows: pl.DataFrame) -> int | None:
    """Return the number of the row where the last event begins; None: it began before *rows*."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).last()) for name in _EVENT)
    last: int | None = rows.select(same.not_().arg_true().max()).item()
    if last is not None:
        return last + 1
    if not before or before[-1].select(_EVENT).row(-1) == rows.select(_EVENT).row(-1):
        return None
    return 0
