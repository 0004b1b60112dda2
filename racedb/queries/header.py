"""The header of a canned query: its title, its topic, its parameters."""

import re
import shlex
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from racedb.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from racedb.db.readonly import Value

SUBJECTS = ("driver", "team", "manufacturer", "car", "circuit", "series", "event")
"""Types of a parameter that names a row: racedb.queries.lookup finds it."""
IMPORT = "import"
"""Type of a parameter that is the number of an import."""
SEVERAL = {
    "events": "event", "sessions": "session", "seasons": "season", "classes": "class",
    "numbers": "car number",
}  # fmt: skip
"""Types of a parameter that names one or more, and of what kind they are."""

_FREE = ("text", "int", IMPORT)
_KEY = re.compile(r"(topic|also|chart|spare|example|computed|without rows): *(.+)")
_PARAMETER = re.compile(
    r":(?P<name>\w+) +(?P<type>[\w|]+)(?: += +(?P<default>\S+))?(?: +(?P<help>.+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a query."""

    name: str
    type: str
    """text, int, import, words such as differ|all, one of SUBJECTS or of SEVERAL."""
    default: str | None
    required: bool
    help: str

    @property
    def subject(self) -> str | None:
        """What it names: driver, team, event ..., one or several; None: it is no name."""
        return self.type if self.type in SUBJECTS else SEVERAL.get(self.type)

    @property
    def choices(self) -> list[str]:
        """The words to choose from; []: any value is allowed."""
        return self.type.split("|") if "|" in self.type else []

    def value(self, given: object) -> "Value":
        """
        Convert what a user entered into the value that is bound.

        Raises:
            UsageError: it is not of the declared type.
        """
        text = ",".join(map(str, given)) if isinstance(given, list | tuple) else str(given)
        if self.type in ("int", IMPORT):
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
    """A canned query."""

    name: str
    title: str
    topic: str
    also: str
    """Words of questions that it answers, besides those of its name and title."""
    description: str
    """A paragraph; '' when the title says it all."""
    chart: str
    """The chart that suits it, as racedb.render.charts reads it; '': by its columns."""
    spare: tuple[str, ...]
    """Columns that a narrow terminal leaves out first."""
    example: tuple[str, ...]
    """key=value words for `racedb query --test`."""
    computed: str
    """The module that computes rows which the SQL reads; '': none."""
    without_rows: str
    """What to do if there are none; '': nothing to say."""
    parameters: tuple[Parameter, ...]
    sql: str
    """The whole file, header included."""


def parse(name: str, sql: str) -> Query:
    """
    Read the header of a query.

    Raises:
        UsageError: the type of a parameter is unknown.
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
        also=keys.get("also", ""),
        description=" ".join(prose),
        chart=keys.get("chart", ""),
        spare=tuple(keys.get("spare", "").split()),
        example=tuple(shlex.split(keys.get("example", ""))),
        computed=keys.get("computed", ""),
        without_rows=keys.get("without rows", ""),
        parameters=tuple(map(_parameter, parameters)),
        sql=sql,
    )


def _parameter(found: re.Match[str]) -> Parameter:
    type_ = found["type"]
    if "|" not in type_ and type_ not in (*_FREE, *SUBJECTS, *SEVERAL):
        advice = did_you_mean(type_, (*_FREE, *SUBJECTS, *SEVERAL))
        message = f":{found['name']} has an unknown type {type_!r}; {advice}"
        raise UsageError(message)
    return Parameter(
        name=found["name"],
        type=found["type"],
        default=None if found["default"] == "null" else found["default"],
        required=found["default"] is None,
        help=found["help"] or "",
    )
