"""
Tables of one file that refer to each other by ids: sheets of a workbook, lists of a document.

`driver_id`, or a `driver` that is an id, points to the table of drivers, where each id is once.
What stands there is added to the rows that name the id: {"driver": {"name": ...}}, 'driver name'.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from racedb.understand.header import Header, Row, find_header, one_line
from racedb.understand.vocabulary import PERSON, fields, is_person, key

Record = Mapping[str, Any]
_Missing = dict[tuple[str, str], list[str]]
"""Ids that lead nowhere, by column and table."""

_ID = {"id", "ref", "key", "uid", "uuid"}
"""Words of a header that is an id."""
_OF_PEOPLE = {"number", "no", "code"}
"""These are ids of drivers, too."""
_OF_EVENTS = {"race", "event", "round", "meeting", "rally"}
_THINGS = {"driver", "team", "entrant", "manufacturer", "circuit", "class", "series", "event"}
"""Fields that may be ids where their headers do not say so; others are numbers of their own."""
_DEEPER = 2
"""A result points to a driver, a driver to a team, a team to a country."""
_MOST = 0.5
"""So large a part of a column without the word 'id' may be no ids of the other table."""
_LISTED = 5
_DEEP = 24
"""Objects and lists below each other in which records are looked for."""


class _Lookup(NamedTuple):
    """A table that others point to."""

    name: str
    rows: Mapping[str, Record]
    """Its rows by their id, without it."""

    def explains(self, thing: str, ids: Sequence[str], lost: Sequence[str]) -> bool:
        """
        Return whether a column that does not say 'id' has ids of this table all the same.

        A column 'Race' of a sheet of results may have the places of the race, each of them once.
        """
        has_names = any("name" in key(at).split() for row in self.rows.values() for at in row)
        if thing not in _THINGS or (thing == "event" and len(set(ids)) == len(ids)):
            return False
        return has_names and len(lost) <= _MOST * len(ids)


def joined_document(document: Any) -> tuple[Any, list[str]]:
    """Add to the records of a document what its other lists say; return also what they lack."""
    inside = document.values() if isinstance(document, Mapping) else ()
    if sum(isinstance(value, list | Mapping) for value in inside) <= 1:
        return document, []
    lookups = _lookups((name, _records(value)) for name, value in document.items())
    missing: _Missing = {}
    return (_joined(document, "", lookups, missing) if lookups else document), _said(missing)


def joined_rows(
    tables: Sequence[tuple[str, Sequence[Row]]],
) -> tuple[list[Sequence[Row]], list[str]]:
    """
    Add to the rows of tables the cells of others that they point to.

    Args:
        tables: their headings and rows.

    Returns:
        the rows of each table, and what has no partner.
    """
    headers = [find_header(rows) for _, rows in tables]
    if len(tables) == 1 or not any(_without_id(at)[1] for it in headers for at in it.names):
        return [rows for _, rows in tables], []
    records = [
        [dict(zip(header.names, cells, strict=False)) for _, cells in rows[header.first :]]
        for header, (_, rows) in zip(headers, tables, strict=True)
    ]
    lookups = _lookups((name, own) for (name, _), own in zip(tables, records, strict=True))
    missing: _Missing = {}
    out: list[Sequence[Row]] = []
    for (name, rows), header, own in zip(tables, headers, records, strict=True):
        joined = _with_partners(name, own, lookups, missing)
        added = [dict(_cells(row)) for row in joined] if joined is not own else []
        names = list(dict.fromkeys(at for row in added for at in row))
        out.append(_widened(rows, header, names, added) if names else rows)
    return out, _said(missing)


def _widened(
    rows: Sequence[Row], header: Header, names: Sequence[str], added: Sequence[Record]
) -> Sequence[Row]:
    """Add columns to a table; a header of two rows becomes one, rows of another width stay."""
    place = header.first - 1
    is_one = [one_line(cell) for cell in rows[place][1]] == list(header.names)
    below = zip(rows[header.first :], added, strict=True)
    return [
        *rows[: place if is_one else place - 1],
        (rows[place][0], [*header.names, *names]),
        *((line, [*cells, *(row.get(at, "") for at in names)])
          if len(cells) == len(header.names) else (line, cells)
          for (line, cells), row in below),
    ]  # fmt: skip


def _cells(row: Record, word: str = "") -> Iterator[tuple[str, str]]:
    """Yield the cells of what a row points to, with headers: 'driver name'."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _cells(value, name)
        elif word:
            says_it = set(key(word).split()) & set(key(name).split())
            yield name if says_it else f"{word} {name}", value


def _records(value: Any) -> Sequence[Record]:
    """List the objects of a list, or of an object of objects, whose keys are their ids."""
    if isinstance(value, Mapping):
        return [{"id": name, **one} for name, one in value.items() if isinstance(one, Mapping)]
    return value if isinstance(value, list) and _are_objects(value) else []


