"""The schema holds its own rules, and its page is fresh."""

from pathlib import Path

import pytest
from sqlalchemy import UniqueConstraint, inspect, text

from racedb.db import schema
from racedb.db.engine import engine
from racedb.db.url import database_url
from racedb.models import SCHEMA
from racedb.models.docs import page

FACTS = ("results", "drives", "laps", "pit_stops")
VIEWS = {
    "classification": "series season event session session_kind row_order position class_position "
    "car_number class team entrant manufacturer car drivers driver_count status status_detail "
    "classified laps total_us gap_us gap_laps best_lap_us best_lap_s speed_kph grid_position points "
    "session_id entry_id import_id line",
    "lap_times": "series season event session session_kind car_number class team manufacturer car "
    "driver lap_number lap_us lap_s elapsed_us s1_us s2_us s3_us position speed_kph top_kph pit_in "
    "pit_out flag deleted_reason session_id entry_id driver_id import_id line",
    "stints": "session_id entry_id car_number stint driver first_lap last_lap laps best_lap_us "
    "mean_clean_us",
    "crews": "event entry_id car_number seat driver printed_name rating driver_id",
}


@pytest.mark.parametrize("name", FACTS)
def test_every_key_of_a_fact_table_contains_the_session(name):
    table = SCHEMA.tables[name]

    keys = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    between = [k for k in table.foreign_key_constraints if k.referred_table.name in FACTS]

    assert next(iter(table.primary_key.columns)).name == "session_id"
    assert all("session_id" in key.columns for key in keys)
    assert all("session_id" in key.column_keys for key in between)


def test_every_column_says_what_it_means():
    silent = [
        f"{table.name}.{column.name}"
        for table in SCHEMA.sorted_tables
        for column in table.columns
        if not column.comment and column.name != "id"
    ]

    assert silent == []


def test_the_page_of_the_schema_is_fresh():
    path = Path(__file__).parent.parent / "docs" / "schema.md"

    assert path.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_the_columns_that_others_rely_on(migrated_url, name):
    opened = engine(database_url(migrated_url))
    with opened.connect() as connection:
        columns = list(connection.execute(text(f"SELECT * FROM {name}")).keys())
    opened.dispose()

    assert columns == VIEWS[name].split()


def test_the_schema_goes_down_and_up_again_without_drift(db_url):
    url = database_url(db_url)
    schema.upgrade(url)

    down = schema.downgrade(url, "base")
    opened = engine(url)
    left = inspect(opened).get_table_names()
    opened.dispose()
    up = schema.upgrade(url)

    assert (down, left, up) == (("0007", None), ["alembic_version"], (None, "0007"))
    assert schema.drift(url) is None
