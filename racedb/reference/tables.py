"""The CSV files that lie beside this module, as rows of text."""

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> Sequence[dict[str, str]]:
    """
    Read one reference file.

    Args:
        name: of the file without its extension: 'manufacturers'.

    Returns:
        One mapping per line, header -> cell; '' where nothing is known.
    """
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def several(cell: str) -> list[str]:
    """
    Take a cell of several values apart.

    >>> several("Benz;Daimler-Benz")
    ['Benz', 'Daimler-Benz']
    """
    return [part.strip() for part in cell.split(";") if part.strip()]
