"""
Canned queries: one `.sql` file each, with a header that says what it is and what it takes.

    -- Title in one line
    -- topic: where the list puts it
    --
    -- What it answers, in a few lines.
    --
    -- :event text = null        no default: must be given; null: not asked for
    -- :only differ|all = differ one of these words

The name of a query is the name of its file. The declared type is the type the value is bound with:
without it PostgreSQL would refuse a NULL.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from racedb.db.readonly import Reader, Result, Value

_FOLDER = Path(__file__).parent
_PARAMETER = re.compile(
    r":(?P<name>\w+) +(?P<type>[\w|]+)(?: += +(?P<default>\S+))?(?: +(?P<help>.+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that a query takes."""

    name: str
    type: str
    """text, int, or the words to choose from: differ|all."""
    default: str | None
    required: bool
    help: str

    def value(self, given: object) -> "Value":
        """
        Turn what was given into the value that is bound.

        Raises:
            UsageError: it is not of the declared type.
        """
        text = str(given)
        if self.type == "int":
            if not re.fullmatch(r"-?\d{1,18}", text):
                message = f"{self.name}={text!r} is not a whole number"
                raise UsageError(message)
            return int(text)
        choices = self.type.split("|")
        if len(choices) > 1 and text not in choices:
            message = f"{self.name}={text!r} is not one of {', '.join(choices)}"
            raise UsageError(message)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question with a name."""

    name: str
    title: str
    topic: str
    description: str
    """A paragraph; '' when the title says it all."""
    parameters: tuple[Parameter, ...]
    sql: str
    """The whole file, header included."""


def names() -> list[str]:
    """Name all canned queries, in the order of the alphabet."""
    return sorted(path.stem for path in _FOLDER.glob("*.sql"))


def load(name: str) -> Query:
    """
    Read one canned query.

    Raises:
        UsageError: no query has this name.
    """
    if name not in names():
        message = f"no query is named {name!r}; {did_you_mean(name, names())}"
        raise UsageError(message)
    return parse(name, (_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def parse(name: str, sql: str) -> Query:
    """Read the header of a query; the form is described at the top of this module."""
    header = takewhile(lambda line: line.startswith("--"), sql.splitlines())
    title, topic, *rest = (line.removeprefix("--").strip() for line in header)
    parameters = [found for line in rest if (found := _PARAMETER.fullmatch(line))]
    prose = [line for line in rest if line and not line.startswith(":")]
    return Query(
        name=name,
        title=title,
        topic=topic.removeprefix("topic: "),
        description=" ".join(prose),
        parameters=tuple(
            Parameter(
                name=found["name"],
                type=found["type"],
                default=None if found["default"] == "null" else found["default"],
                required=found["default"] is None,
                help=found["help"] or "",
            )
            for found in parameters
        ),
        sql=sql,
    )


def run(reader: "Reader", query: Query, given: Mapping[str, object]) -> "Result":
    """
    Ask a canned query.

    Args:
        reader: an open database.
        query: what `load` gave.
        given: values by parameter; what is left out takes its default.

    Raises:
        UsageError: a parameter is unknown, missing, or not of its type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            advice = did_you_mean(name, known) if known else "it takes none"
            message = f"query {query.name} has no parameter {name!r}; {advice}"
            raise UsageError(message)
    values: dict[str, Value] = {}
    for name, parameter in known.items():
        if name not in given and parameter.required:
            message = f"query {query.name} needs {name}=... ({parameter.type}: {parameter.help})"
            raise UsageError(message)
        chosen = given.get(name, parameter.default)
        values[name] = None if chosen is None else parameter.value(chosen)
    types = {name: "int" if it.type == "int" else "text" for name, it in known.items()}
    return reader.ask(query.sql, values, types)
