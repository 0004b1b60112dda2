r"""
Texts that a spreadsheet takes for formulas, and the apostrophe that keeps it from running them.

The rule is OWASP's for CSV: what starts with = + - @, a tab, a return or a NUL, also after blanks.
A gap such as +12.451 or -1:02.3 is a number and stays as it is.
"""

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")

FORMULA = re.compile(r"\s*[=+\-@\t\r\0]")
_GUARDED = r"^'('*[\s\x1c-\x1f]*[=+\-@\t\r\x00])"
"""For polars, whose blanks are not quite Python's."""
_IN_NEED = re.compile(r"'*\s*[=+\-@\t\r\0]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,:]*")


def escape_formula(value: T) -> T | str:
    """
    Put an apostrophe before a text that a spreadsheet would take for a formula.

    One that has an apostrophe there already gets another, so that `unguarded` gives it back.

    >>> guarded("=1+1"), guarded("+12.451"), guarded("+1 Lap"), guarded("'=1"), guarded(-3)
    ("'=1+1", '+12.451', "'+1 Lap", "''=1", -3)
    """
    if not isinstance(value, str) or not _IN_NEED.match(value) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def unescape_formula(text: "pl.Expr") -> "pl.Expr":
    """Take the apostrophe of `guarded` away again."""
    return text.str.replace(_GUARDED, "${1}").str.strip_chars()
