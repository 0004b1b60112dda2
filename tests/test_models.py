"""The models hold the rules of the schema, make its page, and are read by programs."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Session as Reading
from sqlalchemy.orm import configure_mappers

from racedb.db.engine import engine
from racedb.db.url import database_url
from racedb.models import SCHEMA, Base, Driver, EntryDriver, Result, Session
from racedb.models.docs import page

FACTS = ("results", "drives", "laps", "pit_stops", "weather", "race_control_messages")
VIEWS = {
    "classification": "series season event session session_kind row_order position class_position "
    "car_number class team entrant manufacturer car drivers driver_count status status_detail "
    "classified laps total_us gap_us gap_laps best_lap_us best_lap_s speed_kph grid_position points "
    "session_id entry_id import_id line",
    "lap_times": "series season event session session_kind car_number class team manufacturer car "
    "driver lap_number lap_us lap_s elapsed_us s1_us s2_us s3_us position speed_kph top_kph pit_in "
    "pit_out flag deleted_reason session_id entry_id driver_id import_id line compound tyre_age_laps",
    "stints": "session_id entry_id car_number stint driver first_lap last_lap laps best_lap_us "
    "mean_clean_us compound",
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


def test_every_table_has_a_class_and_every_relationship_leads_somewhere():
    configure_mappers()

    mapped = {mapper.local_table.name for mapper in Base.registry.mappers}

    assert mapped == set(SCHEMA.tables)


def test_a_program_walks_from_a_session_to_the_source_of_a_fact(seeded_url):
    opened = engine(database_url(seeded_url), reading=True)
    with Reading(opened) as reading:
        qualifying = reading.scalars(sa.select(Session)).one()
        first = qualifying.results[0]
        found = {
            "event": qualifying.event.name,
            "series": qualifying.event.rounds[0].season.series.name,
            "car": first.entry.car.name,
            "team": first.entry.team.name,
            "maker": first.entry.car.manufacturer.name,
            "crew": [seat.driver.family_name for seat in first.entry.crew],
            "file": first.source.source.uri.rsplit("/", 1)[-1],
        }
        together = sa.select(sa.func.count()).select_from(EntryDriver).join(Driver)
        seats = reading.scalar(together)
        cars = reading.scalar(sa.select(sa.func.count()).select_from(Result))
    opened.dispose()

    assert found == {
        "event": "24 Hours of Spa",
        "series": "FIA GT Championship",
        "car": "Maserati MC12",
        "team": "Vitaphone Racing Team",
        "maker": "Maserati",
        "crew": ["Lamy", "Ramos", "Müller", "van de Poele"],
        "file": "000_8b106ba0e3e00033.txt",
    }
    assert (seats, cars) == (148, 39)
