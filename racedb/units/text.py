"""What all cells have in common: blanks around them, look-alike characters, emptiness."""

from collections.abc import Iterable, Sequence

import polars as pl

_LOOK_ALIKES = {
    "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\ufeff": "", "\u200b": "",
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    "\u2032": "'", "\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u02b9": "'", "`": "'",
    "\u2033": '"', "\u201d": '"', "\u201c": '"', "\u02ba": '"', "\u2236": ":", "\uff1a": ":",
    "\uff0b": "+", "''": '"',
}  # fmt: skip

FOOTNOTE = r"(?:\s?(?:[*†‡§¶#⁎^]|[¹²³⁰⁴-⁹]|\[\s?(?:(?:n|nb|note|fn)\s?)?\w{1,2}\s?\]))+$"
"""Footnotes after a value: 12 †, 8*, 5 [1], 3². Python and polars both understand it."""

NOTHING = r"^(?i:[-‐-—−.:_ ]*|n/?a|\\n|null|none|nan|nil)$"


NULLS = ("", "\\N", "NULL", "null", "nan", "NaN", "NaT", "None", "none")
"""What programs write where there is no value."""
NOTHINGS = frozenset((*NULLS, "nil", "n/a", "N/A", "-", "--", "---", "\u2013", "\u2014", "."))
"""Cells that say nothing, as most files write them; `blank` knows them all, but is slower."""
# Not by `implode`, which starts the threads of polars: a process that has imported this may fork.
_NOTHINGS = pl.Series([sorted(NOTHINGS)])


def plain(text: pl.Expr) -> pl.Expr:
    """Strip the text; write every kind of blank, minus, prime and colon as its ASCII one."""
    return text.str.replace_many(_LOOK_ALIKES).str.strip_chars()


def without_mark(text: pl.Expr) -> pl.Expr:
    """
    Take footnote marks off the end of numbers and times: '12 †', '8*', '1:30.5 [1]'.

    A mark that stands alone stays: '*' is a yes.
    """
    value = text.str.replace(FOOTNOTE, "")
    is_value = value.str.contains(r"^[+=-]?\s?[0-9]|[0-9½¼¾⅓⅔]['\")]?$")
    return pl.when(is_value).then(value).otherwise(text)


def has_mark(text: pl.Expr) -> pl.Expr:
    """Say whether a footnote mark follows a value; NULL for NULL."""
    return without_mark(plain(text)) != plain(text)


def failed_formula(text: pl.Expr) -> pl.Expr:
    """Recognise what a spreadsheet shows where a formula failed: #REF!, #N/A, #NAME?."""
    return text.str.contains(r"^\s*#(?:[A-Z0/_]+[!?]|N/A)\s*$").fill_null(value=False)


def blank(text: pl.Expr) -> pl.Expr:
    r"""
    Say whether a cell is empty: NULL, '', dashes ('-', '--:--.---'), 'n/a', '\N', 'null', 'nan'.

    Never NULL itself.
    """
    return plain(text).str.contains(NOTHING).fill_null(value=True)


def filled(text: pl.Expr) -> pl.Expr:
    """Return whether a stripped cell says something, for counts; never NULL."""
    return text.is_not_null() & ~text.is_in(_NOTHINGS)


def filled_cells(rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """Count the cells of rows that say something; each row has its line before its cells."""
    return sum(cell.strip() not in NOTHINGS for _, cells in rows for cell in cells)
