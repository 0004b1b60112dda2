"""
`racedb load --explain`: how a file is read, without a database.

It is the reading of a load and the typing of its rows, and nothing after it. A file that load
refuses is explained as far as it was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import polars as pl

from racedb.errors import RaceDBError, UsageError
from racedb.fields import CONTEXT, FIELDS, cell_type
from racedb.format_time import lap_time
from racedb.ingest.batches import Batch, typed_batches
from racedb.ingest.context import Given, given_of
from racedb.ingest.plan import LoadJob, Settings, plan_jobs
from racedb.ingest.report import MAX_LISTED
from racedb.names import split_crew
from racedb.readers import formats, identify
from racedb.readers.reading import Finding, Reading
from racedb.readers.recipe import recipe_of
from racedb.table import Column, Note, Reject, Table
from racedb.understand.frames import named
from racedb.units.cells import CELL_TYPES

NOTHING = "none"
"""What a cell becomes that holds no value: a dash, the place of a car that retired."""
UNREADABLE = "cannot be read"
_VALUES = 3
"""So many different values of the context are shown."""


class ExplainedColumn(NamedTuple):
    """A column, and what its samples become."""

    column: Column
    becomes: tuple[str, ...]
    """The value of each sample as reports write it; () for a column that is left out."""


@dataclass(kw_only=True)
class ExplainedTable:
    """A table of a file, as load would take it."""

    table: Table
    columns: list[ExplainedColumn]
    is_taken: bool
    """Whether load takes it."""
    rows: int = 0
    first_line: int = 0
    last_line: int = 0
    """Lines of the first and the last row; 0 where there is none, or none was read."""
    context: dict[str, list[str]] = field(default_factory=dict)
    """What its rows are about: field -> its first values, in the order of the file."""
    unreadable: int = 0
    """How many cells cannot be read."""
    notes: list[Note] = field(default_factory=list)
    """The first MAX_LISTED of them."""
    rejected: int = 0
    """How many rows cannot be stored, and cells of them cannot be read."""
    rejects: list[Reject] = field(default_factory=list)
    """The first MAX_LISTED of them."""


@dataclass(kw_only=True)
class Explanation:
    """How one file is read."""

    source: str
    reader: str = ""
    """The format; '' where no reader takes the file."""
    knows_its_columns: bool = False
    """Its schema is known: --columns and recipes are for others."""
    encoding: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    """What the command line or a manifest states of the file."""
    tables: list[ExplainedTable] = field(default_factory=list)
    """Those that load takes, and after them the others."""
    findings: Sequence[Finding] = ()
    rejects: Sequence[Reject] = ()
    """Rows that are not rows of the table."""
    error: RaceDBError | None = None
    """Why load refuses the file; None: it can be read, which is not yet that it can be stored."""


def explain(
    paths: Sequence[Path], given: Mapping[str, str], settings: Settings
) -> Iterator[Explanation]:
    """
    Explain how files are read.

    Raises:
        UsageError: the command line or a manifest is wrong.
        ReadError: a file is missing, empty or not readable.
    """
    for job in plan_jobs(paths, given, settings):
        try:
            for number, reading in enumerate(job.read()):
                yield _explained(job, number, reading)
        except RaceDBError as error:
            yield _refused(job, error)


def save_recipe(
    paths: Sequence[Path], given: Mapping[str, str], settings: Settings, target: Path
) -> None:
    """
    Write how one file is read as a recipe.

    Raises:
        UsageError: there are several files, the format needs no recipe, or *target* exists.
        ReadError: the file cannot be read.
    """
    jobs = plan_jobs(paths, given, settings)
    if len(jobs) != 1:
        message = f"--save-recipe is for one file; these are {len(jobs)}"
        raise UsageError(message)
    reading = jobs[0].read()[0]
    if _knows_its_columns(jobs[0], reading):
        message = f"{reading.source.path}: {reading.reader} knows its columns and needs no recipe"
        raise UsageError(message)
    text = recipe_of(reading, jobs[0].options)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        message = f"{target}: cannot be written: {(error.strerror or str(error)).lower()}"
        raise UsageError(message) from None


def _knows_its_columns(job: LoadJob, reading: Reading) -> bool:
    """Return whether the schema of a file is known, so that nobody may name its columns."""
    known = [one.name for one in formats() if not one.has_columns]
    return bool(job.dataset) or reading.reader in known


def _explained(job: LoadJob, number: int, reading: Reading) -> Explanation:
    given = Given(str(reading.source.path), job.given)
    taken = [
        ExplainedTable(table=table, columns=_columns(table), is_taken=True)
        for table in reading.tables
    ]
    for batch in typed_batches(job.opener(number, reading), given):
        _add(taken[batch.table], batch)
    for found in taken:
        stated = {**found.table.context, **given_of(found.table, job.given)}
        found.context = {
            name: found.context.get(name) or [stated[name]]
            for name in CONTEXT
            if found.context.get(name) or name in stated
        }
    return Explanation(
        source=given.source,
        reader=reading.reader,
        knows_its_columns=_knows_its_columns(job, reading),
        encoding=reading.encoding,
        given=job.given,
        tables=[*taken, *map(_not_taken, reading.others)],
        findings=[*given.findings(), *reading.findings],
        rejects=sorted(reading.rejects, key=lambda reject: reject.line),
    )


def _add(found: ExplainedTable, batch: Batch) -> None:
    """Add some rows to what is known of their table."""
    found.unreadable += len(batch.notes)
    found.notes += batch.notes[: MAX_LISTED - len(found.notes)]
    found.rejected += len(batch.rejects)
    found.rejects += batch.rejects[: MAX_LISTED - len(found.rejects)]
    if batch.kind != found.table.kind:  # results beside laps are no more rows of the file
        return
    lines = batch.cells_of_rows["line"].to_list()
    found.rows += batch.read
    found.first_line = found.first_line or min(lines, default=0)
    found.last_line = max(found.last_line, *lines)
    for name in CONTEXT:
        values = batch.rows.frame[name].drop_nulls().unique(maintain_order=True).head(_VALUES)
        known = dict.fromkeys([*found.context.get(name, ()), *values])
        found.context[name] = list(known)[:_VALUES]


def _refused(job: LoadJob, error: RaceDBError) -> Explanation:
    return Explanation(
        source=str(job.path),
        reader=_reader_of(job),
        given=job.given,
        tables=[_not_taken(table) for table in getattr(error, "tables", ())],
        error=error,
    )


def _reader_of(job: LoadJob) -> str:
    if job.dataset:
        return job.dataset.name
    (source,) = job.sources.values()
    try:
        return identify(source, job.reader).name
    except RaceDBError:
        return ""


def _not_taken(table: Table) -> ExplainedTable:
    rows = sum(frame.height for frame in table.batches)
    return ExplainedTable(table=table, columns=_columns(table), is_taken=False, rows=rows)


# ---- what samples become -------------------------------------------------------------------------


def _columns(table: Table) -> list[ExplainedColumn]:
    return [ExplainedColumn(column, _becomes(table.kind, column)) for column in table.columns]


def _becomes(kind: str, column: Column) -> tuple[str, ...]:
    """Read the samples of a column as its rows are read, and write their values."""
    if not column.samples or column.field in (None, "-"):
        return ()
    if kind == "calendar":  # a day becomes one with the year of the season
        return column.samples
    cells = pl.DataFrame({"c0": column.samples, "line": range(len(column.samples))})
    text = named(cells, [column])
    written = [_written(kind, text[name]) for name in text.columns if name != "line"]
    return tuple(" and ".join(dict.fromkeys(parts)) for parts in zip(*written, strict=True))


def _written(kind: str, text: pl.Series) -> list[str]:
    """Write the values of some cells of a field."""
    field_ = FIELDS.get(text.name)
    type_ = cell_type(kind, text.name) if field_ else ""
    if type_ == "crew":
        return [" and ".join(split_crew(cell)) if cell else NOTHING for cell in text]
    if type_ not in CELL_TYPES:
        return [cell or NOTHING for cell in text]
    cell = CELL_TYPES[type_]
    found = text.to_frame().select(
        value=cell.parse(pl.col(text.name)), empty=cell.is_empty(pl.col(text.name))
    )
    return [
        _value(type_, value) or (NOTHING if empty else UNREADABLE)
        for value, empty in found.iter_rows()
    ]


def _value(type_: str, value: object) -> str:
    """Write a value; '' where there is none."""
    if isinstance(value, Mapping):  # the parts of a cell that holds a time, a gap or a word
        laps = value["gap_laps"]
        return " ".join(
            part
            for part in (
                "" if value["us"] is None else lap_time(value["us"]),
                "" if value["gap_us"] is None else f"{lap_time(value['gap_us'])} behind",
                "" if laps is None else f"{laps} lap{'s' * (laps != 1)} behind",
                value["word"] or "",
            )
            if part
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and type_ in ("duration", "gap"):
        return lap_time(value)
    return "" if value is None else str(value).removesuffix(".0")
