"""
Finds the driver, team, event ... that somebody means: by slug, by name, or by a part of it.

A person types `hamilton`; the SQL of a query gets the slug `lewis-hamilton`.
"""

import re
from typing import TYPE_CHECKING

from racedb.errors import NotFoundError, UsageError
from racedb.queries import SUBJECTS, read_sql
from racedb.queries.several import with_several
from racedb.text_keys import fold, slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from racedb.db.readonly import Reader, Value

    Within = Mapping[str, Value | tuple[str, ...]]

_TYPES = {
    "kind": "text", "text": "text", "key": "text", "pattern": "text", "season": "text",
    "series": "text", "event": "text", "most": "int", "skipped": "int",
}  # fmt: skip
_ANYWHERE: "Within" = {"season": None, "series": None, "event": None}
_NARROWED_BY = {
    "event": ("season", "series"), "season": ("series",), "class": ("series",),
    "session": ("season", "series", "event"), "car number": ("season", "series", "event"),
}  # fmt: skip
"""The parameters that say where a thing is; everything else is the same everywhere."""
_NUMBER = "car number"
"""The kind that is only meant as a whole: 7 is not 77, and not 007."""
_WORDS = ("season", "class", "session", _NUMBER)
"""Kinds that have no slug: they are named by what is printed, in small letters."""
_MOST = 10_000
_LISTED = 8
"""Candidates that a message names."""
_SIMILAR, _SIMILAR_SCORE = 3, 75
"""How many similar names are proposed for a wrong one, and their least score, of 100."""
_NO_MATCH = 5
"""The rank of what does not match."""
_YEARS = re.compile(r"(\d{4}) ?(?:-|–|\.\.) ?(\d{4})|(\d{3}0)s")


def resolve(reader: "Reader", kind: str, text: str, within: "Within" = _ANYWHERE) -> str:
    """
    Return the slug of what a text means.

    The slug itself matches best, then a whole name, as it is stored or as an alias, or the number
    of a round, then the words of a slug ('hamilton', 'spa 2009'), then their beginnings, then any
    parts. An event is also meant by its circuit ('monza 2009').

    Args:
        reader: an open database.
        kind: one of racedb.queries.SUBJECTS, or season, class or session.
        text: as somebody typed it.
        within: season, series and event, as resolved, where they are given: they narrow events,
            sessions, seasons and classes.

    Raises:
        UsageError: nothing matches, or several match equally well; the message names them.
    """
    where = _where(kind, within)
    if (found := _exact(reader, kind, text, where)) is not None:
        return found
    words = [word for word in slug(text).split("-") if word]
    # The longest word leaves the fewest rows; a text without words matches nothing.
    pattern = f"%{max(words, key=len, default='?')}%"
    matching = [] if kind == _NUMBER else _matching(reader, kind, where, text, pattern)
    best = _best(matching, words)
    if kind == "event" and not best:
        best = _at_circuits(reader, where, words)
    if len(best) == 1:
        return best[0][0]
    if best:
        message = (
            f"{kind} {text!r} matches {len(best):,}: {_listed(kind, best)}; be more specific"
            f"{'' if kind in _WORDS else ', or use a slug'}"
        )
        raise UsageError(message)
    narrowing = ("event",) if where["event"] else ("series", "season")  # a slug has its year
    of = "".join(f" of {_text(where[key])}" for key in narrowing if where[key])
    message = f"no {kind}{of} matches {text!r}; {_similar(reader, kind, where, text)}"
    raise UsageError(message)


def resolve_several(
    reader: "Reader", kind: str, text: str, within: "Within" = _ANYWHERE
) -> tuple[str, ...]:
    """
    Return the slugs of all that a text names: 'monza, spa 2009', '1990-1999'.

    A name that has a comma itself, such as a class 'Over 2,000 cc', is meant as a whole.

    Raises:
        UsageError: one of them matches nothing, or several equally well.
    """
    is_whole = _exact(reader, kind, text, _where(kind, within)) is not None
    found: list[str] = []
    for part in [text] if is_whole else map(str.strip, text.split(",")):
        years = _years(part) if kind == "season" else None
        found += (
            _seasons(reader, years, part, within)
            if years
            else [resolve(reader, kind, part, within)]
        )
    return tuple(dict.fromkeys(found))


def is_known(reader: "Reader", kind: str, text: str) -> bool:
    """Return whether a text means something of a kind, or several things."""
    if kind == "season" and _years(text):
        return True
    if _exact(reader, kind, text, _ANYWHERE) is not None:
        return True
    words = [word for word in slug(text).split("-") if word]
    pattern = f"%{max(words, key=len, default='?')}%"
    return kind != _NUMBER and bool(_best(_matching(reader, kind, _ANYWHERE, text, pattern), words))


