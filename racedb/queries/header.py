"""
The head of a query's file: what it is, what it takes, how it is drawn and tried.

    -- Title in one line
    -- topic: where the list puts it
    -- chart: laps x=lap_number y=position colour=car_number
    -- example: driver=* session=Race
    --
    -- What it answers, in a few lines.
    --
    -- :driver driver            no default: must be given
    -- :event event = null       null: not asked for
    -- :only differ|all = differ one of these words
    -- :most int = 10

The declared type is the type that the value is bound with: without it PostgreSQL would refuse a
NULL. Types are text, int, words to choose from, and SUBJECTS, whose values are
slugs by the time the SQL gets them. In an example `*` is the first one in the database.
"""

import re
import shlex
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from racedb.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from racedb.db.readonly import Value

SUBJECTS = ("driver", "team", "manufacturer", "car", "circuit", "series", "event")
"""Types of a parameter that names a row: racedb.queries.subjects finds it."""
_FREE = ("text", "int")
_KEY = re.compile(r"(topic|chart|example): *(.+)")
_PARAMETER = re.compile(
    r":(?P<name>\w+) +(?P<type>[\w|]+)(?: += +(?P<default>\S+))?(?: +(?P<help>.+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that a query takes."""

    name: str
    type: str
    """text, int, the words to choose from: differ|all, or a kind of subject: driver."""
    default: str | None
    required: bool
    help: str

    @property
    def is_subject(self) -> bool:
        """It names a driver, a team, an event ..."""
        return self.type in SUBJECTS

    @property
    def choices(self) -> list[str]:
        """The words to choose from; none: it is free."""
        return self.type.split("|") if "|" in self.type else []

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
        if self.choices and text not in self.choices:
            message = f"{self.name}={text!r} is not one of {', '.join(self.choices)}"
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
    chart: str
    """The picture that suits it, as racedb.render.charts.picture reads it; '': the columns tell."""
    example: tuple[str, ...]
    """key=value words that try it."""
    parameters: tuple[Parameter, ...]
    sql: str
    """The whole file, header included."""


def parse(name: str, sql: str) -> Query:
    """
    Read the header of a query; the form is described at the top of this module.

    Raises:
        UsageError: a parameter's type is unknown.
    """
    head = takewhile(lambda line: line.startswith("--"), sql.splitlines())
    title, *rest = [line.removeprefix("--").strip() for line in head] or [name]
    keys = {found[1]: found[2] for line in rest if (found := _KEY.fullmatch(line))}
    parameters = [found for line in rest if (found := _PARAMETER.fullmatch(line))]
    prose = [line for line in rest if line and line[0] != ":" and not _KEY.fullmatch(line)]
    return Query(
        name=name,
        title=title,
        topic=keys.get("topic", ""),
        description=" ".join(prose),
        chart=keys.get("chart", ""),
        example=tuple(shlex.split(keys.get("example", ""))),
        parameters=tuple(map(_parameter, parameters)),
        sql=sql,
    )


def _parameter(found: re.Match[str]) -> Parameter:
    type_ = found["type"]
    if "|" not in type_ and type_ not in (*_FREE, *SUBJECTS):
        advice = did_you_mean(type_, (*_FREE, *SUBJECTS))
        message = f":{found['name']} is of no known type: {type_!r}; {advice}"
        raise UsageError(message)
    return Parameter(
        name=found["name"],
        type=found["type"],
        default=None if found["default"] == "null" else found["default"],
        required=found["default"] is None,
        help=found["help"] or "",
    )
