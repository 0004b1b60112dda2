"""Rows that a thread writes in the background: no query sees that they come later."""

from contextlib import contextmanager
from threading import Event

import polars as pl
import pytest
import sqlalchemy as sa

from racedb.db import bulk
from racedb.db.engine import write as opened
from racedb.db.url import database_url
from racedb.db.write_behind import background_writer, submit
from racedb.models import SCHEMA

TEAMS = SCHEMA.tables["teams"]


def teams(first, last):
    numbers = range(first, last + 1)
    return pl.DataFrame(
        {"id": numbers, "slug": [f"team-{n}" for n in numbers], "name": [f"Team {n}" for n in numbers]}
    )  # fmt: skip


def count(connection):
    return connection.scalar(sa.select(sa.func.count()).select_from(TEAMS))


def test_a_query_waits_for_the_rows_before_it(migrated_url):
    with opened(database_url(migrated_url)) as connection, background_writer(connection):
        for start in range(0, 200_000, 40_000):
            bulk.insert(connection, TEAMS, teams(start + 1, start + 40_000))
            assert count(connection) == start + 40_000


def test_rows_that_no_query_waited_for_are_there_at_the_end(migrated_url):
    with opened(database_url(migrated_url)) as connection:
        with background_writer(connection):
            bulk.insert(connection, TEAMS, teams(1, 60_000))
        assert count(connection) == 60_000
        bulk.insert(connection, TEAMS, teams(60_001, 60_002))
        assert count(connection) == 60_002


def test_work_goes_on_while_rows_are_written(migrated_url):
    may_go = Event()
    with opened(database_url(migrated_url)) as connection, background_writer(connection):
        submit(connection, lambda: may_go.wait(10) or None)
        bulk.insert(connection, TEAMS, teams(1, 2))  # would stay here for ever
        may_go.set()
        assert count(connection) == 2


@contextmanager
def writing(url):
    with opened(database_url(url)) as connection, background_writer(connection):
        yield connection


@pytest.mark.parametrize("asks", [True, False])
def test_an_error_of_the_thread_comes_up_where_its_rows_are_needed(migrated_url, asks):
    def load():
        with writing(migrated_url) as connection:
            bulk.insert(connection, TEAMS, pl.concat([teams(1, 1), teams(1, 1)]))
            if asks:
                count(connection)

    with pytest.raises(Exception, match=r"(?i)unique"):
        load()
    with opened(database_url(migrated_url)) as connection:
        assert count(connection) == 0


def test_rows_behind_an_error_are_not_written(migrated_url):
    done, failed = [], Event()

    def fails():
        failed.set()
        raise ValueError("no room")

    def load():
        with writing(migrated_url) as connection:
            submit(connection, fails)
            failed.wait(10)
            for number in range(10):
                submit(connection, lambda number=number: done.append(number))

    with pytest.raises(ValueError, match="no room"):
        load()
    assert not done


def test_work_that_fails_does_not_wait_for_its_rows(migrated_url):
    done, may_go = [], Event()

    def load():
        with writing(migrated_url) as connection:
            submit(connection, lambda: may_go.wait(0.2) or None)
            submit(connection, lambda: done.append(1))
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        load()
    assert not done


def test_a_lost_connection_is_reported_as_one(migrated_url):
    def load():
        with writing(migrated_url) as connection:
            connection.invalidate()
            raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"):
        load()


def test_rows_are_written_at_once_where_there_is_no_thread(migrated_url):
    done = []
    with opened(database_url(migrated_url)) as connection:
        submit(connection, lambda: done.append(1))
        assert done == [1]
