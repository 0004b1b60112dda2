"""Rows are asked for by id: by ranges where ids follow each other, by lists where they do not."""

import polars as pl
import sqlalchemy as sa

from racedb.db import bulk
from racedb.db.engine import write
from racedb.db.rows import TABLES, fetch_in, id_ranges
from racedb.db.url import database_url


def test_rows_are_found_by_ranges_and_by_lists_of_ids(migrated_url):
    teams, ids = TABLES["teams"], range(1, 1_301)
    names = [f"Team {number}" for number in ids]
    with write(database_url(migrated_url)) as connection:
        bulk.insert(connection, teams, pl.DataFrame({"id": ids, "slug": names, "name": names}))
        wanted = [5_000, 902, 900, *range(2, 700), 900]
        found = fetch_in(connection, sa.select(teams.c.id, teams.c.name), teams.c.id, wanted)
        nobody = fetch_in(connection, sa.select(teams.c.id), teams.c.id, [])

    assert sorted(found["id"]) == [*range(2, 700), 900, 902]
    assert found.filter(pl.col("id") == 699)["name"].to_list() == ["Team 699"]
    assert (nobody.height, nobody.schema["id"]) == (0, pl.Int64)


def test_consecutive_ids_become_ranges():
    assert list(id_ranges({7, 3, 4, 5})) == [(3, 5), (7, 7)]
    assert list(id_ranges(())) == []
