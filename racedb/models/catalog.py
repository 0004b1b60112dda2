"""What `racedb schema` lists: tables and views, and the columns of one, with units and meanings."""

from racedb.errors import UsageError, did_you_mean
from racedb.models import SCHEMA
from racedb.models.base import meaning
from racedb.models.views import VIEWS

_UNITS = {
    "_us": "microseconds", "_kph": "km/h", "_m": "metres", "_s": "seconds", "_bytes": "bytes",
    "_c": "degrees Celsius", "_pct": "percent", "_mbar": "mbar", "_deg": "degrees",
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
            return [(it, None, None, unit(it) or None, text) for it, text in view.columns]
    if name not in SCHEMA.tables:
        known = [str(row[0]) for row in relations()]
        message = f"no table or view is named {name!r}; {did_you_mean(name, known)}"
        raise UsageError(message)
    return [
        (
            it.name,
            str(it.type).lower(),
            "yes" if it.nullable else None,
            unit(it.name) or None,
            (it.comment or "number of the row")
            + "".join(f" → {key.column.table.name}" for key in it.foreign_keys),
        )
        for it in SCHEMA.tables[name].columns
    ]


def unit(column: str) -> str:
    """
    Return the unit in the name of a column.

    >>> unit("best_lap_us"), unit("length_m"), unit("laps")
    ('microseconds', 'metres', '')
    """
    return next((name for suffix, name in _UNITS.items() if column.endswith(suffix)), "")
