"""
Canned queries: one `.sql` file each, with a header (racedb.queries.header) that says what it takes.

The name of a query is the name of its file. People keep queries of their own in a folder, in the
same form. What many queries share stands in `parts/`: a line `-- include: sessions` becomes it.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import UsageError, did_you_mean
from racedb.queries.header import Parameter, Query, parse

if TYPE_CHECKING:
    from racedb.db.readonly import Reader, Result, Value

__all__ = ["Parameter", "Query", "load", "names", "parse", "run", "values"]

_FOLDER = Path(__file__).parent
_PART = re.compile(r"^( *)-- include: (\w+)$", re.MULTILINE)


def names(own: Path | None = None) -> list[str]:
    """
    Name all canned queries, in the order of the alphabet.

    Args:
        own: a folder with more of them.

    Raises:
        UsageError: the folder is not there, or takes a name that is taken.
    """
    return sorted(_files(own))


def load(name: str, own: Path | None = None) -> Query:
    """
    Read one canned query.

    Raises:
        UsageError: no query has this name; or its file, one of *own*, cannot be read.
    """
    files = _files(own)
    if name not in files:
        message = f"no query is named {name!r}; {did_you_mean(name, files)}"
        raise UsageError(message)
    path = files[name]
    try:
        return parse(name, whole(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read: {error}"
        raise UsageError(message) from None
    except UsageError as error:
        message = f"{path}: {error}"
        raise UsageError(message) from None


def _files(own: Path | None) -> dict[str, Path]:
    """Find the file of every query."""
    ours = {path.stem: path for path in _FOLDER.glob("*.sql")}
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


def whole(sql: str) -> str:
    """
    Put the parts into a statement, indented as the lines that name them.

    Raises:
        UsageError: a part is not there.
    """

    def part(found: re.Match[str]) -> str:
        path = _FOLDER / "parts" / f"{found[2]}.sql"
        known = [it.stem for it in (_FOLDER / "parts").glob("*.sql")]
        if found[2] not in known:
            message = f"nothing to include is named {found[2]!r}; {did_you_mean(found[2], known)}"
            raise UsageError(message)
        lines = whole(path.read_text(encoding="utf-8")).splitlines()
        return "\n".join(found[1] + line for line in lines)

    return _PART.sub(part, sql)


def values(query: Query, words: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """
    Give bare words to the parameters that must be given, in their order.

    Raises:
        UsageError: there are more words than such parameters.
    """
    open_ = [it.name for it in query.parameters if it.required and it.name not in given]
    if len(words) > len(open_):
        takes = " ".join(f"{it.name}=..." for it in query.parameters) or "nothing"
        message = f"query {query.name}: {words[len(open_)]!r} is for nothing; it takes {takes}"
        raise UsageError(message)
    return {**dict(zip(open_, words, strict=False)), **given}


def run(reader: "Reader", query: Query, given: Mapping[str, object]) -> "Result":
    """
    Ask a canned query.

    Args:
        reader: an open database.
        query: what `load` gave.
        given: values by parameter; what is left out takes its default. Drivers, teams, events ...
            by slug, by name or by a part of it.

    Raises:
        UsageError: a parameter is unknown, missing, or not of its type; a name is of nobody, or of
            several.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            advice = did_you_mean(name, known) if known else "it takes none"
            message = f"query {query.name} has no parameter {name!r}; {advice}"
            raise UsageError(message)
    bound: dict[str, Value] = {}
    for name, parameter in known.items():
        if name not in given and parameter.required:
            message = f"query {query.name} needs {name}=... ({parameter.type}: {parameter.help})"
            raise UsageError(message)
        chosen = given.get(name, parameter.default)
        bound[name] = None if chosen is None else parameter.value(chosen)
    _resolve(reader, known, bound)
    types = {name: "int" if it.type == "int" else "text" for name, it in known.items()}
    return reader.query(query.sql, bound, types)


def _resolve(reader: "Reader", known: Mapping[str, Parameter], bound: "dict[str, Value]") -> None:
    """Put slugs for names; of events last, for the series tells which are meant."""
    named = [it for it in known.values() if it.is_subject and bound[it.name] is not None]
    for it in sorted(named, key=lambda it: it.type == "event"):
        from racedb.queries.subjects import resolve

        text = str(bound[it.name])
        bound[it.name] = resolve(reader, it.type, text, bound.get("season"), bound.get("series"))
