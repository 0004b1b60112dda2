"""What the names of sessions say, in the languages that results are printed in."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from racedb.reference.tables import rows

_SHORT = 3
"""Longer words say what a session is wherever they are in its name: 'Qualifying GTD Position'."""


class PlainSession(NamedTuple):
    """A session whose name is one of the usual ones."""

    code: str
    """R, SPRINT, Q, SQ, FP, WU, T."""
    kind: str


@cache
def plain_sessions() -> Mapping[str, PlainSession]:
    """Return the folded names that have a code: 'rennen' is R."""
    coded = (row for row in rows("session_words") if row["code"])
    return {row["words"]: PlainSession(row["code"], row["kind"]) for row in coded}


def session_kind(name: str) -> str | None:
    """
    Return the kind that the folded name of a session says; None: it says nothing.

    >>> session_kind("qualifying gtd position"), session_kind("qualifying race")
    ('qualifying', 'race')
    >>> session_kind("morning") is None
    True
    """
    return next((kind for words, kind in _patterns() if words.search(name)), None)


@cache
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    listed = [(row["words"], row["kind"]) for row in rows("session_words")]
    return [
        (re.compile(r"(?<!\w)" + words.replace("*", r"\w*") + r"(?!\w)"), kind)
        for words, kind in listed
        if len(words) > _SHORT
    ]
