"""A new schema from the models; an older one up or down by the migrations."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection

from racedb.counted import counted
from racedb.db import revisions
from racedb.db.engine import (
    create_atomically,
    engine,
    exists,
    lock,
    missing,
    read,
    translate_errors,
)
from racedb.db.url import shown
from racedb.db.version import create_schema, has_foreign_tables, version
from racedb.errors import LoadError, RaceDBError, UsageError

STATEMENT_TIMEOUT = "60s"
"""The longest time that one statement of a migration may keep a PostgreSQL server busy."""


def _config(connection: Connection | None = None) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(revisions.folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def create(url: URL) -> None:
    """
    Make an empty database with the newest schema; a SQLite file appears complete or not at all.

    Raises:
        LoadError: the database exists and is not empty.
        RaceDBError: it cannot be made.
    """
    server = url.get_backend_name() != "sqlite"
    if current(url) if server else exists(url):
        message = (
            f"{shown(url)} is there already; 'racedb db upgrade' brings it to the newest schema"
        )
        raise LoadError(message)
    with migrating(url) as connection:
        create_schema(connection)


def upgrade(url: URL, revision: str = "head") -> tuple[str | None, str | None]:
    """Bring the schema up; return the revisions before and after."""
    return _migrate(url, command.upgrade, revision)


def downgrade(url: URL, revision: str) -> tuple[str | None, str | None]:
    """Take the schema down, which loses data; return the revisions before and after."""
    if not exists(url):
        raise missing(url)
    return _migrate(url, command.downgrade, revision)


def _migrate(
    url: URL, run: Callable[[Config, str], None], revision: str
) -> tuple[str | None, str | None]:
    before = current(url)
    revisions.refuse_newer(before, shown(url))
    try:
        with migrating(url) as connection:
            run(_config(connection), revision)
    except CommandError as error:
        message = f"{shown(url)}: {' '.join(str(error).split())}"
        raise UsageError(message) from None
    return before, current(url)


@contextmanager
def migrating(url: URL) -> Iterator[Connection]:
    """
    Open the one transaction in which the schema changes.

    SQLite: foreign keys are off, because a batch rebuild drops the old table, which would delete
    its children; all references are checked before the commit. PostgreSQL: one migration at a time,
    which never waits for ever for somebody's long query.
    """
    with (
        translate_errors(url),
        create_atomically(url) as file,
        engine(file).connect() as connection,
    ):
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            lock(connection, url)
            if not sqlite:
                timeout = sa.func.set_config("statement_timeout", STATEMENT_TIMEOUT, sa.true())
                connection.execute(sa.select(timeout))
            yield connection
            if sqlite:
                _require_references(connection, url)


def _require_references(connection: Connection, url: URL) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        message = f"{shown(url)}: the migration would break {counted(len(broken), 'references')}"
        raise RaceDBError(message)


def current(url: URL) -> str | None:
    """
    Return the revision of a database; None when it is empty or missing.

    Raises:
        LoadError: it holds tables that are not racedb's.
        VersionError: no released racedb has made it.
        RaceDBError: it cannot be opened.
    """
    if not exists(url):
        return None
    with read(url) as connection:
        found = version(connection)
        if found is None and has_foreign_tables(connection):
            message = f"{shown(url)}: is not a racedb database: it holds other tables"
            raise LoadError(message)
        return found


def drift(url: URL) -> str | None:
    """Describe how the schema of a database differs from the models; None: it does not."""
    try:
        with read(url) as connection:
            command.check(_config(connection))
    except CommandError as error:  # Alembic reports differences as an error
        return " ".join(str(error).split())
    return None
