"""Rows of cells to frames of text under canonical names."""

import re
from collections.abc import Mapping, Sequence

import polars as pl

from racedb.reference.countries import country_code
from racedb.table import CELLS, Column, Ledger
from racedb.understand.vocabulary import FAMILY, GIVEN
from racedb.units.text import FOOTNOTE, NULLS, filled

_CELLS = pl.col(pl.String)
HEADINGS = "headings between the rows"
"""The source of a column that has no cells of its own."""


def frame(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    columns: Sequence[Column],
    ledger: Ledger | None = None,
) -> pl.DataFrame:
    """Make a frame of rows that are as wide as the table."""
    names = [f"c{n}" for n in range(len(columns))]
    cells = pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String), orient="row")
    numbered = cells.with_columns(pl.Series("line", lines, pl.Int64))
    return named(numbered, columns, ledger=ledger)


def named(
    cells: pl.DataFrame,
    columns: Sequence[Column],
    *,
    spelled: bool = True,
    ledger: Ledger | None = None,
) -> pl.DataFrame:
    """
    Give cells their canonical names; columns that are not understood are left out.

    Args:
        cells: String columns c0, c1 ... as in the file, and line.
        columns: what each of them is.
        spelled: line breaks may be spelled out, as a backslash and n.
        ledger: where cells are counted; the frame then has CELLS.
    """
    taken = [(f"c{n}", column.field) for n, column in enumerate(columns)]
    known = [(source, field) for source, field in taken if field and field != "-"]
    known += [(f"c{n}", column.copy) for n, column in enumerate(columns) if column.copy]
    text = cells.select("line", *(pl.col(source).alias(field) for source, field in known))
    if spelled:
        text = text.with_columns(_CELLS.str.replace_all("\\n", "\n", literal=True))
    # Two steps: polars would take the blanks off for each mention of the cell.
    text = text.with_columns(_CELLS.str.strip_chars())
    text = text.with_columns(pl.when(~_CELLS.is_in(NULLS)).then(_CELLS))
    if ledger is not None:
        text = _counted(text, cells, columns, ledger)
    units = {column.field: column.unit for column in columns if column.field and column.unit}
    plain = _driver_of_seat(_joined(plain_cells(text, units)))
    if ledger is not None:  # a row of the grid, which is no lap, is left out
        ledger.taken += int(plain[CELLS].sum())
        ledger.not_data += int(text[CELLS].sum()) - int(plain[CELLS].sum())
    return plain


def _counted(
    text: pl.DataFrame, cells: pl.DataFrame, columns: Sequence[Column], ledger: Ledger
) -> pl.DataFrame:
    """Add CELLS; count the cells of the columns that are left out."""
    of_file = [(n, column) for n, column in enumerate(columns) if column.source != HEADINGS]
    taken = [column.field for _, column in of_file if column.field not in (None, "-")]
    left_out = [(n, column.source) for n, column in of_file if column.field in (None, "-")]
    counts = cells.select(
        filled(pl.col(f"c{n}").str.strip_chars()).sum().alias(str(n)) for n, _ in left_out
    )
    for n, source in left_out:
        ledger.left_out[source] = ledger.left_out.get(source, 0) + int(counts[str(n)].item())
    number = pl.sum_horizontal(pl.lit(0), *(filled(pl.col(field)) for field in taken))
    return text.with_columns(number.cast(pl.UInt32).alias(CELLS))


def _driver_of_seat(text: pl.DataFrame) -> pl.DataFrame:
    """Name who drove a lap, where the row has the crew and the number of the seat."""
    seats = [name for name in text.columns if re.fullmatch(r"driver_\d+", name)]
    if "seat" not in text.columns or "lap" not in text.columns or not seats:
        return text
    if "driver" in text.columns:
        return text
    chosen = (pl.when(pl.col("seat") == name[7:]).then(pl.col(name)) for name in seats)
    return text.with_columns(pl.coalesce(chosen).alias("driver"))


def with_stops(text: pl.DataFrame) -> pl.DataFrame:
    """Count the stops of each car in the order of the rows, where a table of them does not."""
    who = next((name for name in _WHO if name in text.columns), None)
    if who is None or "stop" in text.columns:
        return text
    car = [name for name in (*_WHERE, who) if name in text.columns]
    count = pl.int_range(1, pl.len() + 1).over(car)
    return text.with_columns(count.cast(pl.String).alias("stop"))