def _are_objects(values: Sequence[Any]) -> bool:
    return all(isinstance(one, Mapping) for one in values)


def _joined(
    node: Any, name: str, lookups: Mapping[str, _Lookup], missing: _Missing, depth: int = 0
) -> Any:
    if depth > _DEEP:
        return node
    if isinstance(node, list) and _are_objects(node):
        rows = _with_partners(name, node, lookups, missing)
        return [_joined(one, name, lookups, missing, depth + 1) for one in rows]
    if isinstance(node, Mapping):
        return {at: _joined(value, at, lookups, missing, depth + 1) for at, value in node.items()}
    return node


# ---- ids -----------------------------------------------------------------------------------------


def _lookups(tables: Iterable[tuple[str, Sequence[Record]]]) -> Mapping[str, _Lookup]:
    """Find the tables that are named after a thing and have each id once, by this thing."""
    found: dict[str, _Lookup] = {}
    for name, rows in tables:
        thing = _thing(key(name))
        headers = dict.fromkeys(at for row in rows for at in row)
        own = next((at for at in headers if _is_own(at, thing)), "")
        ids = [_text(row.get(own)) for row in rows]
        if own and all(ids) and len(set(ids)) == len(ids):
            others = [{at: it for at, it in row.items() if at != own and not isinstance(it, list)}
                      for row in rows]  # fmt: skip
            found.setdefault(thing, _Lookup(name, dict(zip(ids, others, strict=True))))
    deeper = found
    for _ in range(_DEEPER if len(found) > 1 else 0):
        deeper = {thing: _completed(one, deeper) for thing, one in found.items()}
    return deeper


def _completed(one: _Lookup, lookups: Mapping[str, _Lookup]) -> _Lookup:
    """Add to the rows of a table what they point to themselves."""
    rows = _with_partners(one.name, [*one.rows.values()], lookups, {})
    return _Lookup(one.name, dict(zip(one.rows, rows, strict=True)))


def _is_own(header: str, thing: str) -> bool:
    """Return whether a column numbers the rows of its table: id, driver_id of the drivers."""
    word, is_id = _without_id(header, thing)
    return is_id and (not word or _thing(word) == thing)


def _with_partners(
    name: str, rows: Sequence[Record], lookups: Mapping[str, _Lookup], missing: _Missing
) -> Sequence[Record]:
    """Add to rows what other tables say of the ids in them; note the ids that lead nowhere."""
    found: dict[str, tuple[str, Mapping[str, Record]]] = {}
    headers = dict.fromkeys(at for row in rows for at in row)
    for at in headers:
        word, is_id = _without_id(at)
        lookup = lookups.get(_thing(word)) if word else None
        if lookup is None or lookup.name == name or (is_id and word in headers):
            continue
        ids = [text for row in rows if (text := _text(row.get(at)))]
        lost = [text for text in ids if text not in lookup.rows]
        if len(lost) < len(ids) and (is_id or lookup.explains(_thing(word), ids, lost)):
            found[at] = (word, lookup.rows)
            if lost:
                missing.setdefault((at, lookup.name), []).extend(lost)
    return [_with(row, found) for row in rows] if found else rows


def _with(row: Record, found: Mapping[str, tuple[str, Mapping[str, Record]]]) -> Record:
    partners = {
        word: rows[text]
        for at, (word, rows) in found.items()
        if (text := _text(row.get(at))) in rows
    }
    return {**row, **partners}


def _without_id(header: str, thing: str = "") -> tuple[str, bool]:
    """Return what a header names, and whether it says that it is an id of it, or of a *thing*."""
    words = key(header).split()
    rest = [word for word in words if word not in _ID]
    people = [word for word in rest if word not in _OF_PEOPLE]
    if is_person(people[-1]) if people else thing == PERSON:
        rest = people
    return " ".join(rest), len(rest) < len(words)


def _thing(words: str) -> str:
    """Return what some words name: the field that they mean, or else the last word in singular."""
    last = words.rpartition(" ")[2]
    single = re.sub(r"s$", "", re.sub(r"ies$", "y", last))
    if single in _OF_EVENTS:
        return "event"
    return next(iter(fields(single)), single)


def _text(value: Any) -> str:
    """Write an id; sheets and programs write 3 as 3.0."""
    is_id = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip().removesuffix(".0") if is_id else ""


def _said(missing: _Missing) -> list[str]:
    """Say which ids have no partner, each once."""
    out = []
    for (column, table), ids in missing.items():
        once = list(dict.fromkeys(ids))
        listed = ", ".join(map(repr, once[:_LISTED])) + (" ..." if len(once) > _LISTED else "")
        out.append(f"{column}: not in {table!r}: {listed}")
    return out
