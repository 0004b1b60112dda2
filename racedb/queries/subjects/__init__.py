"""
What a question is about: drivers, teams, events ... by slug, by name, or by a part of it.

A person types `hamilton`; the SQL of a query gets the slug `lewis-hamilton`, and nothing but slugs.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import UsageError
from racedb.queries import whole
from racedb.text_keys import fold, slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from racedb.db.readonly import Reader, Value

_KNOWN, _EXACT = (
    whole(Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8"))
    for name in ("known", "exact")
)
_TYPES = {
    "kind": "text", "text": "text", "key": "text", "pattern": "text", "season": "text",
    "series": "text", "most": "int", "skipped": "int",
}  # fmt: skip
_ANYWHERE: "Mapping[str, Value]" = {"season": None, "series": None}
_MOST = 10_000
_LISTED = 8
"""Candidates that a message names."""
_NEAR, _NEAR_SCORE = 3, 75
"""So many names are proposed for a wrong one, and so alike must they be, of 100."""
_NOT = 5
"""The rank of what does not fit."""


def resolve(
    reader: "Reader", kind: str, text: str, season: "Value" = None, series: "Value" = None
) -> str:
    """
    Give the slug of what a text means.

    The slug itself fits best, then a whole name, as the row or any alias has it, then the words of
    a slug ('hamilton', 'spa 2009'), then their beginnings, then any parts. What fits best counts.

    Args:
        reader: an open database.
        kind: one of racedb.queries.header.SUBJECTS.
        text: as somebody typed it.
        season: label of a season; of events only its own are meant.
        series: slug of a series; likewise.

    Raises:
        UsageError: nothing fits, or several fit equally well; names them.
    """
    where = {"season": season, "series": series} if kind == "event" else _ANYWHERE
    for _, found, _ in _asked(reader, _EXACT, {"kind": kind, "text": text, **where}):
        return found  # nearly always; all others are looked through only for the rest
    words = [it for it in slug(text).split("-") if it]
    # The longest word leaves the fewest; nothing is named by no word at all.
    pattern = f"%{max(words, key=len, default='?')}%"
    best = _best(_known(reader, kind, where, text, pattern), words)
    if len(best) == 1:
        return best[0][0]
    if best:
        named = ", ".join(f"{it} ({name})" for it, name in best[:_LISTED])
        more = " ..." if len(best) > _LISTED else ""
        message = f"{kind} {text!r} may be {len(best):,}: {named}{more}; say more, or the slug"
        raise UsageError(message)
    of = f" of {season or series}" if any(where.values()) else ""
    message = f"no {kind}{of} is named {text!r}; {_nearest(reader, kind, where, text)}"
    raise UsageError(message)


def listed(reader: "Reader", kind: str, beginning: str = "", most: int = 50) -> list[str]:
    """Give slugs of a kind that begin so, for a shell to complete; the first by id."""
    found = _known(reader, kind, _ANYWHERE, pattern=f"{slug(beginning)}%", most=most)
    return [it for _, it, _ in found]


def nth(reader: "Reader", kind: str, number: int) -> str | None:
    """Give the slug of the row of that number, from 0; None: there are not so many."""
    found = _known(reader, kind, _ANYWHERE, most=1, skipped=number)
    return found[0][1] if found else None


def _known(
    reader: "Reader", kind: str, where: "Mapping[str, Value]", text: str = "", pattern: str = "%",
    most: int = _MOST, skipped: int = 0,
) -> list[tuple[int, str, str]]:  # fmt: skip
    """Give rows that a text may mean: how well each fits, slug, name."""
    values: dict[str, Value] = {
        "kind": kind, "text": text, "key": fold(text), "pattern": pattern, "most": most,
        "skipped": skipped, **where,
    }  # fmt: skip
    return _asked(reader, _KNOWN, values)


def _asked(reader: "Reader", sql: str, values: "dict[str, Value]") -> list[tuple[int, str, str]]:
    rows = reader.query(sql, values, {name: _TYPES[name] for name in values}).rows
    return [(int(fit or 0), str(it), str(name)) for fit, it, name in rows]


def _best(found: list[tuple[int, str, str]], words: list[str]) -> list[tuple[str, str]]:
    """Give slug and name of those that fit best."""
    ranked = [(_rank(fit, it, words), it, name) for fit, it, name in found]
    best = min((rank for rank, _, _ in ranked), default=_NOT)
    return [(it, name) for rank, it, name in ranked if rank == best != _NOT]


def _rank(fit: int, text: str, words: list[str]) -> int:
    """Say how well a slug fits: 0 best, _NOT not at all."""
    if fit < 2:
        return fit
    parts = text.split("-")
    if all(word in parts for word in words):
        return 2
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 3
    return 4 if all(word in text for word in words) else _NOT


def _nearest(reader: "Reader", kind: str, where: "Mapping[str, Value]", text: str) -> str:
    """Say which names look like a text that is none."""
    from rapidfuzz import fuzz, process

    known = [it for _, it, _ in _known(reader, kind, where)]
    near = process.extract(
        slug(text), known, scorer=fuzz.WRatio, limit=_NEAR, score_cutoff=_NEAR_SCORE
    )
    if near:
        return f"near are {', '.join(it for it, _, _ in near)}"
    return f"the database knows {len(known) or 'none'} other"
