"""Numbers: positions, whole numbers, decimals and speeds."""

import polars as pl

from racedb.units.text import blank, failed_formula, plain, without_mark
from racedb.units.usual import digits, usually

KPH_PER_MPH = 1.609344
"""Kilometres per hour in a mile per hour, exactly."""

_POSITION = (
    r"^(?:=|(?i:p|t))?\s?0*([1-9][0-9]{0,3})"
    r"(?:\.0+)?\s?(?i:st|nd|rd|th|er|ere|ère|e|eme|ème|re|o|a|t|º|ª|°)?\.?\s?=?"
    r"\s?(?:\([0-9]+\.?\))?$"
)
_USUAL = r"^-?[0-9]{1,15}(?:\.[0-9]+)?$"
_NUMBER = r"^[+-]?(?:[0-9]{1,15}(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?$"
# Groups of three, and either two of them or a decimal mark of the other kind behind.
_THOUSANDS_COMMA = r"^[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]*|(?:,[0-9]{3}){2,})$"
_THOUSANDS_POINT = r"^[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3})+,[0-9]*|(?:\.[0-9]{3}){2,})$"
_SUM = r"^([0-9]+(?:[.,][0-9]+)?)\s?\+\s?([0-9]+(?:[.,][0-9]+)?)$"
_HALVES = r"^([0-9]*)\s?1/2$"
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75", "⅓": ".333333", "⅔": ".666667"}


def positions(text: pl.Expr) -> pl.Expr:
    """
    Read positions as Int64: 1, 01, 1st, '1.', 1=, =1, P1, 1er, 1º, '1.0', '1. (10.)', 1T -> 1.

    Marks behind the number do not count: '1 †'. Words (NC, DNF, Ret), 0 and '1.5' are NULL.
    """
    return text.map_batches(_positions, pl.Int64, is_elementwise=True)


def _positions(text: pl.Series) -> pl.Series:
    return usually(text, _usual_positions, _spelled_positions)


def _usual_positions(text: pl.Series) -> pl.Series:
    place = pl.when(pl.col("text").str.contains(r"^[1-9][0-9]{0,3}$")).then(pl.col("text"))
    return text.to_frame("text").select(place.cast(pl.Int64)).to_series()


def _spelled_positions(text: pl.Series) -> pl.Series:
    place = without_mark(plain(pl.col("text"))).str.extract(_POSITION).cast(pl.Int64)
    return text.to_frame("text").select(place).to_series()


def is_position_word(text: pl.Expr) -> pl.Expr:
    """Return whether a word replaces the position: 'NC', 'Ret'. Never NULL; 0 is no word."""
    is_word = positions(text).is_null() & text.str.contains(r"\p{L}") & ~blank(text)
    return is_word.fill_null(value=False) & ~failed_formula(text)


def is_no_place(text: pl.Expr) -> pl.Expr:
    """Say whether a cell is no place and no mistake: a word, or 0 and less for 'none'."""
    return is_position_word(text) | text.str.contains(r"^\s*(?:-\s?[0-9]+|0+)(?:\.0+)?\s*$")


def whole(text: pl.Expr) -> pl.Expr:
    """
    Read whole numbers as Int64: 12, -1, '12.0' (as float columns print them), '1,234', '1 234'.

    A comma or a blank before groups of three digits parts thousands; '1.234' is no whole number.
    """
    return text.map_batches(_whole, pl.Int64, is_elementwise=True)


def _whole(text: pl.Series) -> pl.Series:
    return usually(text, digits, _spelled_whole)


def _spelled_whole(text: pl.Series) -> pl.Series:
    clean = without_mark(plain(pl.col("text"))).str.replace(r"\.0+$", "")
    grouped = clean.str.contains(r"^[+-]?[0-9]{1,3}(?:[, ][0-9]{3})+$")
    number = pl.when(grouped).then(clean.str.replace_all(r"[, ]", "")).otherwise(clean)
    is_whole = number.str.contains(r"^[+-]?[0-9]{1,18}$")
    value = pl.when(is_whole).then(number.str.strip_prefix("+")).cast(pl.Int64)
    return text.to_frame("text").select(value).to_series()


def decimals(text: pl.Expr) -> pl.Expr:
    """
    Read numbers as Float64, with a decimal point or a decimal comma, and ½ ¼ ¾ ⅓ ⅔.

    A single point or comma is the decimal mark, however many digits follow: '182,670' is a speed
    and '4,291' is 4.291. Where both stand ('1,234.5', '1.234,5') the last one is; one that repeats
    ('1,234,567'), a blank or a Swiss apostrophe parts thousands. A unit behind the number
    (km/h, kph, pts, m) does not count; mph does, because it is another number.
    """
    return text.map_batches(_decimals, pl.Float64, is_elementwise=True)


def _decimals(text: pl.Series) -> pl.Series:
    return usually(text, _usual_decimals, _spelled_decimals)


def _usual_decimals(text: pl.Series) -> pl.Series:
    number = pl.when(pl.col("text").str.contains(_USUAL)).then(pl.col("text"))
    return text.to_frame("text").select(number.cast(pl.Float64)).to_series()


def _spelled_decimals(text: pl.Series) -> pl.Series:
    frame = text.to_frame("text").select(without_mark(plain(pl.col("text"))))
    # Points are printed as a sum, '35 + 3', or with a common fraction, '7 1/2'.
    first, second = (pl.col("text").str.extract(_SUM, part) for part in (1, 2))
    halves = pl.col("text").str.extract(_HALVES, 1)
    return frame.select(
        pl.when(second.is_not_null())
        .then(_decimal(first) + _decimal(second))
        .when(pl.col("text").str.contains(_HALVES))
        .then(halves.cast(pl.Float64, strict=False).fill_null(0) + 0.5)
        .otherwise(_decimal(pl.col("text")))
        .alias(text.name)
    ).to_series()


def _decimal(text: pl.Expr) -> pl.Expr:
    number = _usual(text)
    value = pl.when(number.str.contains(_NUMBER)).then(number.str.replace(",", ".", literal=True))
    return value.cast(pl.Float64)


def _usual(text: pl.Expr) -> pl.Expr:
    """Remove units and the marks of thousands; write the decimal mark as a point."""
    clean = text.str.replace_many(_FRACTIONS)
    clean = clean.str.replace(r"\s*(?i:km/h|kph|kmh|pts?\.?|points?|m)$", "")
    clean = clean.str.replace_all(r"([0-9])[ ']([0-9]{3})", "$1$2")
    return (
        pl.when(clean.str.contains(_THOUSANDS_COMMA))
        .then(clean.str.replace_all(",", "", literal=True))
        .when(clean.str.contains(_THOUSANDS_POINT))
        .then(clean.str.replace_all(".", "", literal=True))
        .otherwise(clean)
    )


def kph(speed_mph: pl.Expr) -> pl.Expr:
    """Return the speed in km/h of one in miles per hour."""
    return speed_mph * KPH_PER_MPH


def average_kph(length_m: pl.Expr, lap_us: pl.Expr) -> pl.Expr:
    """Return the average speed over a lap in km/h; NULL where the time is 0 or not known."""
    return pl.when(lap_us > 0).then(length_m * 3_600.0 * 1_000.0 / lap_us)
