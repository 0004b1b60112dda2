"""What `racedb schema` lists: tables and views, and the columns of one, with units and meanings."""

from racedb.errors import UsageError, did_you_mean
from racedb.models import SCHEMA
from racedb.models.base import meaning
from racedb.models.views import VIEWS

UNITS = {
    "_us": "microseconds", "_ms": "milliseconds", "_s": "seconds", "_m": "metres", "_kph": "km/h",
    "_bytes": "bytes",
}  # fmt: skip
"""The unit that the end of a column's name states."""
RELATIONS = ("name", "kind", "columns", "meaning")
COLUMNS = ("column", "type", "null", "unit", "meaning")

Row = tuple[str | int | None, ...]


def relations() -> list[Row]:
    """Return rows of RELATIONS: the views, which people query, then the tables by name."""
    views = [(view.name, "view", len(view.columns), view.meaning) for view in VIEWS]
    tables = [
        (name, "table", len(table.columns), meaning(table))
        for name, table in sorted(SCHEMA.tables.items())
    ]
    return [*views, *tables]


def columns(name: str) -> list[Row]:
    """
    Return rows of COLUMNS for a table or view.

    The type of a view's column is that of the table's that it shows: NULL here.

    Raises:
        UsageError: neither a table nor a view has this name.
    """
    for view in VIEWS:
        if view.name == name:
            return [(it, None, None, _unit(it), text) for it, text in view.columns]
    if name not in SCHEMA.tables:
        known = [str(row[0]) for row in relations()]
        message = f"no table or view is named {name!r}; {did_you_mean(name, known)}"
        raise UsageError(message)
    return [
        (
            it.name,
            str(it.type).lower(),
            "yes" if it.nullable else None,
            _unit(it.name),
            (it.comment or "number of the row")
            + "".join(f" → {key.column.table.name}" for key in it.foreign_keys),
        )
        for it in SCHEMA.tables[name].columns
    ]


def _unit(column: str) -> str | None:
    return next((unit for end, unit in UNITS.items() if column.endswith(end)), None)
