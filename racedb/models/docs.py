"""`python -m racedb.models.docs` prints docs/schema.md: the tables as the models declare them."""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from racedb.models import SCHEMA, catalog
from racedb.models.base import meaning
from racedb.models.views import VIEWS, View

_HEAD = """# The schema

Made from the models by `python -m racedb.models.docs`; a test checks that it is fresh. Durations
are integer microseconds (`_us`), lengths metres (`_m`), speeds km/h (`_kph`). NULL means not known
or not applicable.

[Views](#views-for-people) are what people query; [tables](#tables) are what they are made of.
"""


def page() -> str:
    """Return the whole page: a diagram, the views, then every table with every column."""
    tables = SCHEMA.sorted_tables
    parts = [
        _HEAD,
        *_diagram(tables),
        "## Views for people\n",
        *(line for view in VIEWS for line in _view(view)),
        "`crew_names` gives the crew of an entry as one text.\n",
        "## Tables\n",
        *(line for table in tables for line in _table(table)),
    ]
    return "\n".join(parts)


def _diagram(tables: list[Table]) -> Iterator[str]:
    yield "```mermaid\nerDiagram"
    for table in tables:
        keys = {", ".join(key.column_keys): key for key in table.foreign_key_constraints}
        for columns in sorted(keys):
            parent = keys[columns].referred_table.name
            yield f'    {parent} ||--o{{ {table.name} : "{columns}"'
    yield "```\n"


def _view(view: View) -> Iterator[str]:
    yield f"### {view.name}\n\n{view.meaning}\n\n| column | meaning |\n|---|---|"
    yield from (f"| {name} | {meaning} |" for name, meaning in view.columns)
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n\n{meaning(table)}\n"
    yield "| column | type | null | meaning |\n|---|---|---|---|"
    for name, kind, null, _, text in catalog.columns(table.name):
        yield f"| {name} | {kind} | {null or ''} | {text} |"
    yield "\n" + "\n".join(_rules(table)) + "\n"


def _rules(table: Table) -> Iterator[str]:
    """Yield the keys and checks, which the database itself enforces."""
    yield f"- key: {', '.join(table.primary_key.columns.keys())}"
    for rule in sorted(table.constraints, key=lambda rule: str(rule.name)):
        if isinstance(rule, UniqueConstraint):
            yield f"- unique: {', '.join(rule.columns.keys())}"
        if isinstance(rule, CheckConstraint):
            yield f"- check: {rule.sqltext}"


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    print(page(), end="")  # noqa: T201  the page is the output
