"""A made-up cup of two events, for the tests of queries, and the means to ask it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from racedb import queries
from racedb.db import readonly
from racedb.db.engine import write
from racedb.db.readonly import Reader, Value
from racedb.db.url import database_url
from racedb.models import SCHEMA
from racedb.summaries import registry
from tests.conftest import migrated

# Two events of a made-up cup; the first one counts for a second series too. Car 9 is of an unknown
# maker, entry 5 has no number and no result. 5,000 m in 100 s are 180 km/h.
ROWS: dict[str, list[dict[str, Any]]] = {
    "manufacturers": [
        {"id": 1, "slug": "alfa", "name": "Alfa"},
        {"id": 2, "slug": "beta", "name": "Beta"},
    ],
    "cars": [
        {"id": 1, "slug": "alfa-one", "name": "Alfa One", "manufacturer_id": 1},
        {"id": 2, "slug": "beta-two", "name": "Beta Two", "manufacturer_id": 2},
        {"id": 3, "slug": "special", "name": "Special", "manufacturer_id": None},
    ],
    "teams": [{"id": 1, "slug": "ecurie-ete", "name": "Écurie Été"}],
    "drivers": [
        {"id": 1, "slug": "ada-orn", "name": "Äda Örn"},
        {"id": 2, "slug": "bo-li", "name": "Bo Li"},
    ],
    "circuits": [{"id": 1, "slug": "ring", "name": "Ring"}],
    "layouts": [
        {"id": 1, "circuit_id": 1, "name": "long", "length_m": 5000},
        {"id": 2, "circuit_id": 1, "name": "short", "length_m": 2500},
    ],
    "series": [
        {"id": 1, "slug": "gt-cup", "name": "GT Cup"},
        {"id": 2, "slug": "tin-tops", "name": "Tin Tops"},
    ],
    "seasons": [
        {"id": 1, "series_id": 1, "label": "2024"},
        {"id": 2, "series_id": 2, "label": "2024-25"},
    ],
    "classes": [
        {"id": 1, "series_id": 1, "code": "PRO"},
        {"id": 2, "series_id": 1, "code": "AM"},
    ],
    "events": [
        {
            "id": 1, "slug": "2024-spring-race", "name": "Spring Race", "layout_id": 1,
            "starts_on": date(2024, 4, 6),
        },
        {
            "id": 2, "slug": "2023-autumn-race", "name": "Autumn Race",
            "starts_on": date(2023, 10, 5),
        },
    ],
    "rounds": [
        {"season_id": 1, "event_id": 1, "number": 2},
        {"season_id": 2, "event_id": 1, "number": 1},
        {"season_id": 1, "event_id": 2, "number": 1},
    ],
    "sessions": [
        {"id": 1, "event_id": 1, "code": "Q", "name": "Qualifying", "kind": "qualifying"},
        {
            "id": 2, "event_id": 1, "code": "R", "name": "Race", "kind": "race", "layout_id": 2,
            "starts_at": datetime(2024, 4, 7, 12, 30, tzinfo=UTC),
        },
        {"id": 3, "event_id": 2, "code": "Q", "name": "Qualifying", "kind": "qualifying"},
    ],
    "entries": [
        {"id": 1, "event_id": 1, "car_number": "007", "team_id": 1, "car_id": 1, "class_id": 1},
        {"id": 2, "event_id": 1, "car_number": "7", "team_id": None, "car_id": 2, "class_id": 2},
        {"id": 3, "event_id": 1, "car_number": "9", "team_id": None, "car_id": 3, "class_id": None},
        {"id": 4, "event_id": 2, "car_number": "8", "team_id": 1, "car_id": 1, "class_id": 2},
        {
            "id": 5, "event_id": 2, "car_number": None, "team_id": 1, "car_id": None,
            "class_id": None,
        },
    ],
    "entry_drivers": [
        {"entry_id": 1, "seat": 1, "driver_id": 2, "printed_name": "Bo LI"},
        {"entry_id": 1, "seat": 2, "driver_id": 1, "printed_name": "Äda ÖRN"},
        {"entry_id": 2, "seat": 1, "driver_id": 1, "printed_name": "A. Örn"},
        {"entry_id": 4, "seat": 1, "driver_id": 1, "printed_name": "Äda Örn"},
        {"entry_id": 5, "seat": 1, "driver_id": 1, "printed_name": "Äda Örn"},
    ],
    "sources": [
        {
            "id": 1, "uri": "q.csv", "sha256": "a" * 64, "size_bytes": 10,
            "retrieved_at": datetime(2024, 4, 8, tzinfo=UTC),
        }
    ],
    "imports": [
        {
            "id": number, "source_id": 1, "state": state, "reader": "delimited", "options": {},
            "racedb_version": "0.1.0", "started_at": datetime(2024, 4, 8, 9, tzinfo=UTC),
            "rows_read": 7, "rows_new": 6, "rows_changed": 0, "rows_same": 0, "rows_rejected": 1,
        }
        for number, state in ((1, "applied"), (2, "refused"))
    ],
    "rejects": [
        {
            "import_id": 2, "number": 1, "line": 4, "field": "best_lap", "code": "not-a-duration",
            "message": "best_lap: '1:3O' is not a duration", "raw": "3;9;1:3O",
        }
    ],
    "results": [
        # 5,000 m by speed and lap; the same time as car 7, further up in the list
        {"session_id": 1, "entry_id": 1, "row_order": 1, "position": 1, "status": "finished",
         "best_lap_us": 100_000_000, "speed_kph": 180.0},
        # 4,990 m: the speed is of another lap
        {"session_id": 1, "entry_id": 2, "row_order": 2, "position": 2, "status": "finished",
         "best_lap_us": 100_000_000, "speed_kph": 179.64},
        {"session_id": 1, "entry_id": 3, "row_order": 3, "status": "no_time"},
        # 2,500 m: the layout of the session is not that of the event
        {"session_id": 2, "entry_id": 1, "row_order": 1, "position": 1, "status": "finished",
         "best_lap_us": 50_000_000, "speed_kph": 180.0, "laps": 12, "total_us": 612_345_000},
        {"session_id": 2, "entry_id": 3, "row_order": 2, "status": "retired",
         "status_detail": "Gearbox", "best_lap_us": 49_000_000},
        # no length is known: the only value, 3,000.5 m, is the expected one, rounded up
        {"session_id": 3, "entry_id": 4, "row_order": 1, "position": 1, "status": "finished",
         "best_lap_us": 60_010_000, "speed_kph": 180.0},
    ],
}  # fmt: skip
DEFAULTS: dict[str, dict[str, Any]] = {
    "sessions": {"layout_id": None, "starts_at": None, "state": "final"},
    "events": {"layout_id": None},
    "entries": {"variant": 1},
    "results": {
        "position": None, "best_lap_us": None, "speed_kph": None, "laps": None, "total_us": None,
        "status_detail": None, "import_id": 1,
    },
}  # fmt: skip


def fill(url: str, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Insert rows into an empty database, and compute the summaries."""
    with write(database_url(url)) as connection:
        for name, values in rows.items():
            filled = [{**DEFAULTS.get(name, {}), **row} for row in values]
            if name == "results":
                filled = [{"line": at, **row} for at, row in enumerate(filled, start=2)]
            connection.execute(SCHEMA.tables[name].insert(), filled)
        registry.rebuild(connection)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield a database of each kind with the rows above, for tests that only read."""
    with migrated(request, request.param, tmp_path_factory.mktemp("cup")) as url:
        fill(url, ROWS)
        yield url


@pytest.fixture
def reader(loaded_url: str) -> Iterator[Reader]:
    """Open the same for reading."""
    with readonly.connect(loaded_url) as opened:
        yield opened


def ask(reader: Reader, name: str, columns: str = "", **given: str) -> list[tuple[Value, ...]]:
    """Return the rows of a query, or only the named columns of them."""
    result = queries.run(reader, queries.load(name), given)
    wanted = [result.columns.index(column) for column in columns.split() or result.columns]
    return [tuple(row[at] for at in wanted) for row in result.rows]
