"""
Where a value comes from: file, line, import, what changed since, and who decided the names.

An explanation is JSON-ready: `racedb explain` prints it as it is, or as a report for people.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.history.correctable import text_of
from racedb.history.corrections import corrections
from racedb.history.locate import Place, in_names, locate, said
from racedb.history.raw_lines import raw_line
from racedb.identity.aliases import find_by_slug_or_name
from racedb.names import fold, unmarked

Explanation = Mapping[str, Any]
"""what, where, values, origins, changes, corrections, names: the words of the JSON."""

_KEYS = {"session_id", "entry_id", "import_id", "line"}


def explain_fact(connection: Connection, table: str, names: Mapping[str, Any]) -> Explanation:
    """
    Explain a row of results or laps.

    Args:
        connection: a database of the newest schema.
        table: results or laps.
        names: see `locate`.

    Raises:
        LoadError: there is no such row.
    """
    place = locate(connection, table, names)
    rows = TABLES[table]
    same = [rows.c[name] == value for name, value in place.key(table).items()]
    row = connection.execute(sa.select(rows).where(*same)).mappings().one()
    key = in_names(connection, table, place, place.lap)
    mine = [
        {
            "id": one.id, "column": one.column, "file_says": one.old, "is": one.new,
            "reason": one.reason, "author": one.author, "made_at": _moment(one.made_at),
        }
        for one in corrections(connection)
        if one.key in (key, {name: key[name] for name in key if name not in ("session", "lap")})
    ]  # fmt: skip
    return {
        "what": {"results": "result", "laps": "lap"}[table],
        "where": said(key),
        "values": _values(connection, row),
        "origins": [_origin(connection, row["import_id"], row["line"])],
        "changes": _changes(connection, table, place.key(table)),
        "corrections": mine,
        "names": _names(connection, place, row),
    }


def explain_driver(connection: Connection, text: str) -> Explanation:
    """
    Explain a driver: the names that stand for him, who decided so, and the files that name him.

    Raises:
        LoadError: there is no such driver.
    """
    number = find_by_slug_or_name(connection, "driver", text)
    drivers = TABLES["drivers"]
    row = connection.execute(sa.select(drivers).where(drivers.c.id == number)).mappings().one()
    return {
        "what": "driver",
        "where": row["slug"],
        "values": {name: _plain(value) for name, value in row.items() if value is not None},
        "origins": _files_of(connection, number),
        "changes": _changes(connection, "drivers", {"id": number}),
        "corrections": [],
        "names": _aliases(connection, "driver", number),
    }


def _values(connection: Connection, row: Any) -> dict[str, Any]:
    """Give what is known of a row; ids of drivers as their slugs."""
    known = {name: value for name, value in row.items() if value is not None and name not in _KEYS}
    return {
        name.removesuffix("_id"): text_of(connection, name, value)
        if name.endswith("_id")
        else value
        for name, value in known.items()
    }


def _origin(connection: Connection, import_id: int, line: int) -> dict[str, Any]:
    """Give the file, the line, its text, and the import."""
    row = _import(connection, import_id)
    raw = raw_line(row["uri"], row["sha256"], line, row["options"])
    return {
        **_told(row),
        "sha256": row["sha256"],
        "line": line,
        "raw": raw.text,
        "why_not": raw.why_not,
    }


def _import(connection: Connection, number: int) -> Any:
    imports, sources = TABLES["imports"], TABLES["sources"]
    statement = (
        sa.select(imports, sources.c.uri, sources.c.sha256)
        .join(sources, sources.c.id == imports.c.source_id)
        .where(imports.c.id == number)
    )
    return connection.execute(statement).mappings().one()


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "file": row["uri"],
        "import_id": row["id"],
        "reader": row["reader"],
        "loaded_at": _moment(row["started_at"]),
        "racedb_version": row["racedb_version"],
    }


def _changes(
    connection: Connection, table: str, key: Mapping[str, int | None]
) -> list[dict[str, Any]]:
    """Give what revisions tell of a row, the oldest first; a change for each column."""
    revisions = TABLES["revisions"]
    same = (revisions.c.row_key[name].as_integer() == value for name, value in key.items())
    statement = sa.select(revisions).where(revisions.c.table_name == table, *same)
    out = []
    for row in connection.execute(statement.order_by(revisions.c.id)).mappings():
        told = _import(connection, row["import_id"])
        old, new = row["old"] or {}, row["new"] or {}
        out += [
            {
                "import_id": row["import_id"], "file": told["uri"],
                "loaded_at": _moment(told["started_at"]), "column": name,
                "old": old.get(name), "new": new.get(name),
            }
            for name in {**old, **new}
            if name not in _KEYS
        ]  # fmt: skip
    return out


def _names(connection: Connection, place: Place, row: Any) -> list[dict[str, Any]]:
    """Give the names that a row depends on: the crew, the driver of a lap, the team."""
    seats, drivers, entries = TABLES["entry_drivers"], TABLES["drivers"], TABLES["entries"]
    crew = (
        sa.select(seats.c.driver_id, seats.c.printed_name, drivers.c.name)
        .join(drivers, drivers.c.id == seats.c.driver_id)
        .where(seats.c.entry_id == place.entry_id)
        .order_by(seats.c.seat)
    )
    at_wheel = row.get("driver_id")
    out = []
    for number, printed, name in connection.execute(crew):
        if at_wheel in (None, number):
            decided = _decided(connection, "driver", number, printed)
            out.append({"kind": "driver", "printed": printed, "name": name, **decided})
    team = connection.execute(
        sa.select(TABLES["teams"].c.id, TABLES["teams"].c.name)
        .join(entries, entries.c.team_id == TABLES["teams"].c.id)
        .where(entries.c.id == place.entry_id)
    ).first()
    if team:
        decided = _decided(connection, "team", team.id, team.name)
        out.append({"kind": "team", "printed": team.name, "name": team.name, **decided})
    return out


def _decided(connection: Connection, kind: str, target: int, printed: str) -> dict[str, Any]:
    """Say who decided that a printed name stands for a row: the alias of its key, or the first."""
    known = _aliases(connection, kind, target)
    key = fold(unmarked(printed))
    found = next((one for one in known if one["key"] == key), known[0] if known else {})
    return {name: found.get(name) for name in ("decided_by", "decided_at")}


def _aliases(connection: Connection, kind: str, target: int) -> list[dict[str, Any]]:
    aliases = TABLES["aliases"]
    statement = (
        sa.select(aliases)
        .where(aliases.c.kind == kind, aliases.c.target_id == target)
        .order_by(aliases.c.id)
    )
    return [
        {
            "kind": kind, "printed": row["text"], "key": row["key"], "scope": row["scope"],
            "decided_by": row["decided_by"], "decided_at": _moment(row["decided_at"]),
        }
        for row in connection.execute(statement).mappings()
    ]  # fmt: skip


def _files_of(connection: Connection, driver_id: int) -> list[dict[str, Any]]:
    """Give the imports that brought results of a driver, and how his name is printed there."""
    seats, results = TABLES["entry_drivers"], TABLES["results"]
    statement = (
        sa.select(results.c.import_id, seats.c.printed_name, sa.func.count().label("results"))
        .join(seats, seats.c.entry_id == results.c.entry_id)
        .where(seats.c.driver_id == driver_id)
        .group_by(results.c.import_id, seats.c.printed_name)
        .order_by(results.c.import_id, seats.c.printed_name)
    )
    return [
        {**_told(_import(connection, row.import_id)), "printed": row.printed_name,
         "results": row.results}
        for row in connection.execute(statement)
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ", timespec="seconds")
