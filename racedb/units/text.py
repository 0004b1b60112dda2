"""What all cells have in common: blanks around them, look-alike characters, emptiness."""

import polars as pl

_LOOK_ALIKES = {
    "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\ufeff": "", "\u200b": "",
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    "\u2032": "'", "\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u02b9": "'", "`": "'",
    "\u2033": '"', "\u201d": '"', "\u201c": '"', "\u02ba": '"', "\u2236": ":", "\uff1a": ":",
    "\uff0b": "+", "''": '"',
}  # fmt: skip

NOTHING = r"^(?i:[-.:_ ]*|n/?a|\\n|null|none|nan|nil)$"


def plain(text: pl.Expr) -> pl.Expr:
    """Strip the text; write every kind of blank, minus, prime and colon as its ASCII one."""
    return text.str.replace_many(_LOOK_ALIKES).str.strip_chars()


def blank(text: pl.Expr) -> pl.Expr:
    r"""
    Say whether a cell is empty: NULL, '', dashes ('-', '--:--.---'), 'n/a', '\N', 'null', 'nan'.

    Never NULL itself.
    """
    return plain(text).str.contains(NOTHING).fill_null(value=True)
