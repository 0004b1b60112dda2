"""Marks, flags, dates and moments."""

from functools import partial

import polars as pl

from racedb.reference import words
from racedb.units.text import plain, without_mark
from racedb.units.usual import once

_YES = {
    **dict.fromkeys(
        ("1", "1.0", "b", "in", "ja", "oui", "on", "out", "p", "s", "si", "sim", "sì"), True
    ),
    **dict.fromkeys(("sí", "t", "true", "x", "y", "yes", "*", "✓", "✔"), True),
    **dict.fromkeys(
        ("0", "0.0", "f", "false", "n", "nein", "no", "non", "não", "off", "", "-"), False
    ),
}
_ISO = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[t ].*)?$"
_DAY_FIRST = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:[t ].*)?$"
_SLASHED = r"^([0-9]{1,2})/([0-9]{1,2})/[0-9]{2,4}"
_SPELLINGS = (
    (r"^([0-9]{1,2}[/.][0-9]{1,2}[/.])([0-6][0-9])$", "${1}20${2}"),
    (r"^([0-9]{1,2}[/.][0-9]{1,2}[/.])([7-9][0-9])$", "${1}19${2}"),
    (r"^([0-9]{1,2})\.?\s?-\s?[0-9]{1,2}(\.[0-9]{1,2}\.[0-9]{4}|\.?\s?\p{L})", "$1$2"),
    (r"^(\p{L}+\.? [0-9]{1,2})\s?-\s?[0-9]{1,2}(,? [0-9]{4})$", "$1$2"),
)
"""Years of two digits; '26.-27.07.2025', '26-27 July 2025', 'July 26-27, 2025': the first day."""
_COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
_DAY_MONTH = (
    r"^(?:\p{L}+\.?,? )?([0-9]{1,2})(?:st|nd|rd|th|er|º)?\.?[ -](?:de )?"
    r"(\p{L}+)\.?,?[ -](?:de )?([0-9]{4})$"
)
_MOMENT = r"^\s*(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)"
_ZONE = r"\d([+-]\d\d):?(\d\d)\s*$"
_SECONDS = r"^\s*(\d{9,10}(?:\.\d+)?)\s*$"
_MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S%.3fZ"
_MONTHS = 12
_MONTH_DAY = r"^(?:\p{L}+\.?,? )?(\p{L}+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})$"


def yes(text: pl.Expr) -> pl.Expr:
    """
    Read a mark that is there or not: Y, yes, true, 1, B (in the box), x, * are true.

    N, no, false, 0, '' and '-' are false; NULL stays NULL, and so is any other text.
    """
    return text.map_batches(partial(once, read=_yes), pl.Boolean, is_elementwise=True)


def _yes(text: pl.Series) -> pl.Series:
    mark = plain(pl.col("text")).str.to_lowercase()
    known = mark.replace_strict(_YES, default=None, return_dtype=pl.Boolean)
    return text.to_frame("text").select(known).to_series()


def flags(text: pl.Expr) -> pl.Expr:
    """Read flags as green, yellow, fcy, sc, vsc, code60, red, chequered: GF, 'Safety Car'."""
    return text.map_batches(partial(once, read=_flags), pl.String, is_elementwise=True)


def _flags(text: pl.Series) -> pl.Series:
    words_apart = plain(pl.col("text")).str.to_lowercase().str.replace_all(r"[\s._-]+", " ")
    known = words_apart.replace_strict(words.flag_words(), default=None, return_dtype=pl.String)
    return text.to_frame("text").select(known).to_series()


def dates(text: pl.Expr) -> pl.Expr:
    """
    Read days as Date: 2009-07-24, 24.07.2009, 24.07.09, 24/07/2009, 20090724.

    Also '26 July 2009', 'July 26, 2009', '26. Juli 2009' in the languages of month_words.csv. The
    day is before the month, unless a column has one like 07/26/2009 and none like 26/07/2009. Of
    several days ('26-27 July 2009') it is the first. A time of day behind the date is left out; a
    day that no calendar has is NULL.
    """
    return text.map_batches(partial(once, read=_dates), pl.Date, is_elementwise=True)


def iso_dates(text: pl.Expr) -> pl.Expr:
    """Read the same days as text: 2009-07-24."""
    return dates(text).cast(pl.String)


def _dates(text: pl.Series) -> pl.Series:
    clean = without_mark(plain(pl.col("text"))).str.to_lowercase()
    for pattern, plainly in _SPELLINGS:
        clean = clean.str.replace(pattern, plainly)
    month = words.month_words()
    day_at, month_at = (2, 1) if _is_month_first(text) else (1, 2)

    def number_of(name: pl.Expr) -> pl.Expr:
        return name.replace_strict(month, default=None, return_dtype=pl.Int64).cast(pl.String)

    def day(pattern: str, year: int, month: int, day: int, *, named: bool = False) -> pl.Expr:
        numbered = clean.str.extract(pattern, month)
        parts = (
            clean.str.extract(pattern, year),
            number_of(numbered) if named else numbered,
            clean.str.extract(pattern, day),
        )
        return pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)

    days = pl.coalesce(
        day(_ISO, 1, 2, 3),
        day(_DAY_FIRST, 3, month_at, day_at),
        day(_COMPACT, 1, 2, 3),
        day(_DAY_MONTH, 3, 2, 1, named=True),
        day(_MONTH_DAY, 3, 1, 2, named=True),
    )
    return text.to_frame("text").select(days).to_series()


def moments(text: pl.Expr) -> pl.Expr:
    """
    Read moments as text in UTC, 2024-03-02T14:20:00.000Z; of some the seconds since 1970.

    Without a zone they are in UTC.
    """
    date_and_time = pl.concat_str(text.str.extract(_MOMENT, part) for part in (1, 2))
    moment = date_and_time.str.to_datetime("%Y-%m-%d%H:%M:%S%.f", strict=False, time_unit="us")
    hours, minutes = (text.str.extract(_ZONE, part).cast(pl.Int64) for part in (1, 2))
    before = text.str.contains(r"-\d\d:?\d\d\s*$")
    ahead = pl.duration(hours=hours, minutes=pl.when(before).then(-minutes).otherwise(minutes))
    microseconds = (text.str.extract(_SECONDS).cast(pl.Float64) * 1e6).cast(pl.Int64)
    since_1970 = microseconds.cast(pl.Datetime("us"))
    utc = pl.coalesce(moment - ahead.fill_null(pl.duration()), since_1970)
    return utc.dt.strftime(_MOMENT_FORMAT)


def datetimes(moment: pl.Expr) -> pl.Expr:
    """Return moments, as `moments` writes them, as dates with times in UTC."""
    return moment.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us")


def moments_after(moment: pl.Expr, microseconds: pl.Expr) -> pl.Expr:
    """Return the moments that are so much later than others, written as these."""
    later = datetimes(moment) + pl.duration(microseconds=microseconds)
    return later.dt.strftime(_MOMENT_FORMAT)


def _is_month_first(text: pl.Series) -> bool:
    """Say whether days prove that the month is first: 07/26/2009, and none is like 26/07/2009."""
    part = plain(pl.col("text")).str.extract
    first, second = (
        text.to_frame("text").select(part(_SLASHED, n).cast(pl.Int64)).to_series() for n in (1, 2)
    )
    return bool((second > _MONTHS).any()) and not (first > _MONTHS).any()
