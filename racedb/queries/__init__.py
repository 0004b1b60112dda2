"""
Canned queries: one `.sql` file each, named like the query, with a header that describes it.

    -- Title in one line
    -- topic: where the list puts it
    -- also: words of questions that it answers
    -- chart: laps x=lap_number y=position colour=car_number
    -- spare: team car
    -- example: driver=* session=Race
    -- computed: what_if
    -- without rows: load a calendar
    --
    -- What it answers, in a few lines.
    --
    -- :driver driver            without a default: required
    -- :season seasons = null    null: not restricted
    -- :only differ|all = differ one of these words
    -- :most int = 10

A parameter is bound with its declared type: without one PostgreSQL would refuse a NULL. Types are
text, int, words to choose from, SUBJECTS, whose values are slugs by the time the SQL gets them, and
SEVERAL: one or more slugs, labels, codes, names or numbers, for `IN (:season)`.
`spare` are the columns that a narrow terminal leaves out first. In an example `*` is the first one
in the database. A query with `computed` reads rows that SQL cannot make: a module of this package
computes them, and they take the place of `-- rows`.

Users keep queries of their own in a folder, in the same form. Text that many queries share is in
`parts/`: a line `-- include: sessions` is replaced by it.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import UsageError, did_you_mean
from racedb.queries.header import IMPORT as IMPORT
from racedb.queries.header import SEVERAL as SEVERAL
from racedb.queries.header import SUBJECTS as SUBJECTS
from racedb.queries.header import Parameter as Parameter
from racedb.queries.header import Query as Query
from racedb.queries.header import parse as parse
from racedb.queries.several import with_several
from racedb.queries.words import implied, placed
from racedb.queries.words import values as values

if TYPE_CHECKING:
    from racedb.db.readonly import Reader, Result, Value

_FOLDER = Path(__file__).parent
_PART = re.compile(r"^( *)-- include: (\w+)$", re.MULTILINE)
_ROWS = "-- rows"


def names(own: Path | None = None) -> list[str]:
    """
    Name all canned queries, in the order of the alphabet.

    Args:
        own: a folder with more of them.

    Raises:
        UsageError: the folder does not exist, or a query in it has the name of one of racedb.
    """
    return sorted(_files(own))


_LIST = "list-"


def lists() -> list[str]:
    """Name the kinds that have a query which lists their rows: drivers, events ..."""
    return [name.removeprefix(_LIST) for name in names() if name.startswith(_LIST)]


def list_of(kind: str) -> str:
    """
    Return the name of the query that lists the rows of a kind: drivers, also driver or people.

    Raises:
        UsageError: there is none.
    """
    for it in lists():
        if kind.lower() in (it, *load(f"{_LIST}{it}").also.split()):
            return f"{_LIST}{it}"
    is_slip = get_close_matches(kind, lists(), cutoff=_SLIP)
    found = [] if is_slip else [it.name for it in about(kind) if not it.name.startswith(_LIST)]
    advice = f"try racedb query {found[0]}" if found else did_you_mean(kind, lists())
    message = f"there is no list of {kind!r}; {advice}"
    raise UsageError(message)


def load(name: str, own: Path | None = None, question: str = "") -> Query:
    """
    Read one canned query.

    Args:
        name: its name.
        own: a folder with more of them.
        question: all that was asked, for the message; '': nothing but the name.

    Raises:
        UsageError: no query has this name; or its file, one of *own*, cannot be read.
    """
    files = _files(own)
    if name not in files:
        message = f"no query is named {name!r}; {_advice(name, files, question or name)}"
        raise UsageError(message)
    path = files[name]
    try:
        return parse(name, with_parts(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read: {error}"
        raise UsageError(message) from None
    except UsageError as error:
        message = f"{path}: {error}"
        raise UsageError(message) from None


_SLIP = 0.85
"""How much of a name is right where it was mistyped, and is no word of a question."""


def _advice(name: str, known: Iterable[str], question: str) -> str:
    """Say which query may be meant: the one of nearly that name, or what answers a question."""
    if found := [] if get_close_matches(name, known, cutoff=_SLIP) else about(question):
        return f"these may answer it: {', '.join(f'{it.name} ({it.title})' for it in found)}"
    hint = did_you_mean(name, known)
    return hint if hint.startswith("did") else "'racedb query' lists all"


def about(question: str) -> list[Query]:
    """Return the queries of racedb that a question may be about, the likeliest first."""
    from racedb.queries import search

    return search.about(question, [load(it) for it in names()])


def is_own(name: str) -> bool:
    """Return whether a query is one of the user's: none of racedb's has its name."""
    return not (_FOLDER / f"{name}.sql").exists()


def _files(own: Path | None) -> dict[str, Path]:
    """Return the file of every query."""
    ours = {path.stem: path for path in _FOLDER.glob("[a-z]*.sql")}
    if own is None:
        return ours
    if not own.is_dir():
        message = f"{own}: is not a folder of queries; see `queries` in racedb.toml"
        raise UsageError(message)
    theirs = {path.stem: path for path in own.glob("*.sql")}
    for name in ours.keys() & theirs:
        message = f"{theirs[name]}: a query of racedb has this name; rename the file"
        raise UsageError(message)
    return ours | theirs


@cache
def read_sql(name: str) -> str:
    """Read a statement of racedb that is no canned query; its file begins with `_`."""
    return with_parts((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def with_parts(sql: str) -> str:
    """
    Replace the lines that include a part, which is indented like them.

    Raises:
        UsageError: there is no such part.
    """

    def part(found: re.Match[str]) -> str:
        path = _FOLDER / "parts" / f"{found[2]}.sql"
        known = [it.stem for it in (_FOLDER / "parts").glob("*.sql")]
        if found[2] not in known:
            message = f"no part is named {found[2]!r}; {did_you_mean(found[2], known)}"
            raise UsageError(message)
        lines = with_parts(path.read_text(encoding="utf-8")).splitlines()
        return "\n".join(found[1] + line for line in lines)

    return _PART.sub(part, sql)


def run(reader: "Reader", query: Query, given: Mapping[str, object]) -> "Result":
    """
    Run a canned query.

    Args:
        reader: an open database.
        query: what `load` returned.
        given: values by parameter, as `bind` takes them.

    Raises:
        UsageError: a value is not valid, as `bind` says.
    """
    return reader.query(*bind(reader, query, given))


def bind(
    reader: "Reader", query: Query, given: Mapping[str, object]
) -> "tuple[str, dict[str, Value], dict[str, str]]":
    """
    Return a query, the values of its parameters and their types, as `Reader.query` takes them.

    Args:
        reader: an open database.
        query: what `load` returned.
        given: values by parameter; the others have their defaults. Drivers, teams, events ... by
            slug, by name or by a part of it.

    Raises:
        UsageError: a parameter is unknown, missing, or not of its type; a name matches nothing, or
            several rows.
    """
    bound = resolved(reader, query, given)
    numbers = ("int", IMPORT)
    types = {it.name: "int" if it.type in numbers else "text" for it in query.parameters}
    sql = _with_rows(reader, query, bound) if query.computed else query.sql
    return with_several(sql, bound, types)


def _with_rows(
    reader: "Reader", query: Query, bound: "Mapping[str, Value | tuple[str, ...]]"
) -> str:
    """Write the rows into a query that a module computes for it: numbers and slugs."""
    from racedb.queries import what_if

    rows = what_if.rows(reader, bound)
    return query.sql.replace(_ROWS, ",\n    ".join(f"({', '.join(map(repr, it))})" for it in rows))


def resolved(
    reader: "Reader", query: Query, given: Mapping[str, object]
) -> "dict[str, Value | tuple[str, ...]]":
    """
    Return the values of all parameters of a query: slugs instead of names, defaults.

    Raises:
        UsageError: as `bind`.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    given = placed(reader, query, given)
    for name in given:
        if name not in known:
            advice = did_you_mean(name, known) if known else "it takes none"
            message = f"query {query.name} has no parameter {name!r}; {advice}"
            raise UsageError(message)
    bound: dict[str, Value | tuple[str, ...]] = {}
    for name, parameter in known.items():
        chosen = given.get(name, parameter.default)
        bound[name] = None if chosen is None else parameter.value(chosen)
    missing = {name for name, it in known.items() if it.required and name not in given}
    _resolve(reader, query, bound, missing)
    return bound


_NARROWING = ("series", "season", "event")
"""Names that narrow others, in this order: the season of a series, the event of a season."""


def _resolve(
    reader: "Reader",
    query: Query,
    bound: "dict[str, Value | tuple[str, ...]]",
    missing: set[str],
) -> None:
    """Replace names by slugs, and find those that nobody gave; those that narrow others first."""
    named = [
        (it, it.subject or "")
        for it in query.parameters
        if it.name in missing or (it.subject and bound[it.name] is not None)
    ]
    for it, kind in sorted(named, key=lambda it: (*_NARROWING, it[1]).index(it[1])):
        from racedb.queries.lookup import resolve, resolve_several

        if it.name in missing:
            bound[it.name] = implied(reader, query, it, bound)
            continue
        text, find = str(bound[it.name]), resolve_several if it.type in SEVERAL else resolve
        bound[it.name] = find(reader, kind, text, bound)
    for it in query.parameters:
        number = bound[it.name]
        if it.type == IMPORT and isinstance(number, int):
            from racedb.queries.lookup import require_import

            require_import(reader, number)