_WHO = ("car_number", "driver", "drivers", "driver_1", "driver_ref", "driver_ref_1")
_WHERE = ("season", "round", "event", "session", "class")
"""What tells a car from those of the same number elsewhere."""

# ---- cells as the field has them -----------------------------------------------------------------

_TIMES = ("lap", "best_lap", "q1", "q2", "q3", "s1", "s2", "s3", "lane", "stationary")
_NUMBER = r"(?P<number>\d{1,4}[A-Za-z]?)"
_NUMBERED = (rf"^(?:#|No\.? ?){_NUMBER}\b\s*(?P<rest>.*)$",)
# Cars and teams may begin with a number of their own, people do not: 038 - A. Berg, 7 Ann Berg.
_NUMBERED_PERSON = (
    rf"^[#(\[]?(?:No\.? ?)?{_NUMBER}\b[)\]]?\s*[-–—:|]?\s*(?P<rest>[^\W\d_].*)$",
    rf"^(?P<rest>[^\W\d_].*?)\s*[(\[]?#\s?{_NUMBER}[)\]]?$",
)
_MARKED = rf"^(.*\w)(?:{FOOTNOTE}|\s?\([A-Z]{{1,2}}\)$)"
_OUT = ("out", "pit out", "exit")
MOST = 0.7
"""So many cells of a column must begin with the number of the car."""
_COUNTRY = r"\s*\(([A-Z]{2,3})\)$"
_ON_LAP = r"(?i)\s*\((?:(?:on )?l(?:ap)?\.? ?)?(\d{1,4})\)$"


_TRACK_STATUS = (
    ("5", "red"), ("4", "sc"), ("[67]", "vsc"), ("2", "yellow"), ("1", "green"),
)  # fmt: skip
"""Codes of the status of the track, the worst first."""


def plain_cells(text: pl.DataFrame, units: Mapping[str, str]) -> pl.DataFrame:
    """
    Take off what is printed around a value: '#17', '109.1 mph', '1:30.0 (Lap 44)', 9999.999.

    Args:
        text: canonical fields.
        units: field -> 'ms' where its numbers are milliseconds, which become seconds, and 'h.m.s'
            where points stand between hours, minutes and seconds; 'track status' where codes are
            flags; of a session the word before its number: Leg 1.
    """
    has = set(text.columns)
    changes = [_in_unit(name, unit) for name, unit in units.items() if name in has]
    if "pit_in" in has and "pit_out" not in has:
        text = _with_pit_out(text)
        has = set(text.columns)
    changes += [
        pl.when(pl.col(name).str.contains(":", literal=True))
        .then(pl.lit("yes"))
        .otherwise(pl.col(name))
        .alias(name)
        for name in ("pit_in", "pit_out")
        if name in has
    ]
    changes += [
        pl.when(
            ~(pl.col(name).str.starts_with("9999.9") | pl.col(name).is_in(["-1", "-1.0"]))
        ).then(pl.col(name))
        for name in _TIMES
        if name in has and name not in units
    ]
    if "car_number" in has:
        number = pl.col("car_number").str.strip_prefix("#").str.replace(_MARKED, "$1")
        changes.append(number.str.strip_chars_start().str.strip_suffix(".0"))
    if "speed_mph" in has:
        changes.append(pl.col("speed_mph").str.replace(r"(?i)\s*mph\.?$", ""))
    if changes:
        text = text.with_columns(changes)
    if {"lap_number", "lap"} <= has:  # lap 0 is the grid
        grid = (pl.col("lap_number") == "0") & pl.col("lap").is_null()
        text = text.filter(~grid.fill_null(value=False))
    return _parted(text)


def _with_pit_out(text: pl.DataFrame) -> pl.DataFrame:
    """Part a column of the pits with IN and OUT."""
    is_out = text["pit_in"].str.to_lowercase().is_in(_OUT).fill_null(value=False)
    if not _any(is_out):
        return text
    return text.with_columns(
        pl.when(is_out).then(pl.lit("yes")).alias("pit_out"),
        pl.when(~is_out).then(pl.col("pit_in")),
    )


