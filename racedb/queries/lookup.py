"""
Finds the driver, team, event ... that somebody means: by slug, by name, or by a part of it.

A person types `hamilton`; the SQL of a query gets the slug `lewis-hamilton`.
"""

from typing import TYPE_CHECKING

from racedb.errors import UsageError
from racedb.queries import read_sql
from racedb.text_keys import fold, slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from racedb.db.readonly import Reader, Value

_TYPES = {
    "kind": "text", "text": "text", "key": "text", "pattern": "text", "season": "text",
    "series": "text", "most": "int", "skipped": "int",
}  # fmt: skip
_ANYWHERE: "Mapping[str, Value]" = {"season": None, "series": None}
_MOST = 10_000
_LISTED = 8
"""Candidates that a message names."""
_SIMILAR, _SIMILAR_SCORE = 3, 75
"""How many similar names are proposed for a wrong one, and their least score, of 100."""
_NO_MATCH = 5
"""The rank of what does not match."""


def resolve(
    reader: "Reader", kind: str, text: str, season: "Value" = None, series: "Value" = None
) -> str:
    """
    Return the slug of what a text means.

    The slug itself matches best, then a whole name, as it is stored or as an alias, then the words
    of a slug ('hamilton', 'spa 2009'), then their beginnings, then any parts.

    Args:
        reader: an open database.
        kind: one of racedb.queries.SUBJECTS.
        text: as somebody typed it.
        season: label of a season, which narrows events.
        series: slug of a series, which narrows events.

    Raises:
        UsageError: nothing matches, or several match equally well; the message names them.
    """
    where = {"season": season, "series": series} if kind == "event" else _ANYWHERE
    for _, found, _ in _rows(reader, "_by_slug", {"kind": kind, "text": text, **where}):
        return found  # nearly always, and an index finds it
    words = [word for word in slug(text).split("-") if word]
    # The longest word leaves the fewest rows; a text without words matches nothing.
    pattern = f"%{max(words, key=len, default='?')}%"
    best = _best(_matching(reader, kind, where, text, pattern), words)
    if len(best) == 1:
        return best[0][0]
    if best:
        listed = ", ".join(f"{it} ({name})" for it, name in best[:_LISTED])
        more = " ..." if len(best) > _LISTED else ""
        message = (
            f"{kind} {text!r} matches {len(best):,}: {listed}{more}; "
            "be more specific, or use a slug"
        )
        raise UsageError(message)
    of = f" of {season or series}" if any(where.values()) else ""
    message = f"no {kind}{of} matches {text!r}; {_similar(reader, kind, where, text)}"
    raise UsageError(message)


def slugs(reader: "Reader", kind: str, beginning: str = "", most: int = 50) -> list[str]:
    """Return slugs of a kind that begin so, for completion in a shell; the first by id."""
    found = _matching(reader, kind, _ANYWHERE, pattern=f"{slug(beginning)}%", most=most)
    return [it for _, it, _ in found]


def nth(reader: "Reader", kind: str, number: int) -> str | None:
    """Return the slug of the row of that number, from 0; None: there are not so many."""
    found = _matching(reader, kind, _ANYWHERE, most=1, skipped=number)
    return found[0][1] if found else None


def _matching(
    reader: "Reader", kind: str, where: "Mapping[str, Value]", text: str = "", pattern: str = "%",
    most: int = _MOST, skipped: int = 0,
) -> list[tuple[int, str, str]]:  # fmt: skip
    """Return the rows that a text may mean: rank, slug, name."""
    values: dict[str, Value] = {
        "kind": kind, "text": text, "key": fold(text), "pattern": pattern, "most": most,
        "skipped": skipped, **where,
    }  # fmt: skip
    return _rows(reader, "_matching", values)


def _rows(reader: "Reader", name: str, values: "dict[str, Value]") -> list[tuple[int, str, str]]:
    types = {value: _TYPES[value] for value in values}
    rows = reader.query(read_sql(name), values, types).rows
    return [(int(rank or 0), str(it), str(title)) for rank, it, title in rows]


def _best(found: list[tuple[int, str, str]], words: list[str]) -> list[tuple[str, str]]:
    """Return slug and name of the rows that match best."""
    ranked = [(_rank(rank, it, words), it, name) for rank, it, name in found]
    best = min((rank for rank, _, _ in ranked), default=_NO_MATCH)
    return [(it, name) for rank, it, name in ranked if rank == best != _NO_MATCH]


def _rank(rank: int, text: str, words: list[str]) -> int:
    """Rank a slug that the database found by a part of it: 0 is best."""
    if rank < 2:
        return rank
    parts = text.split("-")
    if all(word in parts for word in words):
        return 2
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 3
    return 4 if all(word in text for word in words) else _NO_MATCH


def _similar(reader: "Reader", kind: str, where: "Mapping[str, Value]", text: str) -> str:
    """Name the slugs that are most similar to a text, or say how many there are."""
    from rapidfuzz import fuzz, process

    known = [it for _, it, _ in _matching(reader, kind, where)]
    similar = process.extract(
        slug(text), known, scorer=fuzz.WRatio, limit=_SIMILAR, score_cutoff=_SIMILAR_SCORE
    )
    if similar:
        return f"similar: {', '.join(it for it, _, _ in similar)}"
    return f"none of the {len(known):,} is similar" if known else "there are none"
