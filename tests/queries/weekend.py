"""A made-up weekend with laps, stops, grids, sprints and points; and a season before it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.conftest import migrated
from tests.queries.cup import ROWS, fill

# Cars 1 and 2 are of team Nord, car 3 of Sued. Car 1: Ann, then Bo after its stop on lap 2. Car 2: Cy.
# Car 3: Di, who leads lap 1 and retires on lap 3.
SECOND = 1_000_000
LAPS = {
    # car: (driver, lap, elapsed in s, in, out, sectors)
    1: [(1, 12, 12, 0, 0), (1, 10, 22, 1, 0), (2, 15, 37, 0, 1), (2, 9, 46, 0, 0), (2, 11, 57, 0, 0)],
    2: [(3, 13, 13, 0, 0), (3, 10, 23, 0, 0), (3, 10, 33, 0, 0), (3, 12, 45, 0, 0), (3, 10, 55, 0, 0)],
    3: [(4, 11, 11, 0, 0), (4, 12, 23, 0, 0)],
}  # fmt: skip


def _result(session: int, entry: int, order: int, **values: Any) -> dict[str, Any]:
    given = {
        "class_position": None, "grid_position": None, "grid_note": None, "points": None,
        "gap_us": None, "gap_laps": None, "classified": None, "best_lap_driver_id": None,
    }  # fmt: skip
    position = values.get("position")
    status = "finished" if position else "retired"
    return {
        "session_id": session, "entry_id": entry, "row_order": order, "line": order + 1,
        "status": status, **given, **values,
    }  # fmt: skip


def _laps() -> list[dict[str, Any]]:
    rows = []
    for entry, laps in LAPS.items():
        for number, (driver, lap, elapsed, pit_in, pit_out) in enumerate(laps, start=1):
            rows.append(
                {
                    "session_id": 2, "entry_id": entry, "number": number, "driver_id": driver,
                    "lap_us": lap * SECOND, "elapsed_us": elapsed * SECOND,
                    "s1_us": (3 + (number == 4)) * SECOND, "s2_us": 2 * SECOND,
                    "s3_us": (lap - 5 - (number == 4)) * SECOND, "position": None,
                    "pit_in": bool(pit_in), "pit_out": bool(pit_out), "flag": None,
                    "deleted_reason": None, "import_id": 1, "line": number,
                }
            )  # fmt: skip
    return rows


WEEKEND: dict[str, list[dict[str, Any]]] = {
    "manufacturers": [
        {"id": 1, "slug": "alfa", "name": "Alfa"}, {"id": 2, "slug": "beta", "name": "Beta"},
    ],
    "cars": [
        {"id": 1, "slug": "alfa-one", "name": "Alfa One", "manufacturer_id": 1},
        {"id": 2, "slug": "beta-two", "name": "Beta Two", "manufacturer_id": 2},
    ],
    "teams": [
        {"id": 1, "slug": "nord", "name": "Nord", "lineage": "n"},
        {"id": 2, "slug": "sued", "name": "Süd", "lineage": None},
        {"id": 3, "slug": "alt-nord", "name": "Alt-Nord", "lineage": "n"},
    ],
    "drivers": [
        {"id": 1, "slug": "ann-berg", "name": "Ann Berg", "born_on": date(2000, 5, 11)},
        {"id": 2, "slug": "bo-dahl", "name": "Bo Dahl", "born_on": None},
        {"id": 3, "slug": "cy-ek", "name": "Cy Ek", "born_on": date(1980, 5, 10)},
        {"id": 4, "slug": "di-falk", "name": "Di Falk", "born_on": date(1990, 1, 1)},
    ],
    "circuits": [{"id": 1, "slug": "ring", "name": "Ring"}],
    "layouts": [{"id": 1, "circuit_id": 1, "name": "long", "length_m": 500}],
    "series": [{"id": 1, "slug": "gt-cup", "name": "GT Cup"}],
    "seasons": [
        {"id": 1, "series_id": 1, "label": "2023"}, {"id": 2, "series_id": 1, "label": "2024"},
    ],
    "classes": [
        {"id": 1, "series_id": 1, "code": "PRO"}, {"id": 2, "series_id": 1, "code": "AM"},
    ],
    "events": [
        {"id": 1, "slug": "2024-may", "name": "May", "layout_id": 1, "starts_on": date(2024, 5, 10)},
        {"id": 2, "slug": "2023-may", "name": "May", "layout_id": 1, "starts_on": date(2023, 5, 11)},
    ],
    "rounds": [
        {"season_id": 2, "event_id": 1, "number": 1}, {"season_id": 1, "event_id": 2, "number": 1},
    ],
    "sessions": [
        {"id": 1, "event_id": 1, "code": "Q", "name": "Qualifying", "kind": "qualifying"},
        {
            "id": 2, "event_id": 1, "code": "R", "name": "Race", "kind": "race",
            "starts_at": datetime(2024, 5, 11, 12, tzinfo=UTC),
        },
        {"id": 3, "event_id": 1, "code": "SPRINT", "name": "Sprint", "kind": "race"},
        {"id": 4, "event_id": 2, "code": "R", "name": "Race", "kind": "race"},
    ],
    "entries": [
        {"id": 1, "event_id": 1, "car_number": "1", "team_id": 1, "car_id": 1, "class_id": 1},
        {"id": 2, "event_id": 1, "car_number": "2", "team_id": 1, "car_id": 1, "class_id": 1},
        {"id": 3, "event_id": 1, "car_number": "3", "team_id": 2, "car_id": 2, "class_id": 2},
        {"id": 4, "event_id": 2, "car_number": "3", "team_id": 3, "car_id": 2, "class_id": 2},
        {"id": 5, "event_id": 2, "car_number": "2", "team_id": 2, "car_id": 1, "class_id": 1},
    ],
    "entry_drivers": [
        {"entry_id": entry, "seat": seat, "driver_id": driver, "printed_name": "x"}
        for entry, seat, driver in (
            (1, 1, 1), (1, 2, 2), (2, 1, 3), (3, 1, 4), (4, 1, 4), (4, 2, 1), (5, 1, 3),
        )
    ],
    "sources": ROWS["sources"],
    "imports": ROWS["imports"][:1],
    "results": [
        _result(1, 1, 1, position=1, class_position=1, best_lap_us=9_000_000),
        _result(1, 2, 2, position=2, class_position=2, best_lap_us=9_500_000),
        _result(1, 3, 3, position=3, class_position=1, best_lap_us=9_900_000),
        _result(2, 2, 1, position=1, class_position=1, grid_position=2, laps=5, total_us=55_000_000,
                best_lap_us=10_000_000, points=25.0, best_lap_driver_id=3),
        _result(2, 1, 2, position=2, class_position=2, grid_position=1, laps=5, total_us=57_000_000,
                gap_us=2_000_000, best_lap_us=9_000_000, points=18.0),
        _result(2, 3, 3, position=None, grid_position=3, laps=2, best_lap_us=11_000_000,
                status_detail="Gearbox", points=0.0),
        _result(3, 1, 1, position=1, class_position=1, points=8.0, best_lap_us=9_800_000),
        _result(3, 3, 2, position=None),
        _result(4, 4, 1, position=1, class_position=1, points=25.0, best_lap_us=10_500_000),
        _result(4, 5, 2, position=2, class_position=1, points=18.0, best_lap_us=10_600_000),
    ],
    # of car 4 it is known that only Di drove
    "drives": [{"session_id": 4, "entry_id": 4, "driver_id": 4, "points": 20.0}],
    "laps": _laps(),
    "pit_stops": [
        {
            "session_id": 2, "entry_id": 1, "number": 1, "lap_number": 2, "elapsed_us": 22 * SECOND,
            "lane_us": 4 * SECOND, "stationary_us": None, "import_id": 1, "line": 1,
        }
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def weekend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield a database of each kind with the weekend, for tests that only read."""
    with migrated(request, request.param, tmp_path_factory.mktemp("weekend")) as url:
        fill(url, WEEKEND)
        yield url


@pytest.fixture
def weekend_url(migrated_url: str) -> str:
    """Return a database of each kind with the weekend, for one test."""
    fill(migrated_url, WEEKEND)
    return migrated_url
