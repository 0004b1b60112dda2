"""Times: durations, gaps, and columns that hold both, as whole microseconds."""

import polars as pl

from racedb.reference import words
from racedb.units.text import blank, failed_formula, plain, without_mark
from racedb.units.usual import clock_us, once, usually

_CLOCK = (
    r"^(?:[0-9]{1,4}:[0-5]?[0-9]:[0-5][0-9]|[0-9]{1,5}:[0-5][0-9]|[0-9]{1,5})(?:[.,][0-9]{1,6})?$"
)

# Other ways to print a duration, each with its rewriting as [[h:]m:]s[.f]. Order does not matter:
# no text fits two of them with different results.
_SPELLINGS = (
    # 0:40:43:390 and 1:58:056: a colon before exactly three digits is a decimal point.
    (r"^((?:[0-9]{1,4}:)?[0-9]{1,5}:[0-9][0-9]):([0-9]{3})$", "$1.$2"),
    # 1'58.056, 2'18"030, 5:44'41.101, 1h32'42"4
    (
        r"^(?:([0-9]{1,4})\s?[h:]\s?)?([0-9]{1,5})\s?'\s?([0-9][0-9])\s?(?:[.,\"]\s?([0-9]{1,6}))?\"?$",
        "$1:$2:$3.$4",
    ),
    # 2.18.030 and 1.32.42.4, as the French press prints it
    (r"^(?:([0-9]{1,2})\.)?([0-9]{1,3})\.([0-9][0-9])\.([0-9]{1,3})$", "$1:$2:$3.$4"),
    # 3.45,2: minutes and seconds, as the Nordic press prints them
    (r"^([0-9]{1,3})\.([0-5][0-9]),([0-9]{1,3})$", "$1:$2.$3"),
    # 1:25.39.8: hours, minutes and seconds
    (r"^([0-9]{1,2}):([0-5][0-9])\.([0-5]?[0-9])\.([0-9]{1,3})$", "$1:$2:$3.$4"),
    # 1.00:14.8, and 1.14:229 with thousandths
    (r"^([0-9]{1,2})\.([0-5][0-9]):([0-5][0-9])[.,]([0-9]{1,6})$", "$1:$2:$3.$4"),
    (r"^([0-9]{1,3})\.([0-5][0-9]):([0-9]{3})$", "$1:$2.$3"),
    # 30:800: three digits after the only colon are thousandths
    (r"^([0-9]{1,3}):([0-9]{3})$", "$1.$2"),
    # 2"755
    (r"^([0-9]{1,2})\"([0-9]{1,3})$", "$1.$2"),
    # 59 22.80
    (r"^([0-9]{1,3}) ([0-5][0-9])[.,]([0-9]{1,3})$", "$1:$2.$3"),
    # 00:01:56.8000000: a seventh decimal that is 0
    (r"^([0-9:]+\.[0-9]{6})0+$", "$1"),
    # PT3H58S, PT1M30.5S
    (
        r"^pt(?:([0-9]{1,4})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})(?:\.([0-9]{1,6}))?s)?$",
        "$1:$2:$3.$4",
    ),
    # 1h32m42.4, 1h 32m 42.4s, 1h32:42.4, 2 min 18.03 sec
    (
        (
            r"^(?:([0-9]{1,4})\s?(?:h|hr|hrs|std)\.?\s?)?([0-9]{1,5})\s?(?:m|min|mins|:)\.?\s?"
            r"([0-9]{1,2})(?:[.,]([0-9]{1,6}))?(?:\s?(?:s|sec|secs|sek)\.?)?$"
        ),
        "$1:$2:$3.$4",
    ),
    # 40.8 secs, 28.6s
    (r"^([0-9]{1,5})(?:[.,]([0-9]{1,6}))?\s?(?:s|sec|secs|second|seconds|sek)\.?$", "$1.$2"),
)
_LEFT_OVER = (
    (r"^:+", ""), (r"::", ":00:"), (r":(\.|$)", ":00$1"), (r"\.$", ""),
    (r":([0-9])(\.|$)", ":0$1$2"),
)  # fmt: skip
"""What a rewriting leaves where a part was not there, and one-digit seconds of '1m 2s'."""
_DAYS = r"^([0-9]{1,2}) days? \+?"
"""What pandas prints before the hours."""