def _in_unit(name: str, unit: str) -> pl.Expr:
    if unit == "ms":
        return _in_seconds(name)
    if unit == "h.m.s":
        return pl.col(name).str.replace_all(".", ":", literal=True)
    if unit == "track status":
        return _worst_status(name)
    return pl.concat_str(pl.lit(f"{unit} "), pl.col(name).str.strip_suffix(".0")).alias(name)


def _worst_status(name: str) -> pl.Expr:
    """Name the worst of the codes of a lap, as the live timing of Formula 1 writes them: '24'."""
    text = pl.col(name).str.strip_suffix(".0")
    worst = pl.coalesce(
        pl.when(text.str.contains(codes)).then(pl.lit(word)) for codes, word in _TRACK_STATUS
    )
    return pl.when(text.str.contains(r"^[1-7]+$")).then(worst).otherwise(text).alias(name)


def _in_seconds(name: str) -> pl.Expr:
    """Write milliseconds as seconds; what is no number stays as it is."""
    number = pl.col(name).cast(pl.Float64, strict=False)
    seconds = pl.when(number > 0).then((number / 1000).round(6).cast(pl.String))
    return pl.when(number.is_null()).then(pl.col(name)).otherwise(seconds).alias(name)


def _parted(text: pl.DataFrame) -> pl.DataFrame:
    """Part cells of two fields: number and car, best lap and its number, name and country."""
    for name in [it for it in text.columns if re.fullmatch(r"driver(?:_\d+)?", it)]:
        text = _with_country(text, name)
    if "best_lap" in text.columns and _any(text["best_lap"].str.contains("(", literal=True)):
        number = pl.col("best_lap").str.extract(_ON_LAP)
        if "best_lap_number" not in text.columns:
            text = text.with_columns(number.alias("best_lap_number"))
        text = text.with_columns(pl.col("best_lap").str.replace(_ON_LAP, ""))
    if "car_number" in text.columns:
        return text
    for name in ("car", "team", "driver", "driver_1", "drivers"):
        if name in text.columns:
            for pattern in _NUMBERED_PERSON if name.startswith("driver") else _NUMBERED:
                if (numbered := _with_number(text, name, pattern)) is not None:
                    return numbered
    return text


def _with_country(text: pl.DataFrame, name: str) -> pl.DataFrame:
    """Part the country from names: V. Berg (ITA); where all brackets hold one."""
    code = text[name].str.extract(_COUNTRY)
    field = f"country_{name[7:] or 1}"
    if code.count() < MOST * text[name].count() or field in text.columns or not code.count():
        return text
    if not all(map(country_code, code.drop_nulls().unique())):
        return text
    return text.with_columns(code.alias(field), pl.col(name).str.replace(_COUNTRY, ""))


def _with_number(text: pl.DataFrame, name: str, pattern: str) -> pl.DataFrame | None:
    """Part the number of the car from what is beside it; None where most cells have none."""
    first = text[name].drop_nulls().first()
    if not re.match(pattern, str(first)):
        return None
    parts = text[name].str.extract_groups(pattern).struct.unnest()
    if parts["number"].count() < MOST * text[name].count():
        return None
    rest = pl.when(parts["number"].is_null()).then(pl.col(name)).otherwise(parts["rest"])
    return text.with_columns(
        parts["number"].alias("car_number"), rest.replace("", None).alias(name)
    )


def _any(marks: pl.Series) -> bool:
    return bool(marks.any())


def _joined(text: pl.DataFrame) -> pl.DataFrame:
    """Join given and family names that have columns of their own."""
    seats = sorted(
        {int(found.group(1)) for name in text.columns
         if (found := re.fullmatch(rf"(?:{GIVEN}|{FAMILY})_(\d+)", name))}
    )  # fmt: skip
    for seat in seats:
        parts = [f"{part}_{seat}" for part in (GIVEN, FAMILY) if f"{part}_{seat}" in text.columns]
        whole = pl.concat_str(parts, separator=" ", ignore_nulls=True)
        text = text.with_columns(pl.when(whole != "").then(whole).alias(f"driver_{seat}")).drop(
            parts
        )
    return text
