"""
YAML documents, as far as JSON has the same: lists, objects and text.

Every value stays text, for YAML takes 007 for 7 and 1:30 for 90. An alias (*name) may repeat a page
a million times: a file with one is refused. No tag makes an object.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from racedb.errors import ReadError
from racedb.readers.reading import Source

MAX_BYTES = 8 << 20
"""The parser takes ten times as long for a byte as that of JSON."""
MAX_DEPTH = 40
_PLAIN = {"": None, "~": None, "null": None, ".nan": None, "true": True, "false": False}
"""What words without quotes mean, in any case."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(source: Source, given: str | None) -> tuple[Any, str]:
    """
    Return the document and its encoding; several documents in one file are a list.

    Raises:
        ReadError: it is too big, is no YAML, has an alias, or nests too deep; with the line.
    """
    text, encoding = source.text("yaml", given, MAX_BYTES, "save it as json or csv")
    events = yaml.parse(text, Loader=_LOADER)
    try:
        found = [
            _node(source, next(events), events, 0)
            for event in events
            if isinstance(event, yaml.DocumentStartEvent)
        ]
    except yaml.YAMLError as error:
        raise _no_yaml(source, error) from None
    return found[0] if len(found) == 1 else found, encoding


def _node(source: Source, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Any:
    """Return the value that begins with an event: text, a list or an object."""
    if isinstance(event, yaml.ScalarEvent):
        is_plain = event.implicit[0]
        return _PLAIN.get(event.value.lower(), event.value) if is_plain else event.value
    mark = event.start_mark
    where = f"{source.path}:{mark.line + 1}" if mark else str(source.path)
    if isinstance(event, yaml.AliasEvent):
        message = f"{where}: has an alias (*{event.anchor}); write the value itself"
        raise ReadError(message)
    if depth == MAX_DEPTH:
        message = f"{where}: nests too deep to be results"
        raise ReadError(message)
    if isinstance(event, yaml.SequenceStartEvent):
        return [
            _node(source, item, events, depth + 1) for item in _until(yaml.SequenceEndEvent, events)
        ]
    return {
        str(_node(source, key, events, depth + 1)): _node(source, next(events), events, depth + 1)
        for key in _until(yaml.MappingEndEvent, events)
    }


def _until(end: type, events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """Yield the events that begin the items of a list, or the keys of an object."""
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _no_yaml(source: Source, error: yaml.YAMLError) -> ReadError:
    """Return what is wrong, with the line; a letter that YAML does not allow has none."""
    mark = getattr(error, "problem_mark", None)
    where = f"{source.path}:{mark.line + 1}" if mark else str(source.path)
    said = getattr(error, "problem", None) or " ".join(str(error).split())[:120]
    return ReadError(f"{where}: is not valid yaml: {said}")
