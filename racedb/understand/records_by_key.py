"""
A season in one JSON document, rounds and sessions as keys: {"results": {"1": {"sprint": [...]}}}.

Keys may be numbers of rounds, years, names of events, sessions and classes, one level below the
other. It is unfolded to a list of rounds, as other documents have it. What the document says of a
round in a calendar, and of a competitor in a list of entries with the same code, is added to each
record.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from racedb.understand.columns import recognise
from racedb.understand.kinds import is_results
from racedb.understand.vocabulary import fields
from racedb.understand.vocabulary import key as header_key

MAX_DEPTH = 12
"""What is nested deeper is no result."""
_ROUND = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SESSION = re.compile(
    r"(?i)race ?\d*|feature|heat ?\d*|sprint ?\d*|q\d?|quali\w* ?\d?|fp ?\d|practice ?\d?|warm.?up"
    r"|grid"
)
_BY_NAME = {
    "rounds": "event", "races": "event", "events": "event", "meetings": "event",
    "seasons": "season", "sessions": "session", "classes": "class", "categories": "class",
}  # fmt: skip
"""What the keys of an object of that name are."""
_PLAIN = {"results", "races", "classification", "classifications", "entries", "rows", "records"}
"""Keys above records that say nothing about them."""
_SERIES = ("series", "championship", "sport")
_PLACE = {
    "name": "event",
    "event": "event",
    "venue": "circuit",
    "circuit": "circuit",
    "date": "date",
}


def unfolded(document: Any) -> Any:
    """Return a document with its rounds as a list; any other document as it is."""
    if not isinstance(document, Mapping):
        return document
    if events := _named_events(document):
        return {"rounds": events}
    rounds = list(_rounds(document))
    if not rounds:
        return document
    plain = {key: value for key, value in document.items() if not isinstance(value, list | dict)}
    series = next((plain[key] for key in _SERIES if plain.get(key)), None)
    return {**plain, "series": series, "rounds": rounds}


def _named_events(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Read an object of races by name: {"Cup - Alpha": [...], "Cup - Beta": [...]}."""
    lists = {key: value for key, value in document.items() if _are_records(value)}
    if len(lists) < 2 or len(lists) < len(document) or any(map(_is_no_event, lists)):
        return []
    if not _are_alike([set(records[0]) for records in lists.values()]):
        return []
    found = [{"event": key, "results": value} for key, value in lists.items()]
    placed = all(_fields_of(value[0]) >= {"position", "driver"} for value in lists.values())
    return found if placed or all(map(_holds_results, found)) else []


def _is_no_event(key: str) -> bool:
    """Recognise a key that is a word, a session, a round or a year, and not the name of a race."""
    if fields(header_key(key)) or key.lower() in _PLAIN:
        return True
    return any(pattern.fullmatch(key) for pattern in (_SESSION, _ROUND, _YEAR))


def _are_alike(records: Sequence[set[str]]) -> bool:
    """Return whether the records have half of their keys in common with the first one, at least."""
    first = records[0]
    return all(len(keys & first) >= len(keys | first) / 2 for keys in records)


def _fields_of(record: Mapping[str, Any]) -> set[str | None]:
    _, columns = recognise(list(record), [list(map(str, record.values()))])
    return {column.field for column in columns}


def _rounds(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    calendar, known = _calendar(document), _coded(document)
    for said, records in _leaves(document, "", {}):
        facts = {**calendar.get(said.get("round", ""), {}), **said}
        facts.setdefault("session", "Race")
        yield {**facts, "results": [_completed(record, known, facts) for record in records]}


def _leaves(
    node: Mapping[str, Any], name: str, said: Mapping[str, str], depth: int = 0
) -> Iterator[tuple[Mapping[str, str], Sequence[Mapping[str, Any]]]]:
    """Yield the records below keys that say something, with what the keys on the way say."""
    level = _level(node, name, said)
    for key, value in node.items():
        here = {**said, **_label(level, key)}
        if isinstance(value, Mapping) and depth < MAX_DEPTH:
            facts = _facts(value) if level in ("event", "round") else {}
            yield from _leaves(value, key, {**here, **facts}, depth + 1)
        elif _are_records(value) and (here or level):
            # A list of one session or class is beside the results of the race.
            label = {} if level else _label(_of_records(key, name), key)
            yield {**here, **label}, value


def _level(node: Mapping[str, Any], name: str, said: Mapping[str, str]) -> str | None:
    """Find what the keys of an object are; None when it is a thing with properties."""
    inside = list(node.values())
    if not inside or not all(isinstance(value, list | dict) for value in inside):
        return None
    for pattern, field in ((_ROUND, "round"), (_YEAR, "season"), (_SESSION, "session")):
        if field not in said and all(map(pattern.fullmatch, node)):
            return field
    if by_name := _BY_NAME.get(name.lower()):
        return by_name if by_name not in said else None
    is_event = _may_hold_events(node, name) and not {"event", "round"} & set(said)
    return "event" if is_event else None


def _may_hold_events(node: Mapping[str, Any], name: str) -> bool:
    """Return whether all that an object has are objects with results, one for each event."""
    # What a single key is cannot be known, unless it is below a year.
    if not _YEAR.fullmatch(name) and (name not in ("", "results") or len(node) == 1):
        return False
    return all(isinstance(value, Mapping) and _holds_results(value) for value in node.values())


def _holds_results(node: Mapping[str, Any]) -> bool:
    first = [value[0] for value in node.values() if _are_records(value)]
    return any(is_results(recognise(list(one), [list(map(str, one.values()))])[1]) for one in first)


def _of_records(key: str, name: str) -> str | None:
    """Find what a key above records is: the session, nothing, or else the class of a race."""
    if _SESSION.fullmatch(key):
        return "session"
    return None if key.lower() in _PLAIN or key == name else "class"


def _label(level: str | None, key: str) -> dict[str, str]:
    if level == "session":
        return {"session": key[:1].upper() + key[1:]}
    return {level: key} if level else {}


def _facts(node: Mapping[str, Any]) -> dict[str, str]:
    """Return what an object says of its round: event, circuit, date."""
    return {field: str(node[key]) for key, field in _PLACE.items()
            if node.get(key) and not isinstance(node[key], list | dict)}  # fmt: skip


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(it, Mapping) for it in value)


def _calendar(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return event, circuit and date of each round, as far as a list of rounds has them."""
    out: dict[str, dict[str, str]] = {}
    for value in document.values():
        for row in value if _are_records(value) else ():
            said = _facts(row)
            if "round" in row and said:
                out.setdefault(str(row["round"]), said)
    return out


def _coded(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what lists of entries say of each competitor, by code."""
    out: dict[str, dict[str, Any]] = {}
    for value in document.values():
        for row in value if _are_records(value) else ():
            if isinstance(code := row.get("code"), str):
                out.setdefault(code, {("driver" if k == "name" else k): v for k, v in row.items()})
    return out


def _completed(
    record: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], said: Mapping[str, Any]
) -> dict[str, Any]:
    """Add what is known of a competitor to a record; the record itself wins."""
    facts = {**known.get(str(record.get("code")), {}), **record}
    if "class" in said:
        facts["class"] = said["class"]
        if "overall" in facts:  # positions are counted in the class
            facts["class position"] = facts.pop("position", None)
            facts["position"] = facts.pop("overall")
    return facts