_GAP = {"gap_us": pl.Int64, "gap_laps": pl.Int64}
_TOTAL = {"us": pl.Int64, "gap_us": pl.Int64, "gap_laps": pl.Int64, "word": pl.String}

# A time that somebody spoilt: begins like one and has hardly any letters ('1:3O.733', '24.0l1').
_SPOILT = r"^(?:[+-]\s*)?(?:[0-9]|[oOlI][:.,;]?[0-9])"
_MANY_LETTERS = r"\p{L}.*\p{L}.*\p{L}"


def durations(text: pl.Expr) -> pl.Expr:
    """
    Read durations as Int64 microseconds: [[h:]m:]s[.f], with one to six decimals, exactly.

    Also 5:44'41.101, 1'58.056, 2'18"030, 2.18.030, 1h32m42.4, 1h 32m 42.4s, 0:40:43:390, '40.8
    secs' and decimal commas. Minutes may exceed 59 where no hours are printed, hours 23. Two parts
    are minutes and seconds. A number by itself is seconds and has at most five digits. A sign, a
    seventh decimal or a letter that looks like a digit makes it no duration.
    """
    return text.map_batches(_durations, pl.Int64, is_elementwise=True)


def gaps(text: pl.Expr) -> pl.Expr:
    """
    Read gaps as a struct of gap_us and gap_laps (Int64), one of which is NULL, or both.

    +0.903, + 23.914, 14.886, +1:02.3, '1 Lap', '+ 3 laps', '2 tours', '1 Rd.', '-1 lap', '11 laps
    behind'. A minus means behind, as a plus does: some feeds print it so.
    """
    return text.map_batches(_gaps, pl.Struct(_GAP), is_elementwise=True)


def _gaps(text: pl.Series) -> pl.Series:
    parts = once(text, _spelled_gaps).struct.unnest()
    return parts.select(pl.struct(pl.all()).alias(text.name)).to_series()


def _spelled_gaps(text: pl.Series) -> pl.Series:
    unsigned = pl.col("text").str.replace(r"^[+-]\s*", "")
    parts = (durations(unsigned).alias("gap_us"), _laps(pl.col("text")).alias("gap_laps"))
    clean = text.to_frame("text").select(without_mark(plain(pl.col("text"))))
    return clean.select(pl.struct(parts)).to_series()


def totals(text: pl.Expr) -> pl.Expr:
    """
    Read a column of times, gaps and words as a struct of us, gap_us, gap_laps and word.

    One of them holds: us for a duration without a sign, gap_us for one with a sign, gap_laps for
    laps with or without a sign ('65 laps' too: a column of times does not say otherwise), word
    (stripped) for any other text. All are NULL for a blank cell, and for one that is a spoilt time:
    it begins with a digit or a sign and has at most two letters, like '1:3O.733' or '3:59;36.4'.
    """
    return text.map_batches(_totals, pl.Struct(_TOTAL), is_elementwise=True)


def duration_us(text: str) -> int | None:
    """
    Read one duration as microseconds, None when it is none; for whole columns use `durations`.

    >>> duration_us("2:18.0300"), duration_us("1:3O.733")
    (138030000, None)
    """
    value: int | None = pl.select(durations(pl.lit(text))).item()
    return value


def _durations(text: pl.Series) -> pl.Series:
    return usually(text, clock_us, _spelled_us)


def _spelled_us(text: pl.Series) -> pl.Series:
    return _microseconds(
        text.to_frame("text").select(without_mark(plain(pl.col("text")))).to_series()
    )


def _totals(text: pl.Series) -> pl.Series:
    return usually(text, _clock_totals, _total)


