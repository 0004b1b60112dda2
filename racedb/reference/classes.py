"""Families of classes, so that GT3, GTD and G3 can be compared."""

import re
from collections.abc import Mapping
from functools import cache

from racedb.reference.tables import rows
from racedb.text_keys import fold


def class_family(code: str) -> str | None:
    """
    Give the family that a class belongs to, None when it is not known.

    >>> class_family("GTD PRO"), class_family("LMGTE Am"), class_family("Div. 2")
    ('GT3', 'GTE', None)
    """
    return _families().get(_key(code))


@cache
def _families() -> Mapping[str, str]:
    return {_key(row["code"]): row["family"] for row in rows("class_families")}


def _key(code: str) -> str:
    """Leave the letters, digits and plus signs: LMP2 (Pro-Am) and LMP2 PRO/AM are one."""
    return re.sub(r"[^a-z0-9+]", "", fold(code))
