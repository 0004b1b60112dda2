"""JSON documents: any encoding that proves itself, comments before and after are skipped."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from racedb.errors import ReadError
from racedb.readers.encoding import decode
from racedb.readers.reading import Source
from racedb.readers.text_lines import lines_of

_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # one letter in two halves
    r"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|(?P<nul>\\u0000)|\\.",
    re.DOTALL,
)
"""All escapes, for an escaped backslash may stand before 'ud800'; the bad ones in groups."""
_MAY_BE_BAD = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""What is in a text with bad escapes: most texts have none, and some have millions of good ones."""
_BAD = ("\\u0000", "\\ud", "\\uD")
MAX_VALUES = 2_000_000
"""Values, objects and lists: each costs some hundred bytes on its way to a table."""
_AFTER = re.compile(r"\s*(?://[^\n]*(?:\n\s*|\Z))+\Z")
"""Comments after the document: '// EOF //'."""
_COMMENTS = re.compile(r"\A\ufeff?\s*(?://[^\n]*\n\s*|/\*.*?\*/\s*)*", re.DOTALL)


def parse(source: Source) -> Any:
    """Return the document; None when the file is none. For `claims`: it never raises."""
    if len(source.data) > source.limits.document_mib << 20 or source.data[:2] == b"PK":
        return None
    try:
        text, _ = decode(source.data[:], None, "")
        _refuse_many(source, text)
        return _parsed(_COMMENTS.sub("", text))
    except (ReadError, ValueError, RecursionError):
        return None


def load(source: Source) -> tuple[Any, str]:
    """
    Return the document and its encoding; decimal numbers stay text, so that no digit is lost.

    Raises:
        ReadError: it is no JSON, cut off, too big or too deep; with the line.
    """
    text, encoding = source.text("a json document", None)
    _refuse_many(source, text)
    comments = _COMMENTS.match(text)
    skipped = comments.end() if comments else 0
    try:
        return _parsed(text[skipped:]), encoding
    except RecursionError:
        message = f"{source.path}: nests too deep to be results"
        raise ReadError(message) from None
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, skipped + error.pos) + 1
        at_end = error.pos >= len(text[skipped:].rstrip()) - 1
        cut = "; it seems to be cut off" if at_end or error.msg.startswith("Untermin") else ""
        message = f"{source.path}:{line}: is not valid json: {error.msg.lower()}{cut}"
        raise ReadError(message) from None
    except ValueError as error:
        message = f"{source.path}: is not valid json: {error}"
        raise ReadError(message) from None


def load_lines(source: Source) -> tuple[list[Any], str]:
    """
    Return the records of a file that has one a line, and its encoding; blank lines are no records.

    Raises:
        ReadError: a line is no record; with its number. Or the file is too big.
    """
    text, encoding = source.text("a file of json records", None)
    _refuse_many(source, text)
    lines = {n: line for n, line in enumerate(lines_of(text), start=1) if line.strip()}
    try:  # at once, for then the keys of all records are the same
        return _value(f"[{','.join(lines.values())}]"), encoding
    except (ValueError, RecursionError):
        return [_record(source, number, line) for number, line in lines.items()], encoding


def _record(source: Source, number: int, line: str) -> Any:
    try:
        return _value(line)
    except (ValueError, RecursionError) as error:
        message = f"{source.path}:{number}: is not a json record: {error}"
        raise ReadError(message) from None


def _refuse_many(source: Source, text: str) -> None:
    """
    Count the values of a document before it is parsed; signs in texts count, too.

    Raises:
        ReadError: there are too many, or too many letters that have to be replaced.
    """
    if (many := sum(map(text.count, ",{["))) > MAX_VALUES:
        message = f"{source.path}: has about {many:,} values; {MAX_VALUES:,} are the most"
        raise ReadError(f"{message}: save it as csv, or in parts")
    if sum(map(text.count, _BAD)) > MAX_VALUES:
        message = f"{source.path}: has more than {MAX_VALUES:,} letters that are none"
        raise ReadError(message)


def _parsed(text: str) -> Any:
    end = max(text.rfind("}"), text.rfind("]")) + 1
    if _AFTER.match(text, end):
        text = text[:end]
    return _value(text)


def _value(text: str) -> Any:
    if _MAY_BE_BAD.search(text):
        text = _ESCAPES.sub(_storable, text)
    return json.loads(text, parse_float=str)


def _storable(escape: re.Match[str]) -> str:
    """Write what no database takes as what it does: half a letter, and NUL; as long as before."""
    if escape["half"]:
        return r"\ufffd"
    return r"\u0020" if escape["nul"] else escape[0]


# ---- values of any type --------------------------------------------------------------------------


def as_object(value: Any) -> Mapping[str, Any]:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: Any) -> Sequence[Any]:
    """Return an array; an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_objects(value: Any) -> Sequence[Mapping[str, Any]]:
    """Return the objects of an array; none when it is no array."""
    return [one for one in as_list(value) if isinstance(one, Mapping)]
