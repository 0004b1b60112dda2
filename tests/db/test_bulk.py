"""Frames into tables and back: every type, NULL apart from '', on both databases."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from racedb.db import bulk
from racedb.db.engine import write
from racedb.db.url import database_url
from tests.db.rows import TABLES, put_import, put_race

SLUGS = [f"team-{n}" for n in range(5)]
NASTY = ["", None, '\\N "quoted"\r\n', "\\N", "Citroën,\t'DS'; NULL"]
TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_characters="\0", codec="utf-8")))


def test_nothing_and_nothing_written_are_two_things(migrated_url):
    frame = pl.DataFrame({"id": range(1, 6), "slug": SLUGS, "name": SLUGS, "lineage": NASTY})

    with write(database_url(migrated_url)) as connection:
        bulk.insert(connection, TABLES["teams"], frame)
        found = bulk.fetch(connection, sa.select(TABLES["teams"]).order_by("id"))

    assert found["lineage"].to_list() == NASTY
    assert found["country"].to_list() == [None] * 5


@pytest.mark.parametrize("count", [1, 63, 64, 65, 128, 200])
def test_any_number_of_rows_arrives_in_order(migrated_url, count):
    slugs = [f"team-{n}" for n in range(count)]
    frame = pl.DataFrame({"id": range(1, count + 1), "slug": slugs, "name": slugs})

    with write(database_url(migrated_url)) as connection:
        bulk.insert(connection, TABLES["teams"], frame)
        found = bulk.fetch(connection, sa.select(TABLES["teams"]).order_by("id"))

    assert found["id"].to_list() == list(range(1, count + 1))
    assert found["slug"].to_list() == slugs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(migrated_url, texts):
    slugs = SLUGS[: len(texts)]
    frame = pl.DataFrame(
        {"id": range(1, len(texts) + 1), "slug": slugs, "name": slugs, "lineage": texts},
        schema_overrides={"lineage": pl.String},
    )

    with write(database_url(migrated_url)) as connection:
        connection.execute(sa.delete(TABLES["teams"]))
        bulk.insert(connection, TABLES["teams"], frame)
        found = bulk.fetch(connection, sa.select(TABLES["teams"].c.lineage).order_by("id"))

    assert found["lineage"].to_list() == texts


def test_every_type_comes_back_as_it_was(migrated_url):
    moment = datetime(2024, 6, 1, 12, 30, 15, 250_000, tzinfo=UTC)
    drivers = pl.DataFrame(
        {"id": [1], "slug": ["ann"], "name": ["Ann"], "born_on": [date(1990, 2, 28)]}
    )
    revision = pl.DataFrame(
        {"import_id": [1], "table_name": ["laps"], "row_key": ['{"number": 1}'], "old": ["null"]}
    )
    alias = pl.DataFrame(
        {
            "id": [1], "kind": ["driver"], "key": ["ann"], "text": ["Ann"], "target_id": [1],
            "decided_by": ["load"], "decided_at": [moment], "not_a_column": ["left out"],
        }
    )  # fmt: skip

    with write(database_url(migrated_url)) as connection:
        put_import(connection)
        bulk.insert(connection, TABLES["drivers"], drivers)
        bulk.insert(connection, TABLES["revisions"], revision)
        bulk.insert(connection, TABLES["aliases"], alias)
        born = bulk.fetch(connection, sa.select(TABLES["drivers"].c.born_on))
        decided = connection.execute(sa.select(TABLES["aliases"].c.decided_at)).scalar_one()
        key = bulk.fetch(connection, sa.select(TABLES["revisions"].c.row_key))

    assert born["born_on"].to_list() == [date(1990, 2, 28)]
    assert decided == moment
    assert key["row_key"].to_list() == [{"number": 1}]


def test_laps_go_in_change_and_go_by_their_keys(migrated_url):
    laps = TABLES["laps"]
    frame = pl.DataFrame(
        {
            "session_id": 1, "entry_id": 1, "number": range(1, 4), "lap_us": [10**12, None, 3],
            "speed_kph": [181.25, None, 0.1], "pit_in": [True, False, False], "pit_out": False,
            "import_id": 1, "line": range(2, 5),
        }
    )  # fmt: skip
    keys = ["session_id", "entry_id", "number"]

    with write(database_url(migrated_url)) as connection:
        put_race(connection)
        bulk.insert(connection, laps, frame)
        changed = frame.filter(pl.col("number") == 2).with_columns(lap_us=7, flag=pl.lit("fcy"))
        bulk.update(connection, laps, changed, keys)
        bulk.delete(connection, laps, frame.filter(pl.col("number") == 3).select(keys))
        bulk.delete(connection, laps, frame.clear().select(keys))
        bulk.insert(connection, laps, frame.clear())
        found = bulk.fetch(connection, sa.select(laps).order_by("number"))

    columns = ["number", "lap_us", "speed_kph", "pit_in", "flag"]
    assert found.select(columns).rows() == [
        (1, 10**12, 181.25, True, None),
        (2, 7, None, False, "fcy"),
    ]


def test_an_empty_answer_has_types(migrated_url):
    with write(database_url(migrated_url)) as connection:
        laps = bulk.fetch(connection, sa.select(TABLES["laps"]))
        drivers = bulk.fetch(connection, sa.select(TABLES["drivers"].c.born_on))

    assert (laps.height, drivers.height) == (0, 0)
    assert laps.schema["lap_us"] == pl.Int64
    assert laps.schema["speed_kph"] == pl.Float64
    assert laps.schema["pit_in"] == pl.Boolean
    assert laps.schema["flag"] == pl.String
    assert drivers.schema["born_on"] == pl.Date


def test_new_ids_are_free_and_stay_ours(migrated_url):
    teams = TABLES["teams"]

    with write(database_url(migrated_url)) as connection:
        first = list(bulk.new_ids(connection, teams, 2))
        waiting = list(bulk.new_ids(connection, teams, 1, given=2))
        frame = pl.DataFrame(
            {"id": first + waiting, "slug": ["a", "b", "c"], "name": ["A", "B", "C"]}
        )
        bulk.insert(connection, teams, frame)
        later = list(bulk.new_ids(connection, teams, 2))

    assert (first, waiting, later) == ([1, 2], [3], [4, 5])


def test_ids_of_a_locked_table_are_taken_as_a_range(migrated_url):
    teams = TABLES["teams"]

    with write(database_url(migrated_url)) as connection:
        first = list(bulk.new_ids(connection, teams, 3, is_locked=True))
        then = list(bulk.new_ids(connection, teams, 2, given=3, is_locked=True))
        later = list(bulk.new_ids(connection, teams, 1, given=5))

    assert (first, then, later) == ([1, 2, 3], [4, 5], [6])
