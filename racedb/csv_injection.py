r"""
Texts that a spreadsheet takes for formulas, and the apostrophe that keeps it from running them.

The rule is that of OWASP for CSV injection: a text that begins with = + - @, a tab, a return or a
NUL, with or without blanks before it. A gap such as +12.451 or -1:02.3 is a number.
"""

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")

FORMULA = re.compile(r"\s*[=+\-@\t\r\0]")
_ESCAPED = r"^'('*[\s\x1c-\x1f]*[=+\-@\t\r\x00])"
"""In the dialect of polars, whose blanks differ from those of Python."""
_FORMULA_OR_ESCAPED = re.compile(r"'*\s*[=+\-@\t\r\0]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,:]*")


def escape_formula(value: T) -> T | str:
    """
    Put an apostrophe before a text that a spreadsheet would take for a formula.

    A text that has such an apostrophe already gets another one, so that `unescape_formula` restores
    it exactly.

    >>> [escape_formula(value) for value in ("=1+1", "+12.451", "+1 Lap", "'=1", -3)]
    ["'=1+1", '+12.451', "'+1 Lap", "''=1", -3]
    """
    if (
        not isinstance(value, str)
        or not _FORMULA_OR_ESCAPED.match(value)
        or _NUMBER.fullmatch(value)
    ):
        return value
    return f"'{value}"


def unescape_formula(text: "pl.Expr") -> "pl.Expr":
    """Remove the apostrophe of `escape_formula`."""
    return text.str.replace(_ESCAPED, "${1}").str.strip_chars()
