"""`python -m racedb.models.docs` prints docs/schema.md: the tables as the models declare them."""

from collections.abc import Iterator

from sqlalchemy import Table

from racedb.models import Base

_HEAD = """# The schema

Made from the models by `python -m racedb.models.docs`; a test checks that it is fresh.

Durations are integer microseconds (`_us`), lengths metres (`_m`), speeds km/h (`_kph`). NULL means
not known or not applicable. Views for people: `classification`, `lap_times`, `stints`, `crews`;
`crew_names` gives the crew of an entry as text.
"""


def page() -> str:
    """Give the whole page: a diagram, then every table with every column."""
    tables = Base.metadata.sorted_tables
    described = (line for table in tables for line in _table(table))
    return "\n".join([_HEAD, *_diagram(tables), *described])


def _diagram(tables: list[Table]) -> Iterator[str]:
    yield "```mermaid\nerDiagram"
    for table in tables:
        for parent in sorted({key.column.table.name for key in table.foreign_keys}):
            yield f"    {parent} ||--o{{ {table.name} : has"
    yield "```\n"


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield "| column | type | null | meaning |\n|---|---|---|---|"
    for column in table.columns:
        kind = str(column.type).lower()
        refers = "".join(f" → {key.column.table.name}" for key in column.foreign_keys)
        key = "key; " if column.primary_key else ""
        yield (
            f"| {column.name} | {kind} | {'yes' if column.nullable else ''} "
            f"| {key}{column.comment or 'number of the row'}{refers} |"
        )
    yield ""


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201  the page is the output
