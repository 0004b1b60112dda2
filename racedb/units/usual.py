"""
The usual cells of a column by cheap means, the others by whatever it takes.

Most columns are printed in one way from top to bottom. What is not, stands there in few different
texts ('no time', '+1 lap'), each of which is read once.
"""

import re
from collections.abc import Callable

import polars as pl

Read = Callable[[pl.Series], pl.Series]


def usually(text: pl.Series, usual: Read, other: Read) -> pl.Series:
    """
    Read a column of text.

    Args:
        text: String.
        usual: gives the values of usual texts, NULL for all others.
        other: gives the values of any texts; is given each text once, without NULL.
    """
    value = usual(text).rename(text.name)
    rest = text.filter(value.is_null() & text.is_not_null()).unique()
    if rest.is_empty():
        return value
    read = pl.DataFrame({"text": rest, "other": other(rest)})
    both = pl.DataFrame({"text": text, "value": value}).join(
        read, on="text", how="left", maintain_order="left"
    )
    return both.select(pl.coalesce("value", "other").alias(text.name)).to_series()


def once(text: pl.Series, read: Read) -> pl.Series:
    """
    Read a column that says the same few things from top to bottom: each distinct text once.

    Args:
        text: String.
        read: gives the values of any texts; is given each text once, without NULL.
    """
    distinct = text.drop_nulls().unique()
    known = pl.DataFrame({"text": distinct, "value": read(distinct)})
    found = text.to_frame("text").join(known, on="text", how="left", maintain_order="left")
    return found["value"].rename(text.name)


def clock_us(text: pl.Series) -> pl.Series:
    """
    Read [[h:]m:]s.f as Int64 microseconds, where all have as many decimals as the first has.

    The digits are one number, from which hours, minutes and seconds are taken by arithmetic; a
    float holds all of them exactly, fourteen at most. NULL for any other text, also for a duration
    that is written otherwise.
    """
    first = text.drop_nulls().first() if text.null_count() < len(text) else None
    found = re.fullmatch(r"[0-9:]+\.([0-9]{1,6})", str(first))
    if not found:
        return pl.Series(text.name, [None], dtype=pl.Int64).new_from_index(0, len(text))
    places = len(found[1])
    second = 10**places
    digits = pl.col("text").str.replace_all(":", "", literal=True)
    number = pl.col("number")
    seconds = (
        (number // (second * 10_000)) * 60 + number // (second * 100) % 100
    ) * 60 * second + number % (second * 100)
    return (
        text.to_frame("text")
        .with_columns(pl.when(pl.col("text").str.contains(_clock(places))).then(digits))
        .select((pl.col("text").cast(pl.Float64) * second).round().cast(pl.Int64).alias("number"))
        .select((seconds * 10 ** (6 - places)).alias(text.name))
        .to_series()
    )


def _clock(places: int) -> str:
    """Return the pattern of clocks whose digits are one number: two of each part but the first."""
    parts = r"(?:[0-9]{1,4}:[0-5][0-9]:[0-5][0-9]|[0-9]{1,2}:[0-5][0-9]|[0-9]{1,2})"
    return rf"^{parts}\.[0-9]{{{places}}}$"


def digits(text: pl.Series) -> pl.Series:
    """Read plain digits as Int64; NULL for any other text."""
    plain = pl.when(pl.col("text").str.contains(r"^[0-9]{1,15}$")).then(pl.col("text"))
    return text.to_frame("text").select(plain.cast(pl.Int64).alias(text.name)).to_series()