def choices(reader: "Reader", kind: str, within: "Within") -> tuple[list[str], str]:
    """Return the slugs of a kind, and a sentence that names them or says how many there are."""
    rows = _matching(reader, kind, _where(kind, within))
    known = {name if kind in _WORDS else it: name for _, it, name in rows}
    return list(known), _there_are(kind, known)


def _where(kind: str, within: "Within") -> "Within":
    """Return what narrows a kind of thing."""
    narrowed_by = _NARROWED_BY.get(kind, ())
    return {key: within.get(key) if key in narrowed_by else None for key in _ANYWHERE}


def _exact(reader: "Reader", kind: str, text: str, where: "Within") -> str | None:
    """Return the slug that a text is, as it nearly always is; an index finds it."""
    for _, found, _ in _rows(reader, "_by_slug", {"kind": kind, "text": text, **where}):
        return found
    return None


def _years(text: str) -> range | None:
    """Return the years of '1990-1999' and '1990s'; None: the text is another one."""
    found = _YEARS.fullmatch(text)
    if found is None:
        return None
    first, last = (found[1], found[2]) if found[1] else (found[3], str(int(found[3]) + 9))
    return range(int(first), int(last) + 1)


def _seasons(reader: "Reader", years: range, text: str, within: "Within") -> list[str]:
    """
    Return the labels of the seasons that begin in some years.

    Raises:
        UsageError: there are none.
    """
    where = {**_ANYWHERE, "series": within.get("series")}
    labels = [it for _, it, _ in _matching(reader, "season", where)]
    if text in labels:  # a season of two years, and no range
        return [text]
    found = [label for label in labels if label[:4].isdigit() and int(label[:4]) in years]
    if not found:
        message = f"no season is in {text}; {_similar(reader, 'season', where, text)}"
        raise UsageError(message)
    return found


KINDS = (*SUBJECTS, "class", "session")
"""Kinds of names, in the order in which `find` lists them."""
FOUND = ("kind", "name", "slug")
"""The columns of what `find` returns."""


def find(reader: "Reader", text: str) -> list[tuple[str, str, str]]:
    """
    Return kind, name and slug of all that a text may mean, the best matches of each kind first.

    Raises:
        UsageError: nothing matches; the message names what is similar.
    """
    words = [word for word in slug(text).split("-") if word]
    pattern = f"%{max(words, key=len, default='?')}%"
    found: dict[tuple[str, str], str] = {}
    for kind in KINDS:
        rows = [
            (_rank(rank, it, words), it, name)
            for rank, it, name in _matching(reader, kind, _ANYWHERE, text, pattern)
        ]
        for rank, it, name in sorted(rows, key=lambda row: row[0]):
            if rank < _NO_MATCH:
                found.setdefault((kind, name if kind in _WORDS else it), name)
    if not found:
        near = _nearest(reader, text)
        message = f"nothing is named {text!r}{f'; similar: {near}' if near else ''}"
        raise UsageError(message)
    return [(kind, name, it) for (kind, it), name in found.items()]


def _nearest(reader: "Reader", text: str) -> str:
    """Name the slugs of any kind that are most similar to a text, each with its kind."""
    from rapidfuzz import fuzz, process

    # Every text resembles a code of one letter.
    rows = ((kind, it) for kind in KINDS for _, it, _ in _matching(reader, kind, _ANYWHERE))
    known = {it: kind for kind, it in rows if len(it) > 1}
    similar = process.extract(
        slug(text), list(known), scorer=fuzz.WRatio, limit=_SIMILAR, score_cutoff=_SIMILAR_SCORE
    )
    return ", ".join(f"{known[it]} {it}" for it, _, _ in similar)


def require_import(reader: "Reader", number: "Value") -> None:
    """
    Refuse the number of an import that is not there.

    Raises:
        NotFoundError: there is none with this number.
    """
    found = reader.query("SELECT 1 FROM imports WHERE id = :id", {"id": number}, {"id": "int"})
    if not list(found.rows):
        message = f"there is no import {number}; 'racedb imports list' shows all"
        raise NotFoundError(message)


def slugs(reader: "Reader", kind: str, beginning: str = "", most: int = 50) -> list[str]:
    """
    Return slugs of a kind that begin so, for completion in a shell; the first by id.

    A name that is no slug, 'LM GTE Am', becomes one, which means the same and needs no quotes.
    """
    start = slug(beginning)
    pattern = "%" if kind in _WORDS else f"{start}%"
    found = _matching(reader, kind, _ANYWHERE, pattern=pattern, most=most)
    return list(dict.fromkeys(it for _, word, _ in found if (it := slug(word)).startswith(start)))


