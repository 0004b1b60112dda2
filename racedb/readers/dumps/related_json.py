"""
Folders of JSON files that refer to each other by ids: drivers.json, results.json, laps.json.

They are read as the lists of one document. A file of drivers and one of results or laps make such a
folder; what the others say is joined to these.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from racedb.errors import ReadError
from racedb.readers import json_records
from racedb.readers.documents import without_partner
from racedb.readers.dumps.words import singular, snake
from racedb.readers.reading import Dataset, Options, Reading, Source
from racedb.understand.joined import joined_document
from racedb.understand.tables import ChoiceError
from racedb.understand.vocabulary import is_person

_SUFFIX = ".json"
_FACTS = re.compile(r"result|classif|lap|quali|stop")
_ORDER = ("results", "laps", "pit_stops")
"""Results come first: they say which cars there are."""


def _claims(names: frozenset[str]) -> bool:
    stems = _stems(names)
    return any(map(_lists_people, stems)) and any(map(_FACTS.search, stems))


def _stems(names: Iterable[str]) -> Mapping[str, str]:
    """Return the names of the JSON files by their stems, in one way of writing: race_result."""
    named = sorted(name for name in names if name.lower().endswith(_SUFFIX) and name[0] != ".")
    return {singular(snake(name[: -len(_SUFFIX)])): name for name in named}


def _lists_people(stem: str) -> bool:
    return is_person(stem.replace("_", " "))


def _read(files: Mapping[str, Source], options: Options) -> Sequence[Reading]:
    """
    Read the files with results, laps and pit stops.

    Raises:
        ReadError: a file cannot be read, or is of a simulator or a feed; or there are no results.
    """
    stems = _stems(files)
    sources = {stem: files[name] for stem, name in stems.items()}
    loaded = {stem: json_records.document(source) for stem, source in sources.items()}
    whole, alone = joined_document({stem: _list(it) for stem, (it, _) in loaded.items()})
    around = {stem: it for stem, it in whole.items() if _is_one_thing(it)}
    facts = [stem for stem in stems if _FACTS.search(stem)]
    for stem in facts:
        _refuse_known(sources[stem])
    found = [
        replace(one, encoding=loaded[stem][1])
        for stem in facts
        for one in _reading(sources[stem], {**around, stem: whole[stem]}, options)
    ]
    if not found:
        folder = next((source.path.parent for source in files.values()), Path())
        message = f"{folder}: there are no results in {', '.join(stems[one] for one in facts)}"
        raise ReadError(message)
    found.sort(key=lambda one: min(map(_rank, one.tables)))
    found[0].findings.extend(without_partner(alone))
    return found


def _list(document: Any) -> Any:
    """Take the only list out of an object that has nothing else: {"data": [...]}."""
    inside = [*document.values()] if isinstance(document, Mapping) else []
    return inside[0] if len(inside) == 1 and isinstance(inside[0], list) else document


def _is_one_thing(document: Any) -> bool:
    """Recognise an object without lists and objects in it: what all files are about."""
    return isinstance(document, Mapping) and not any(
        isinstance(value, Mapping | list) for value in document.values()
    )


def _refuse_known(source: Source) -> None:
    """
    Refuse a file whose format is known: it needs no other file.

    Raises:
        ReadError: it is one.
    """
    from racedb.readers import identify

    format_ = identify(source, None)
    if format_ is not json_records.FORMAT:
        message = f"{source.path}: is of the format {format_.name}; load the files one by one"
        raise ReadError(message)


def _reading(source: Source, document: Any, options: Options) -> Iterator[Reading]:
    """Read the results of one file; nothing where there are none."""
    try:
        yield json_records.reading_of(source, DATASET.name, document, "", options)
    except ChoiceError as error:
        if len(error.tables) > 1:
            raise


def _rank(table: Any) -> int:
    return _ORDER.index(table.kind) if table.kind in _ORDER else len(_ORDER)


DATASET = Dataset(
    name="related-json",
    summary="folders of JSON files that refer to each other by ids: drivers, results, laps",
    claims=_claims,
    read=_read,
    line="record",
)
