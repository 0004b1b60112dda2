"""
Parquet files: columns with names and types, read in parts by polars.

Headers are recognised like those of delimited text. Numbers, days and durations are written as they
would be printed; `line` is the number of the row. The footer of a file says what is in it: one that
says too much is refused before a row is read.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing

import polars as pl

from racedb import child
from racedb.counted import counted
from racedb.errors import RaceDBError, ReadError, UsageError
from racedb.readers import parquet_probe
from racedb.readers.documents import changed, refuse_other
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.recipe import with_recipe
from racedb.table import Column, Ledger, Table
from racedb.understand import other_tables
from racedb.understand.columns import recognise
from racedb.understand.frames import named
from racedb.understand.second_look import SecondLook
from racedb.understand.tables import ChoiceError

MAGIC = b"PAR1"
"""A footer of some bytes may announce any number of equal rows."""
BATCH_ROWS = 50_000
"""So many rows are text at a time, fewer where they have long texts."""
BATCH_BYTES = 32 << 20
_PROOF_S, _PROOF_BYTES_S = 20, 20_000_000
"""How long a child may read: so many seconds, and one more for so many bytes."""
_SAMPLE = 200
_TEXT = (pl.String, pl.Categorical, pl.Enum)


def _claims(source: Source) -> int:
    return SPECIFIC if source.data[:4] == MAGIC else 0


def _read(source: Source, options: Options) -> Reading:
    _refuse_unreadable(source, options)
    _prove(source)
    rows = pl.scan_parquet(source.path, glob=False, hive_partitioning=False)
    schema = rows.collect_schema()
    _refuse_big(source, len(schema), rows.select(pl.len()).collect().item())
    cells = rows.select(
        *(_text(name, kind).alias(f"c{n}") for n, (name, kind) in enumerate(schema.items()))
    )
    sample = next(_batches(source, cells.head(_SAMPLE)), pl.DataFrame())
    shown = [[cell or "" for cell in row] for row in sample.drop("line", strict=False).iter_rows()]
    options = with_recipe(options, [(0, list(schema))])
    kind, columns = recognise(list(schema), shown, options.columns)
    ledger = Ledger()
    findings: list[Finding] = []
    look = SecondLook(() if options.columns else columns)
    frames = _frames(source, cells, columns, ledger, look, findings)
    table = Table(kind=kind, batches=frames, columns=columns, header=tuple(schema), ledger=ledger)
    if not any(column.field for column in columns):
        listed = ", ".join(repr(name) for name in list(schema)[:12])
        advice = other_tables.described(list(schema)) or "--columns names them"
        message = f"{source.path}: no column is understood of {listed}; {advice}"
        raise ChoiceError(message, [table])
    if not options.columns:
        refuse_other(source, table)
    return Reading(
        source=source,
        reader=FORMAT.name,
        tables=[table],
        findings=findings,
        recipe=options.recipe,
    )


def _refuse_unreadable(source: Source, options: Options) -> None:
    if options.table not in (None, "1"):
        message = f"--table {options.table!r}: {source.path} has one table only"
        raise UsageError(message)
    if source.is_packed:
        message = f"{source.path}: a parquet file is read from a disk: unpack it first"
        raise ReadError(message)
    if source.data[:4] != MAGIC or source.data[-4:] != MAGIC:
        message = f"{source.path}: is no whole parquet file: it must begin and end with PAR1"
        raise ReadError(message)


def _refuse_big(source: Source, columns: int, rows: int) -> None:
    most = source.limits
    if columns > most.columns or rows > most.rows:
        message = (
            f"{source.path}: has {counted(columns, 'columns')} and {counted(rows, 'rows')}; "
            f"{most.columns:,} and {most.rows:,} are the most"
        )
        raise ReadError(message)
    if parquet_probe.is_bomb(source.path, columns, rows):
        size = len(source.data)
        message = f"{source.path}: has {columns * rows:,} cells in {size:,} bytes; save it as csv"
        raise ReadError(message)


def _prove(source: Source) -> None:
    """
    Let a child read the file first: polars ends a process that wants more memory than there is.

    A wrong number in a page asks for as much as a text of hundreds of megabytes. At times polars
    waits for ever instead: to report that there is no memory needs some.

    Raises:
        ReadError: it is damaged, has a cell that is too big, or rows that are read together need
            more than a child has.
    """
    asked = (str(source.path.absolute()), source.limits.rows, source.limits.cell_chars)
    limit_s = _PROOF_S + len(source.data) / _PROOF_BYTES_S
    try:
        with closing(child.results(parquet_probe.problems, asked, limit_s, "")) as found:
            reason = next(found, "")
    except (RaceDBError, RuntimeError):
        message = (
            f"{source.path}: is a damaged parquet file, or needs more than {child.MEMORY_MIB} MiB "
            "of memory: write it in smaller row groups, or save it as csv"
        )
        raise ReadError(message) from None
    if reason:
        raise ReadError(f"{source.path}: {reason}")


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """Write values of a column as they would be printed; lists of names as a crew."""
    column = pl.col(name)
    if isinstance(kind, pl.Boolean):
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
    if isinstance(kind, pl.Duration):
        micros = column.dt.total_microseconds()
        seconds = (micros // 1_000_000).cast(pl.String)
        rest = (micros % 1_000_000).cast(pl.String).str.zfill(6)
        return pl.concat_str(seconds, pl.lit("."), rest)
    if isinstance(kind, pl.Float32 | pl.Float64):
        # Columns of whole numbers with gaps become floats on their way through other tools.
        return column.fill_nan(None).cast(pl.String).str.strip_suffix(".0")
    if isinstance(kind, pl.List) and isinstance(kind.inner, _TEXT):
        return column.cast(pl.List(pl.String)).list.join("\n", ignore_nulls=True)
    if kind.is_nested() or isinstance(kind, pl.Object | pl.Null):
        return pl.lit(None, pl.String)
    return column.cast(pl.String)


def _batches(source: Source, cells: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """
    Yield rows in parts, numbered from 1.

    Raises:
        ReadError: a part of the file is damaged.
    """
    before = 1
    try:
        for batch in cells.collect_batches(chunk_size=BATCH_ROWS):
            for part in batch.iter_slices(_rows_at_a_time(batch)):
                numbers = pl.int_range(before, before + part.height, dtype=pl.Int64, eager=True)
                before += part.height
                yield part.with_columns(numbers.alias("line"))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise ReadError(f"{source.path}: {parquet_probe.damaged(str(error))}") from None


def _rows_at_a_time(batch: pl.DataFrame) -> int:
    """
    Return how many rows of a batch are copied at a time.

    A file has a text once, and names it in each row: the cells are measured before they are copied.
    """
    sizes = batch.select(pl.all().str.len_bytes().max()).row(0) if batch.width else ()
    return max(1, BATCH_BYTES // max(1, sum(size or 0 for size in sizes)))


def _frames(
    source: Source,
    cells: pl.LazyFrame,
    columns: Sequence[Column],
    ledger: Ledger,
    look: SecondLook,
    findings: list[Finding],
) -> Iterator[pl.DataFrame]:
    for part in _batches(source, cells):
        found = named(part, columns, ledger=ledger)
        findings += changed(look, found)
        yield found


FORMAT = Format(
    name="parquet",
    summary="files of analysis tools, typed columns; up to 1,024 columns, 50,000,000 rows",
    claims=_claims,
    read=_read,
    suffixes=(".parquet",),
    line="row",
    has_columns=True,
)
