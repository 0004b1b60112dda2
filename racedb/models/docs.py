"""`python -m racedb.models.docs` prints docs/schema.md: the tables as the models declare them."""

import re
from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from racedb.models import SCHEMA, catalog
from racedb.models.base import meaning
from racedb.models.views import VIEWS, View

_HEAD = """# The schema

Durations are integer microseconds (`_us`), lengths metres (`_m`), speeds km/h (`_kph`). NULL
means not known or not applicable. [Views](#views-for-people) are what people query;
[tables](#tables) are what they are made of. `racedb schema NAME` prints one.
"""


def page() -> str:
    """Return the whole page: the views, then every table with every column."""
    tables = SCHEMA.sorted_tables
    parts = [
        _HEAD,
        "## Views for people\n",
        *(line for view in VIEWS for line in _view(view)),
        "`crew_names` gives the crew of an entry as one text.\n",
        "## Tables\n",
        *(line for table in tables for line in _table(table)),
        "<!-- Made by `python -m racedb.models.docs`; do not edit. -->\n",
    ]
    return "\n".join(parts)


def _view(view: View) -> Iterator[str]:
    yield f"### {view.name}\n\n{view.meaning}\n\n| column | meaning |\n|---|---|"
    yield from (f"| {name} | {meaning} |" for name, meaning in view.columns)
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n\n{meaning(table)}\n"
    yield "| column | type | null | meaning |\n|---|---|---|---|"
    for name, kind, null, _, text in catalog.columns(table.name):
        linked = re.sub(r"→ (\w+)", r"→ [\1](#\1)", str(text))
        yield f"| {name} | {kind} | {null or ''} | {linked} |"
    yield "\n" + "\n".join(_rules(table)) + "\n"


def _rules(table: Table) -> Iterator[str]:
    """Yield the keys and checks, which the database itself enforces."""
    yield f"- key: {', '.join(table.primary_key.columns.keys())}"
    rules = sorted(table.constraints, key=lambda rule: str(rule.name))
    for rule in rules:
        if isinstance(rule, UniqueConstraint):
            yield f"- unique: {', '.join(rule.columns.keys())}"
    checks = [str(rule.sqltext) for rule in rules if isinstance(rule, CheckConstraint)]
    floors: dict[str, list[str]] = {}
    for check in checks:
        if found := re.fullmatch(r"(\w+) >= (\d+)", check):
            floors.setdefault(found[2], []).append(found[1])
        else:
            yield f"- check: {check}"
    for floor, names in sorted(floors.items()):
        yield f"- at least {floor}: {', '.join(names)}"


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    print(page(), end="")  # noqa: T201  the page is the output
