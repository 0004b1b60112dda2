"""The CSV files that lie beside this module, as rows of text."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def rows(name: str) -> Sequence[dict[str, str]]:
    """
    Read one reference file.

    Args:
        name: of the file without its extension: 'manufacturers'.
            Lines that begin with "#" are comments.

    Returns:
        One mapping per line, header -> cell; '' where nothing is known.
    """
    text = Path(__file__).with_name(f"{name}.csv").read_text(encoding="utf-8")
    header, *lines = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict(zip(header, line, strict=True)) for line in lines)


def several(cell: str) -> list[str]:
    """
    Take a cell of several values apart.

    >>> several("Benz;Daimler-Benz")
    ['Benz', 'Daimler-Benz']
    """
    return [part.strip() for part in cell.split(";") if part.strip()]