def imports(reader: "Reader", most: int = 50) -> list[str]:
    """Return the numbers of imports, the newest first."""
    sql = "SELECT id FROM imports ORDER BY id DESC LIMIT :most"
    return [str(it) for (it,) in reader.query(sql, {"most": most}, {"most": "int"}).rows]


def nth(reader: "Reader", kind: str, number: int) -> str | None:
    """Return the slug of the row of that number, from 0; None: there are not so many."""
    found = _matching(reader, kind, _ANYWHERE, most=1, skipped=number)
    return found[0][1] if found else None


def _matching(
    reader: "Reader", kind: str, where: "Within", text: str = "", pattern: str = "%",
    most: int = _MOST, skipped: int = 0,
) -> list[tuple[int, str, str]]:  # fmt: skip
    """Return the rows that a text may mean: rank, slug, name."""
    values: dict[str, Value | tuple[str, ...]] = {
        "kind": kind, "text": text, "key": fold(text), "pattern": pattern, "most": most,
        "skipped": skipped, **where,
    }  # fmt: skip
    return _rows(reader, "_matching", values)


def _rows(
    reader: "Reader", name: str, values: "Mapping[str, Value | tuple[str, ...]]"
) -> list[tuple[int, str, str]]:
    types = {value: _TYPES[value] for value in values}
    rows = reader.query(*with_several(read_sql(name), values, types)).rows
    return [(int(rank or 0), str(it), str(title)) for rank, it, title in rows]


def _best(found: list[tuple[int, str, str]], words: list[str]) -> list[tuple[str, str]]:
    """Return slug and name of the rows that match best."""
    ranked = [(_rank(rank, it, words), it, name) for rank, it, name in found]
    best = min((rank for rank, _, _ in ranked), default=_NO_MATCH)
    return [(it, name) for rank, it, name in ranked if rank == best != _NO_MATCH]


def _at_circuits(reader: "Reader", where: "Within", words: list[str]) -> list[tuple[str, str]]:
    """Return slug and name of the events at a circuit that some words name, also with a year."""
    scope = {key: where[key] for key in ("season", "series")}
    asked = with_several(read_sql("_events_at"), scope, {key: _TYPES[key] for key in scope})
    rows = [tuple(map(str, row)) for row in reader.query(*asked).rows]
    names = {it: name for it, name, _ in rows}
    found = _best([(2, f"{circuit} {it}", it) for it, _, circuit in rows], words)
    return [(it, names[it]) for _, it in found]


def _rank(rank: int, text: str, words: list[str]) -> int:
    """Rank a slug that the database found by a part of it: 0 is best."""
    if rank < 2:
        return rank
    parts = re.split("[^a-z0-9]+", text)
    if all(word in parts for word in words):
        return 2
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 3
    return 4 if all(word in text for word in words) else _NO_MATCH


def _text(value: "Value | tuple[str, ...]") -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _listed(kind: str, found: "Sequence[tuple[str, str]]") -> str:
    """Name some candidates, by slug and name."""
    shown = [name if kind in _WORDS else f"{it} ({name})" for it, name in found[:_LISTED]]
    return ", ".join(shown) + (" ..." if len(found) > _LISTED else "")


def _similar(reader: "Reader", kind: str, where: "Within", text: str) -> str:
    """Name what is most similar to a text, or else all that there are, or how many."""
    from rapidfuzz import fuzz, process

    rows = _matching(reader, kind, where)
    known = {name if kind in _WORDS else it: name for _, it, name in rows}
    similar = process.extract(
        text, list(known), scorer=fuzz.WRatio, processor=slug, limit=_SIMILAR,
        score_cutoff=_SIMILAR_SCORE,
    )  # fmt: skip
    if similar:
        return f"similar: {', '.join(it for it, _, _ in similar)}"
    if len(known) > _LISTED:
        return f"none of the {len(known):,} is similar"
    return _there_are(kind, known)


def _there_are(kind: str, known: "Mapping[str, str]") -> str:
    """Name all that there are, or say how many."""
    if not known:
        return "there are none"
    is_one = "is" if len(known) == 1 else "are"
    if len(known) > _LISTED:
        lists = {"series": "series", "class": "classes", _NUMBER: ""}.get(kind, f"{kind}s")
        return f"there are {len(known):,}" + (f": 'racedb list {lists}'" if lists else "")
    return f"there {is_one} {len(known)}: {_listed(kind, list(known.items()))}"
