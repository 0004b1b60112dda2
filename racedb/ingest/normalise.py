"""
Text columns to typed columns, notes and rejects.

A cell that cannot be read costs only itself: its value is NULL, and a note has its text. A row is
rejected only when it cannot be stored, for it has no key. Every unreadable cell is reported, not
only the first of a row. What a cell of each type may contain is written once, in racedb.units.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from racedb import units
from racedb.fields import CONTEXT, FIELDS, MAX_CREW, cell_type
from racedb.ingest.blanks import INFERRED
from racedb.ingest.long_names import most_letters
from racedb.ingest.values import NEEDED, VALUES, WITHOUT_KEY, results
from racedb.names import split_crews
from racedb.safe_text import escape
from racedb.table import Note, Reject
from racedb.understand.calendars import is_nobody
from racedb.units.cells import CELL_TYPES

WHO = (
    "car_number", "class", "team", "team_country", "entrant", "manufacturer", "car", "engine",
    "tyres", "homologation",
)  # fmt: skip
"""Text fields that name the car of a row and its team."""
_PEOPLE = ("driver", "driver_ref", "car_of", "seat", "best_lap_driver")
"""Text fields that name one person."""

_NO_BREAK = "\u00a0"
# They move the cursor of a terminal, or turn the direction of writing.
_CONTROL = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\x{202a}-\x{202e}\x{2066}-\x{2069}]"


class Rows(NamedTuple):
    """Typed rows of one table."""

    kind: str
    frame: pl.DataFrame
    """row (its number in the file's rows), line, the context, WHO as text, then the values."""
    facts: pl.DataFrame | None
    """
    Of laps and stops: row, line, head, the values. Their frame has only the heads: one row for each
    session, car and driver (`split_heads`).
    """
    crew: pl.DataFrame | None
    """row, seat, printed_name, ref, rating, country, born: the drivers of each row, in order.
    None for laps and stops: there the frame names the driver."""
    stated: frozenset[str]
    """
    Value columns that the file has; stored values of other columns stay, and of empty cells.

    row_order only of a list: places that are beside laps have no order of their own.
    """


class Normalised(NamedTuple):
    """What became of one batch of text."""

    rows: Rows
    rejects: list[Reject]
    """Rows without a key, and their unreadable cells."""
    notes: list[Note]
    """Unreadable cells of the other rows."""


def normalise(kind: str, text: pl.DataFrame, *, exact: bool = False) -> Normalised:
    """
    Type one batch of text.

    Args:
        kind: one of racedb.fields.KINDS.
        text: String columns under canonical names with their whole context; line, and row: the
            number of the row in the file's rows.
        exact: a known schema says what the cells are (racedb.table.Table.is_exact).
    """
    words = [name for name in text.columns if _is_words(name)]
    text, notes = _cleaned(text, words)
    text = _without_no_names(text, words)
    parsed = text.with_columns(_parsed(kind, text.columns))
    lost = _unnumbered(kind, parsed.columns) if kind in _NUMBERED else _empty(kind, parsed.columns)
    parsed = parsed.with_columns(*_unread(parsed), lost.alias(_LOST))
    bad = [name for name in parsed.columns if name.startswith("bad ")]
    lost_rows = _without_key(kind, parsed)
    good = parsed.filter(~pl.col(_LOST)) if lost_rows else parsed
    rejects = []
    for column in bad[:-1]:
        for is_lost, note in _unreadable(parsed, column.removeprefix("bad ")):
            if is_lost:
                rejects.append(Reject(note.line, note.field, note.code, note.message))
            else:
                notes.append(note)
    return Normalised(
        _rows(kind, good.drop(bad), exact=exact),
        sorted([*rejects, *lost_rows], key=lambda reject: reject.line),
        sorted(notes, key=lambda note: note.line),
    )


def _rows(kind: str, good: pl.DataFrame, *, exact: bool) -> Rows:
    """Take the columns that are needed of the rows that can be stored."""
    frame, stated = results(good, exact=exact) if kind == "results" else VALUES[kind](good)
    names = [*CONTEXT, *WHO, *(name for name in _PEOPLE if kind in FIELDS[name].kinds)]
    keep = [name for name in names if name in good.columns and name not in stated]
    keep += [INFERRED] if INFERRED in frame.columns else []
    frame = frame.select("row", "line", *keep, *sorted(stated))
    if kind in _NUMBERED:
        heads, facts = split_heads(frame, stated)
        return Rows(kind, heads, facts, None, frozenset(stated))
    crew = _crew(good)
    if kind == "entries":  # who will drive may be announced later
        crew = crew.filter([not is_nobody(it or "") for it in crew["printed_name"]])
    return Rows(kind, frame, None, crew, frozenset(stated))


def _cleaned(text: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, list[Note]]:
    """Strip blanks and control characters, these with a note; a cell of nothing is NULL."""
    cells, notes = pl.col(names), list[Note]()
    # Few files have any: to look at all cells of a column as one text costs a tenth.
    columns = cells.str.join().str
    has_control, has_no_break = text.select(
        pl.any_horizontal(columns.contains(_CONTROL)).alias("control"),
        pl.any_horizontal(columns.contains(_NO_BREAK, literal=True)).alias("no-break"),
    ).row(0)
    if has_control:
        notes = [note for name in names for note in _control_notes(text, name)]
        text = text.with_columns(cells.str.replace_all(_CONTROL, ""))
    if has_no_break:
        text = text.with_columns(cells.str.replace_all(_NO_BREAK, " ", literal=True))
    # Two steps: polars would take the blanks off for each mention of the cell.
    text = text.with_columns(cells.str.strip_chars())
    return text.with_columns(pl.when(cells != "").then(cells)), notes


def _control_notes(text: pl.DataFrame, name: str) -> Iterator[Note]:
    """Yield a note for each text of a column that has control characters, where it is first."""
    odd = text.filter(pl.col(name).str.contains(_CONTROL)).unique(
        name, keep="first", maintain_order=True
    )
    for line, cell in odd.select("line", name).iter_rows():
        shown = escape(cell)
        message = f"{name}: '{shown}' has control characters, which are left out"
        yield Note(line, name, "control-character", message, shown)


def _without_no_names(text: pl.DataFrame, words: Sequence[str]) -> pl.DataFrame:
    """Leave out formulas that failed, and what is too long for a name; `raw NAME` has the text."""
    looks = text.select(
        *(pl.col(name).str.starts_with("#").any().alias(f"# {name}") for name in words),
        *(pl.col(name).str.len_bytes().max() for name in words),
    ).row(0, named=True)
    found = {
        name: bad
        for name in words
        if (looks[f"# {name}"] or (looks[name] or 0) > most_letters(name))
        and text.select((bad := _is_no_name(name)).any()).item()
    }
    text = text.with_columns(
        expression
        for name, bad in found.items()
        for expression in (bad.alias(f"bad {name}"), pl.col(name).alias(f"raw {name}"))
    )
    return text.with_columns(pl.when(~pl.col(f"bad {name}")).then(pl.col(name)) for name in found)


def _is_no_name(name: str) -> pl.Expr:
    is_long = (pl.col(name).str.len_chars() > most_letters(name)).fill_null(value=False)
    return units.failed_formula(pl.col(name)) | is_long


def _is_words(name: str) -> bool:
    """Return whether a column is read as text, too; the parsers of units clean all others."""
    if name in CONTEXT or name not in FIELDS:
        return name in CONTEXT
    type_ = CELL_TYPES.get(FIELDS[name].type)
    return type_ is None or type_.instead is not None


def _parsed(kind: str, columns: Sequence[str]) -> list[pl.Expr]:
    """Return `v NAME`, the value or a struct of its parts, for every typed field."""
    typed = [
        name
        for name in columns
        if name in FIELDS and name not in CONTEXT and FIELDS[name].type in CELL_TYPES
    ]
    return [
        CELL_TYPES[cell_type(kind, name)].parse(pl.col(name)).alias(f"v {name}") for name in typed
    ]


def _unread(parsed: pl.DataFrame) -> pl.DataFrame:
    """Return `bad NAME` for every typed field with cells that are neither blank nor a value."""
    nothing = {
        name.removeprefix("v "): (
            pl.all_horizontal(pl.col(name).struct.field(part).is_null() for part in _TOTAL)
            if isinstance(dtype, pl.Struct)
            else pl.col(name).is_null()
        )
        for name, dtype in parsed.schema.items()
        if name.startswith("v ")
    }
    unread = parsed.select(
        (empty & pl.col(name).is_not_null()).alias(name) for name, empty in nothing.items()
    )
    found = [flag.name for flag in unread if flag.any()]
    # Most cells have a value: only columns where one has none are searched for blanks.
    return parsed.select(
        (pl.lit(unread[name]) & ~CELL_TYPES[FIELDS[name].type].is_empty(pl.col(name))).alias(
            f"bad {name}"
        )
        for name in found
    )


_NUMBERED = ("laps", "pit_stops")
_LOST = "bad ?"
"""The column of rows without a key."""
_MISUNDERSTOOD = 0.1
_FEW = 3
"""A column was misunderstood if more than this share of its cells, and at least so many, are not
readable."""
_QUOTED = 60
"""Letters of a cell in a message at most."""
_TEXT = ("a text, but a formula that failed", "failed-formula")
_TOTAL = ("us", "gap_us", "gap_laps", "word")


def _unnumbered(kind: str, columns: Sequence[str]) -> pl.Expr:
    """Find laps and stops without a number: they have no key."""
    name = "lap_number" if kind == "laps" else "stop"
    if f"v {name}" not in columns:
        return pl.lit(value=True)  # no column, no number
    return (pl.col(f"v {name}").is_null() | (pl.col(f"v {name}") < 1)).fill_null(value=True)


_NAMES = ("car_number", "drivers", "driver", "driver_ref", "team", "entrant", "car")


def _empty(kind: str, columns: Sequence[str]) -> pl.Expr:
    """Find rows that say nothing: footnotes and sums, weather without a time."""
    wanted = NEEDED.get(kind, _NAMES)
    named = [
        name
        for name in columns
        if name in wanted or (wanted is _NAMES and name.startswith(("driver_1", "driver_ref_1")))
    ]
    nothing = (pl.col(name).is_null() for name in named)
    return pl.all_horizontal(nothing) if named else pl.lit(value=True)


def _without_key(kind: str, parsed: pl.DataFrame) -> list[Reject]:
    """Reject the rows that have no key, so that they cannot be stored."""
    message = WITHOUT_KEY.get(kind, "names neither a car nor a driver nor a team")
    lines = parsed.filter(_LOST)["line"]
    return [Reject(line, None, "no-key", message) for line in lines]


def _unreadable(parsed: pl.DataFrame, name: str) -> Iterator[tuple[bool, Note]]:
    """Yield a note for each unreadable cell of a field, and whether its row has no key."""
    raw = pl.col(f"raw {name}" if f"raw {name}" in parsed.columns else name)
    cells = parsed.filter(f"bad {name}").select("line", raw.str.strip_chars(), _LOST)
    filled = parsed.select((~units.blank(pl.col(name))).sum()).item()
    is_column = cells.height >= _FEW and cells.height > filled * _MISUNDERSTOOD
    end = "; the column was probably misunderstood" if is_column else ""
    type_ = CELL_TYPES.get(FIELDS[name].type)
    expected, code = (type_.expected, type_.code) if type_ else _TEXT
    most = most_letters(name)
    for line, cell, is_lost in cells.iter_rows():
        what, kind = expected, code
        if len(cell) > most:
            what, kind = f"a name: it has more than {most} letters", "long-name"
        message = f"{name}: {_quoted(cell)} is not {what}{end}"
        yield is_lost, Note(line, name, kind, message, cell)


def _quoted(cell: str) -> str:
    return repr(cell if len(cell) <= _QUOTED else f"{cell[:_QUOTED]}…")


# ---- heads of laps -------------------------------------------------------------------------------


def split_heads(frame: pl.DataFrame, stated: Collection[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Split rows of laps into distinct heads (session, car and driver) and the values of each lap.

    A batch has some ten thousand laps and some hundred cars and drivers: names are looked up once
    for each head.

    Args:
        frame: row, line, the text that identifies session, car and driver, the *stated* columns.
        stated: columns of the lap itself.

    Returns:
        the first row of each head, without the stated columns; and row, line and the stated columns
        of every row, with `head`: the row of its head.
    """
    origin = ("row", "line")
    names = [name for name in frame.columns if name not in origin and name not in stated]
    # Files list the laps of a driver one after the other: only where that changes is compared.
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in names)
    runs = frame.select((differs | (pl.int_range(pl.len()) == 0)).alias("begins"))["begins"]
    begun = frame.filter(runs).select(*origin, *names)
    heads = begun.unique(names, keep="first", maintain_order=True)
    head = heads.select(*names, head="row")
    of_run = begun.join(head, on=names, how="left", nulls_equal=True, maintain_order="left")
    number_of_run = runs.cast(pl.UInt32).cum_sum() - 1
    rows = frame.select(*origin, *(name for name in frame.columns if name in stated))
    return heads, rows.with_columns(of_run["head"].gather(number_of_run))


# ---- crews of results and entries ----------------------------------------------------------------

_CREW = {
    "row": pl.UInt32, "seat": pl.Int64, "printed_name": pl.String, "ref": pl.String,
    "rating": pl.String, "country": pl.String, "born": pl.Date,
}  # fmt: skip


def _crew(good: pl.DataFrame) -> pl.DataFrame:
    """Return the crew of every row: a row for each driver, in the order of the seats."""
    # What is said beside a name, or parts of it, is said of the one driver of the row.
    if {"driver_1", "country_1", "born_1", "rating_1"} & set(good.columns):
        only = {"driver": "driver_1", "driver_ref": "driver_ref_1"}
        good = good.rename(
            {
                name: first
                for name, first in only.items()
                if name in good.columns and first not in good.columns
            }
        )
    parts = [_listed_crew(good)] if "drivers" in good.columns else []
    for seat in (None, *range(1, MAX_CREW + 1)):
        parts += _in_seat(good, "" if seat is None else f"_{seat}", seat or 1)
    if not parts:
        return pl.DataFrame(schema=_CREW)
    if len(parts) == 1 and "drivers" in good.columns:
        return parts[0]
    long = pl.concat(parts).sort("row", "seat", maintain_order=True)
    return long.with_columns((pl.int_range(pl.len()).over("row") + 1).alias("seat"))


def _in_seat(good: pl.DataFrame, end: str, seat: int) -> list[pl.DataFrame]:
    """Return the drivers of one seat, if there are such columns; *end* is '_2' of driver_2."""
    named = [name for name in (f"driver{end}", f"driver_ref{end}") if name in good.columns]
    if not named:
        return []
    here = good.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in named))
    return [here.select(_seat(set(good.columns), end, seat))]


def _listed_crew(good: pl.DataFrame) -> pl.DataFrame:
    """Take crews apart that are listed in one cell; columns of the seats may state more of them."""
    facts = {
        name: [(seat, f"{column}_{seat}") for seat in range(1, MAX_CREW + 1)]
        for name, column in _FACTS.items()
    }
    has = {column for seats in facts.values() for _, column in seats} & set(good.columns)
    crew = split_crews(pl.col("drivers")).alias("printed_name")
    count = pl.col("printed_name").list.len().cast(pl.Int64)
    manned = good.select("row", crew, *sorted(has)).filter(count > 0)
    manned = manned.with_columns(pl.int_ranges(1, count + 1).alias("seat"))
    stated = [
        pl.coalesce(
            pl.lit(None, _CREW[name]),
            *(pl.when(pl.col("seat") == seat).then(it) for seat, it in seats if it in has),
        ).alias(name)
        for name, seats in facts.items()
    ]
    return (
        manned.explode("printed_name", "seat")
        .with_columns(pl.lit(None, pl.String).alias("ref"), *stated)
        .select(*_CREW)
    )


_FACTS = {"rating": "rating", "country": "country", "born": "v born"}
"""Columns of a crew, and how those of each seat begin that state them."""


def _seat(has: set[str], end: str, seat: int) -> list[pl.Expr]:
    """Return the columns of one seat; *end* is '_2' of driver_2, '' of the only driver."""
    source = {"printed_name": f"driver{end}", "ref": f"driver_ref{end}"}
    source |= {name: f"{column}{end or '_1'}" for name, column in _FACTS.items()}
    return [
        pl.col("row"),
        pl.lit(seat, pl.Int64).alias("seat"),
        *(
            (pl.col(column) if column in has else pl.lit(None, _CREW[name])).alias(name)
            for name, column in source.items()
        ),
    ]
