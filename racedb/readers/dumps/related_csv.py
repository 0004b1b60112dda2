"""
Folders of CSV files that refer to each other: Ergast's dump, f1db, and their cousins.

The columns of a file show what it is. A file that the `x_id` of others points to is a lookup; a
file with a driver and a race in every row holds facts: results, laps, pit stops. What a lookup says
is joined to the facts, and only names are left.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from racedb.errors import ReadError
from racedb.readers.documents import Grid, reading
from racedb.readers.dumps.facts import WORDS, canonical, kind_of, session_of
from racedb.readers.dumps.files import LINE, SUFFIXES, Dump, File, read_files
from racedb.readers.dumps.words import RACES, singular, snake
from racedb.readers.reading import Dataset, Finding, Options, Reading, Source
from racedb.readers.text_lines import raw_lines
from racedb.table import Column, Ledger, Reject, Table

BATCH_ROWS = 200_000
"""So many laps are joined at a time."""
_ORDER = ("results", "laps", "pit_stops", "printed_standings")
"""Results come first: they say which cars there are, and standings last: they name no others."""
_NAMES = {"car_number", "driver_1", "driver_ref_1", "driver", "driver_ref", "team"}
"""Fields that say whose row it is."""


def _claims(names: frozenset[str]) -> bool:
    stems = [singular(snake(name.rpartition(".")[0])) for name in names
             if name.lower().endswith(SUFFIXES)]  # fmt: skip
    return any(stem.endswith("driver") for stem in stems) and any(
        re.search(r"result|classif|lap|quali|stop", stem) for stem in stems
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """A file of facts."""

    file: File
    kind: str
    session: str
    days: tuple[str, ...]
    key: tuple[str, ...]
    """Columns that tell the race and the driver."""


def _read(files: Mapping[str, Source], options: Options) -> Sequence[Reading]:
    """
    Read a dump.

    Raises:
        ReadError: a file cannot be read, or there are no results in any.
    """
    dump = Dump(read_files(files, options))
    facts = [one for file in dump.files if (one := _facts(dump, file))]
    shown = [one for one in facts if one.kind in _ORDER]
    if not shown:
        folder = next((source.path.parent for source in files.values()), Path())
        if any(file.name.endswith(RACES) for file in dump.files) or not dump.files:
            message = f"{folder}: none of its files has a driver and a race in every row"
            raise ReadError(message)
        return [_as_sheets(dump, folder, options)]
    shown.sort(key=lambda one: (_ORDER.index(one.kind), one.session != "Race"))
    series = dump.series
    readings = [_reading(dump, one, facts, series) for one in shown]
    for file in dump.files:
        if all(one.file is not file for one in facts):
            readings[0].findings.extend(file.findings())
    return readings


def _as_sheets(dump: Dump, folder: Path, options: Options) -> Reading:
    """
    Read the files as any tables that refer to each other.

    Raises:
        ReadError: there are no results in them, or results in several.
    """
    grids = [
        Grid(
            file.source.path.stem,
            [
                (1, [*file.headers.values()]),
                *((line, [it or "" for it in cells]) for line, *cells in file.frame.iter_rows()),
            ],
        )
        for file in dump.files
    ]
    whole = Source(path=folder, data=b"", limits=options.limits)
    found = reading(whole, DATASET.name, "", "", grids, options)
    file = next(it for it in dump.files if it.source.path.stem == found.tables[0].heading)
    return replace(found, source=file.source, encoding=file.encoding)


def _facts(dump: Dump, file: File) -> _Facts | None:
    references = {reference.thing: reference for reference in dump.references(file)}
    kind = kind_of(file, references)
    if kind is None or file.frame.is_empty():
        return None
    named = (references[thing] for thing in ("race", "driver") if thing in references)
    key = tuple(column for reference in named for column in reference.columns)
    return _Facts(file, kind, *session_of(file), key)


def _reading(dump: Dump, one: _Facts, facts: Sequence[_Facts], series: str | None) -> Reading:
    file, findings = one.file, list[Finding]()
    rejects: list[Reject] = []
    known = dump.known(file, rejects, findings)
    rows, columns = _completed(one, facts, known), _columns(one)
    nobody = _nobody(dump, one, rows)
    if nobody:
        rejects += nobody
        is_known = ~pl.col(LINE).is_in([reject.line for reject in nobody])
        known, rows = known.filter(is_known), rows.filter(is_known)

    def frames() -> Iterator[pl.DataFrame]:
        for part in rows.iter_slices(BATCH_ROWS):
            yield canonical(one.kind, dump.joined(file, part), one.session, one.days)

    about = {"session": one.session, "series": series}
    context = {name: value for name, value in about.items() if value}
    table = Table(
        kind=one.kind,
        batches=frames(),
        columns=columns,
        heading=one.session,
        context=context,
        ledger=_ledger(file, known, columns),
    )
    return Reading(
        source=file.source,
        reader=DATASET.name,
        encoding=file.encoding,
        tables=[table],
        rejects=rejects,
        findings=findings,
        raw_lines=raw_lines(file.source, file.encoding),
    )


def _nobody(dump: Dump, one: _Facts, rows: pl.DataFrame) -> list[Reject]:
    """Reject the rows of a driver who is in no file, unless something else says whose they are."""
    driver = next((it for it in dump.references(one.file) if it.thing == "driver"), None)
    if driver is None:  # standings of constructors
        return []
    there = driver.to.frame.select(driver.key)
    lost = rows.drop_nulls(driver.columns).join(
        there, left_on=driver.columns, right_on=driver.key, how="anti"
    )
    if lost.is_empty():
        return []
    frame = canonical(one.kind, dump.joined(one.file, lost), one.session, one.days)
    named = (pl.col(name).is_not_null() for name in _NAMES & {*frame.columns})
    is_named = pl.any_horizontal(pl.lit(value=False), *named)
    nobody = lost.join(frame.filter(is_named), on=LINE, how="anti", maintain_order="left")
    column = driver.columns[0]
    field, where = one.file.headers[column], driver.to.source.name
    return [
        Reject(
            line=line,
            field=None,
            code="dangling-reference",
            message=f"{field}: {value!r} is not in {where}, and the row names no car",
        )
        for line, value in nobody.select(LINE, column).iter_rows()
    ]


def _completed(one: _Facts, facts: Sequence[_Facts], rows: pl.DataFrame) -> pl.DataFrame:
    """
    Add what is in other files of the same session, as `from field`.

    Results take the grid and the best lap, laps and stops the number of the car; where somebody
    drove two cars, nobody can say which one it was.
    """
    wanted = {"results": ("grid", "best_lap", "best_lap_number")}.get(one.kind, ("car_number",))
    missing = [field for field in wanted if not _column(one.file, WORDS[one.kind].get(field, ()))]
    for other in facts:
        if other is one or other.session != one.session or other.key != one.key:
            continue
        words = WORDS[other.kind]
        stated = {
            field: column
            for field in missing
            if f"from {field}" not in rows.columns
            and (column := _column(other.file, words.get(field, ())))
        }
        if stated:
            unique = other.file.frame.unique(other.key, keep="none")
            named = (pl.col(column).alias(f"from {field}") for field, column in stated.items())
            rows = rows.join(
                unique.select(*other.key, *named), on=other.key, how="left", maintain_order="left"
            )
    return rows


def _column(file: File, paths: Sequence[str]) -> str | None:
    own = (path.removeprefix(".") for path in paths if path.startswith("."))
    return next((column for column in own if column in file.frame.columns), None)


def _ledger(file: File, known: pl.DataFrame, columns: Sequence[Column]) -> Ledger:
    """Count the cells of columns that are left out, and of rows that cannot be stored."""
    own = [name for name in file.frame.columns if name != LINE]
    filled, kept = (frame.select(pl.col(own).count()).row(0) for frame in (file.frame, known))
    left_out = {
        column.source: cells
        for column, cells in zip(columns, kept, strict=True)
        if column.field is None
    }
    return Ledger(left_out=left_out, not_data=sum(filled) - sum(kept))


def _columns(one: _Facts) -> tuple[Column, ...]:
    """Return what the columns of a file of facts were taken for; keys are joined, not shown."""
    fields = {path.removeprefix("."): field for field, paths in WORDS[one.kind].items()
              for path in paths}  # fmt: skip
    out = []
    for name in one.file.frame.columns:
        is_key = name in one.key or name.endswith("_id")
        field, why = ("-", "joined") if is_key else (fields.get(name), "header")
        samples = tuple(one.file.frame[name].drop_nulls().head(3)) if name != LINE else ()
        if name != LINE:
            out.append(Column(source=one.file.headers[name], field=field, why=why, samples=samples))
    return tuple(out)


DATASET = Dataset(
    name="related-csv",
    summary=(
        "folders of CSV files that refer to each other: Ergast's dump, f1db and "
        "cousins, as one dataset"
    ),
    claims=_claims,
    read=_read,
)
