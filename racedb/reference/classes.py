"""Families of classes, so that GT3, GTD and G3 can be compared."""

from collections.abc import Mapping
from functools import cache

from racedb.folding import fold
from racedb.reference.tables import rows


def class_family(code: str) -> str | None:
    """
    Give the family that a class belongs to, None when it is not known.

    >>> class_family("GTD PRO"), class_family("LMGTE Am"), class_family("Div. 2")
    ('GT3', 'GTE', None)
    """
    return _families().get(fold(code).replace(" ", "").replace("_", ""))


@cache
def _families() -> Mapping[str, str]:
    return {fold(row["code"]).replace(" ", ""): row["family"] for row in rows("class_families")}