def _clock_totals(text: pl.Series) -> pl.Series:
    """Read usual times, and usual gaps behind a plus."""
    signed = pl.col("text").str.starts_with("+")
    frame = text.to_frame("text").with_columns(pl.col("text").str.strip_prefix("+").alias("time"))
    frame = frame.with_columns(clock_us(frame["time"]).alias("time"))
    parts = {
        "us": pl.when(~signed).then(pl.col("time")),
        "gap_us": pl.when(signed).then(pl.col("time")),
    }
    value = pl.struct(
        parts.get(name, pl.lit(None, dtype)).alias(name) for name, dtype in _TOTAL.items()
    )
    return frame.select(pl.when(pl.col("time").is_not_null()).then(value)).to_series()


def _total(text: pl.Series) -> pl.Series:
    """Read each cell as a time and as laps once, then tell which of the four it is."""
    clean, time, laps = pl.col("clean"), pl.col("time"), pl.col("laps")
    frame = text.to_frame("text").with_columns(without_mark(plain(pl.col("text"))).alias("clean"))
    if frame["clean"].str.contains(r"[0-9]").any():
        spoilt = clean.str.contains(_SPOILT) & ~clean.str.contains(_MANY_LETTERS)
        frame = frame.with_columns(
            durations(clean.str.replace(r"^[+-]\s*", "")).alias("time"),
            _laps(clean).alias("laps"),
            spoilt.alias("spoilt"),
        )
    else:  # words, most often: there are ten patterns for which nobody need look
        nothing = pl.lit(None, pl.Int64)
        frame = frame.with_columns(time=nothing, laps=nothing, spoilt=pl.lit(value=False))
    signed = clean.str.contains(r"^[+-]")
    is_word = time.is_null() & laps.is_null() & ~blank(clean) & ~pl.col("spoilt")
    is_word &= ~failed_formula(clean)
    value = pl.struct(
        pl.when(~signed).then(time).alias("us"),
        pl.when(signed).then(time).alias("gap_us"),
        laps.alias("gap_laps"),
        pl.when(is_word).then(pl.col("text").str.strip_chars()).alias("word"),
    )
    return frame.select(value.alias(text.name)).to_series()


def _microseconds(text: pl.Series) -> pl.Series:
    """Read stripped durations, each spelled plainly once for all of its parts."""
    part = pl.col("text").str.extract
    whole = (
        (_number(part(r"^([0-9]+):[0-9]+:")) * 60 + _number(part(r"^(?:[0-9]+:)?([0-9]+):"))) * 60
        + _number(part(r"^(?:[0-9]+:){0,2}([0-9]+)"))
    ) * 1_000_000
    value = pl.when(pl.col("text").str.contains(_CLOCK)).then(
        whole + _number(part(r"[.,]([0-9]+)$").str.pad_end(6, "0"))
    )
    days = _number(pl.col("days")) * 86_400_000_000
    return (
        pl.DataFrame({
            "text": spelled_plainly(text.str.replace(_DAYS, "")), "days": text.str.extract(_DAYS),
        })
        .select((value + days).alias(text.name))
        .to_series()
    )  # fmt: skip


def spelled_plainly(text: pl.Series) -> pl.Series:
    """Rewrite the other spellings; a column that has none of them, as most have, costs one look."""
    if text.str.contains(_CLOCK).fill_null(value=True).all():
        return text
    frame = text.to_frame("text")
    spelled = pl.col("text").str.to_lowercase()
    for pattern, replacement in _SPELLINGS:
        spelled = spelled.str.replace(pattern, replacement)
    for pattern, replacement in _LEFT_OVER:
        spelled = spelled.str.replace(pattern, replacement)
    is_plain = pl.col("text").str.contains(_CLOCK)
    is_other = pl.any_horizontal(
        pl.col("text").str.to_lowercase().str.contains(pattern) for pattern, _ in _SPELLINGS
    )
    chosen = pl.when(is_plain | ~is_other).then(pl.col("text")).otherwise(spelled)
    return frame.select(chosen.alias(text.name)).to_series()


def _laps(clean: pl.Expr) -> pl.Expr:
    return clean.str.to_lowercase().str.extract(words.lap_gap_pattern()).cast(pl.Int64)


def _number(digits: pl.Expr) -> pl.Expr:
    """Read digits; a part that is not printed is 0."""
    return digits.cast(pl.Int64, strict=False).fill_null(0)
