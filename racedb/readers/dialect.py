"""How the cells of delimited text are separated."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SEPARATORS = ",;\t|#"
ENDS_EARLY = 0.75
"""So good is a separator by which no row is wider than the first, and none half as wide."""
LEAST_OF_A_SHEET = 5
"""Columns of a table whose rows may end early without a doubt about the separator."""


_DECIMAL = re.compile(r"[+-]?\d{1,6},\d{1,4}")


class Dialect(NamedTuple):
    """How cells are separated, and quotes inside them escaped."""

    separator: str
    escape: str | None
    r"""A backslash where quotes inside cells are written \"; else they are doubled."""

    def rows(self, lines: Iterator[str]) -> "csv._reader":  # type: ignore[name-defined]
        """Read rows of cells."""
        return csv.reader(
            lines, delimiter=self.separator, escapechar=self.escape, doublequote=not self.escape
        )


def separator_of(head: str) -> str | None:
    """Find the separator that cuts most of the first lines into equally many cells."""
    lines = [line for line in head.splitlines()[:60] if line.strip()]
    if len(head) >= 65_000 and len(lines) > 1:
        lines = lines[:-1]  # the last one may be cut off
    escape = escape_of(head)
    separators = SEPARATORS.replace(",", "") if _has_decimal_commas(lines) else SEPARATORS
    scores = {separator: _score(lines, Dialect(separator, escape)) for separator in separators}
    # The first of equally good ones: a comma is more usual than a number sign.
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] else None


def _has_decimal_commas(lines: Sequence[str]) -> bool:
    """Say whether commas are only inside numbers, of lines whose words are parted by blanks."""
    with_comma = [line.split() for line in lines if "," in line]
    words = [word for line in with_comma for word in line if "," in word]
    return all(len(line) > 1 for line in with_comma) and all(map(_DECIMAL.fullmatch, words))


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """Rate a separator by how many rows have the same width and how wide they are; 0: none."""
    widths = [len(cells) for cells in dialect.rows(iter(lines)) if cells]
    if not widths:
        return 0.0
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    alike = widths.count(common) / len(widths)
    # Sheets drop the empty cells at the ends of rows: cars that did not finish have no best lap.
    ends_early = widths[0] == max(widths) and min(widths) * 2 >= widths[0] > LEAST_OF_A_SHEET
    if ends_early and alike < ENDS_EARLY:
        common, alike = widths[0], ENDS_EARLY
    return alike * min(common - 1, 20) if common > 1 and alike >= 0.5 else 0.0


def escape_of(head: str) -> str | None:
    """Find the letter that quotes are escaped by; None: they are doubled."""
    return "\\" if '\\"' in head and "\\N" not in head else None


def last_row_end(text: bytes, dialect: Dialect) -> int:
    """Find the end of the last line that is not inside quotes; 0: there is none."""
    end = text.rfind(b"\n") + 1
    if text.count(b'"', 0, end) % 2 == 0:
        return end
    # A quote is open at the end, or stands in a cell as a sign for inches: line by line, then.
    found = at = 0
    is_open = False
    for line in text[:end].split(b"\n")[:-1]:
        at += len(line) + 1
        if line.count(b'"') % 2:
            is_open = not is_open and _opens(line, dialect)
        found = found if is_open else at
    return found


def _opens(line: bytes, dialect: Dialect) -> bool:
    """Say whether the last cell of a line goes on below it."""
    row: Sequence[str] = next(dialect.rows(iter([line.decode("utf-8", "replace") + "\n"])))
    return row[-1].endswith("\n")
