"""A small race in a database, for tests of views and bulk writes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from racedb.models import SCHEMA

TABLES = SCHEMA.tables
NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)


def put(connection: Connection, table: str, *rows: dict[str, Any]) -> None:
    """Insert rows, one by one, for each may name other columns."""
    for row in rows:
        connection.execute(insert(TABLES[table]).values(row))


def put_import(connection: Connection) -> None:
    """Insert import 1 of source 1."""
    put(
        connection,
        "sources",
        {"id": 1, "uri": "race.csv", "sha256": "a" * 64, "size_bytes": 9, "retrieved_at": NOON},
    )
    put(
        connection,
        "imports",
        {
            "id": 1, "source_id": 1, "state": "applied", "reader": "delimited", "options": {},
            "racedb_version": "1", "started_at": NOON, "rows_read": 0, "rows_new": 0,
            "rows_changed": 0, "rows_same": 0, "rows_rejected": 0,
        },
    )  # fmt: skip


def put_race(connection: Connection) -> None:
    """Insert an event with session 1 (a race) and cars 7 (entry 1, a crew of two) and 8 (entry 2)."""
    put_import(connection)
    put(connection, "series", {"id": 1, "slug": "cup", "name": "Club Cup"})
    put(connection, "series", {"id": 2, "slug": "gt", "name": "GT Masters"})
    put(connection, "seasons", {"id": 1, "series_id": 2, "label": "2024-25"})
    put(connection, "seasons", {"id": 2, "series_id": 1, "label": "2024"})
    put(connection, "events", {"id": 1, "slug": "2024-summer", "name": "Summer Race"})
    put(connection, "rounds", {"season_id": 1, "event_id": 1}, {"season_id": 2, "event_id": 1})
    put(
        connection,
        "sessions",
        {
            "id": 1, "event_id": 1, "code": "R", "name": "Race", "kind": "race",
            "starts_at": NOON, "state": "final",
        },
    )  # fmt: skip
    put(connection, "classes", {"id": 1, "series_id": 1, "code": "GT3"})
    put(connection, "teams", {"id": 1, "slug": "alpha", "name": "Alpha"})
    put(connection, "manufacturers", {"id": 1, "slug": "audi", "name": "Audi"})
    put(connection, "cars", {"id": 1, "slug": "r8", "name": "Audi R8", "manufacturer_id": 1})
    put(
        connection,
        "drivers",
        {"id": 1, "slug": "ann-berg", "name": "Ann Berg"},
        {"id": 2, "slug": "bo-dahl", "name": "Bo Dahl"},
    )
    put(
        connection,
        "entries",
        {
            "id": 1, "event_id": 1, "car_number": "07", "variant": 1, "team_id": 1,
            "entrant_name": "Alpha Racing", "car_id": 1, "class_id": 1,
        },
        {"id": 2, "event_id": 1, "variant": 1},
    )  # fmt: skip
    put(
        connection,
        "entry_drivers",
        {"entry_id": 1, "seat": 2, "driver_id": 1, "printed_name": "Ann BERG"},
        {"entry_id": 1, "seat": 1, "driver_id": 2, "printed_name": "B. Dahl", "rating": "Gold"},
    )
    put(
        connection,
        "results",
        {
            "session_id": 1, "entry_id": 1, "row_order": 1, "position": 1, "classified": True,
            "status": "finished", "laps": 8, "best_lap_us": 118_250_000, "points": 12.5,
            "import_id": 1, "line": 2,
        },
        {
            "session_id": 1, "entry_id": 2, "row_order": 2, "status": "not_started",
            "import_id": 1, "line": 3,
        },
    )  # fmt: skip
