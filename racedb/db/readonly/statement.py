"""
What racedb reads of a statement itself: its parameters, its first word, the place of a name.

Nothing here keeps a database safe; it improves messages and makes `:name` work on PostgreSQL.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches

from racedb.errors import RaceDBError, UsageError
from racedb.format_time import SECOND_US

READS = frozenset({"select", "with", "values", "table", "explain", "show"})
"""First words of statements that only read."""

MAX_LENGTH = 100_000
"""Characters of a statement."""

_TOKENS = re.compile(
    r"""
    [eE]'(?:[^'\\]|''|\\.)*'   # PostgreSQL's string with escapes
    | '(?:[^']|'')*'
    | "(?:[^"]|"")*"
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
    | --[^\n]*
    | /\*.*?\*/
    | ::                       # a cast is not a parameter
    | :(?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMPARED = r"\s*(?:[<>=!]+|\bBETWEEN\b)\s*"
_CLOCK = r"\d+(?::\d\d)+(?:\.\d{1,6})?"
_TIME = re.compile(
    rf"\b(?P<before>\w+_us){_COMPARED}'(?P<first>{_CLOCK})'"
    rf"|'(?P<second>{_CLOCK})'{_COMPARED}(?P<after>\w+_us)\b",
    re.IGNORECASE,
)
"""A column of microseconds that is compared with a text such as '1:50.000'."""
_TYPES = {"text": "text", "int": "bigint"}


def parameters(statement: str) -> tuple[str, ...]:
    """
    Return the names of the parameters of a statement in the order of their first use.

    >>> parameters("SELECT ':no', a::text FROM t WHERE b = :yes")
    ('yes',)
    """
    found = (match["name"] for match in _TOKENS.finditer(statement))
    return tuple(dict.fromkeys(name for name in found if name))


def check(statement: str, values: Iterable[str]) -> None:
    """
    Refuse what the database would refuse with a worse message.

    Raises:
        RaceDBError: the statement does not begin like one that reads, or is too long.
        UsageError: a parameter has no value, or a value no parameter.
    """
    if len(statement) > MAX_LENGTH:
        message = f"the statement is longer than {MAX_LENGTH:,} characters"
        raise RaceDBError(message)
    bare = re.sub(r"\s*(--[^\n]*|/\*.*?\*/|[\s(;])\s*", " ", statement, flags=re.DOTALL).split()
    if not bare:
        message = 'the statement is empty; try "SELECT * FROM classification"'
        raise UsageError(message)
    if bare[0].lower() not in READS:
        message = f"{bare[0]!r} is not allowed: only statements that read are, such as SELECT"
        raise RaceDBError(message)
    _check_parameters(parameters(statement), list(values))
    _check_times(statement)


def _check_parameters(needed: Sequence[str], given: Sequence[str]) -> None:
    for name in needed:
        if name not in given:
            message = f"parameter {name!r} has no value; give one with -p {name}=..."
            raise UsageError(message)
    for name in given:
        if name not in needed:
            message = f"the statement has no parameter :{name}"
            raise UsageError(message)


def _check_times(statement: str) -> None:
    """Refuse a time as people write it where a column holds microseconds: nothing would match."""
    for match in _TIME.finditer(statement):
        column, time = match["before"] or match["after"], match["first"] or match["second"]
        parts = enumerate(reversed(time.split(":")))
        us = int(sum(Decimal(part) * 60**power for power, part in parts) * SECOND_US)
        message = f"{column} is in microseconds: write {us} for '{time}'"
        raise UsageError(message)


def for_postgres(statement: str, types: Mapping[str, str] | None) -> tuple[str, Sequence[str]]:
    """
    Write `:name` as PostgreSQL's $1, $2 ..., with a cast where the type is declared.

    >>> for_postgres("SELECT ':b' WHERE :a = :b OR :a = 2", {"a": "int", "b": "text"})[0]
    "SELECT ':b' WHERE CAST($1 AS bigint) = CAST($2 AS text) OR CAST($1 AS bigint) = 2"

    Returns:
        The statement, and the names in the order of their numbers.
    """
    names = parameters(statement)

    def numbered(match: re.Match[str]) -> str:
        name = match["name"]
        if not name:
            return match[0]
        holder = f"${names.index(name) + 1}"
        return holder if types is None else f"CAST({holder} AS {_TYPES[types[name]]})"

    return _TOKENS.sub(numbered, statement), names


def place(statement: str, word: str) -> str:
    """
    Return where a name is in a statement, to end a message; '' if it is not there.

    >>> place("SELECT 'x', drivers.x, x FROM drivers", "x")
    ' (column 21)'
    """
    outside = _TOKENS.sub(_blank, statement)
    at = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", outside, re.IGNORECASE)
    if not at:
        return ""
    before = statement[: at.start()]
    column = f"column {at.start() - before.rfind(chr(10))}"
    return f" (line {before.count(chr(10)) + 1}, {column})" if "\n" in statement else f" ({column})"


def _blank(token: re.Match[str]) -> str:
    """Blank out strings, comments and parameters: they contain no names of columns."""
    return token[0] if token[0].startswith('"') else " " * len(token[0])


def nearest(word: str, known: Iterable[str]) -> str:
    """
    Suggest the table or column that was probably meant, to end a message; '' if none is similar.

    >>> nearest("classificaton", ["classification", "crews"])
    "; did you mean 'classification'?"
    """
    name = word.rpartition(".")[2]
    near = [it for it in get_close_matches(name.lower(), known, n=1) if it != name]
    return f"; did you mean {near[0]!r}?" if near else ""
