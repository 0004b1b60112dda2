"""
A season in one JSON document, rounds and sessions as keys: {"results": {"1": {"sprint": [...]}}}.

It is unfolded to a list of rounds, as other documents have it. What the document says of a round
in a calendar, and of a competitor in a list of entries that shares his code, is put beside each
record.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ROUND = re.compile(r"\d{1,3}")
_SESSION = re.compile(
    r"(?i)race\d*|feature|heat\d*|sprint|q\d?|quali\w*|fp\d|practice\d?|warm.?up|grid"
)
_SERIES = ("series", "championship", "sport")
_PLACE = {
    "name": "event",
    "event": "event",
    "venue": "circuit",
    "circuit": "circuit",
    "date": "date",
}


def unfolded(document: Any) -> Any:
    """Give a document with its rounds as a list; any other document as it is."""
    if not isinstance(document, Mapping):
        return document
    rounds = list(_rounds(document))
    if not rounds:
        return document
    plain = {key: value for key, value in document.items() if not isinstance(value, list | dict)}
    series = next((plain[key] for key in _SERIES if plain.get(key)), None)
    return {**plain, "series": series, "rounds": rounds}


def _rounds(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    calendar, known = _calendar(document), _coded(document)
    for name, by_round in document.items():
        if not _is_keyed(by_round):
            continue
        for number, body in by_round.items():
            parts = body if isinstance(body, Mapping) else {name: body}
            for label, records in parts.items():
                if _are_records(records):
                    said = {"round": number, **calendar.get(number, {}), **_label(label)}
                    yield {
                        **said,
                        "results": [_completed(record, known, said) for record in records],
                    }


def _is_keyed(value: Any) -> bool:
    """Say whether the keys of an object are numbers of rounds."""
    return isinstance(value, Mapping) and bool(value) and all(map(_ROUND.fullmatch, value))


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(it, Mapping) for it in value)


def _label(label: str) -> dict[str, str]:
    """A key above an array of records names the session, or else the class of a race."""
    if _SESSION.fullmatch(label):
        return {"session": label.capitalize()}
    return {"session": "Race"} | ({} if label in ("results", "races") else {"class": label})


def _calendar(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give event, circuit and date of each round, as far as a list of rounds says them."""
    out: dict[str, dict[str, Any]] = {}
    for value in document.values():
        for row in value if _are_records(value) else ():
            said = {field: row[key] for key, field in _PLACE.items() if row.get(key)}
            if "round" in row and said:
                out.setdefault(str(row["round"]), said)
    return out


def _coded(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give what lists of entries say of each competitor, by his code."""
    out: dict[str, dict[str, Any]] = {}
    for value in document.values():
        for row in value if _are_records(value) else ():
            if isinstance(code := row.get("code"), str):
                out.setdefault(code, {("driver" if k == "name" else k): v for k, v in row.items()})
    return out


def _completed(
    record: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], said: Mapping[str, Any]
) -> dict[str, Any]:
    """Put what is known of a competitor beside his record; the record itself wins."""
    facts = {**known.get(str(record.get("code")), {}), **record}
    if "class" in said:
        facts["class"] = said["class"]
        if "overall" in facts:  # positions are counted in the class
            facts["class position"] = facts.pop("position", None)
            facts["position"] = facts.pop("overall")
    return facts
