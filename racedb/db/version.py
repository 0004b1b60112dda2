"""Which revision the schema of a database has, and how a new database gets the newest one."""

import sqlalchemy as sa
from sqlalchemy import URL, Connection

from racedb.db import revisions
from racedb.db.url import shown

_VERSION = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def version(connection: Connection) -> str | None:
    """
    Return the revision of the schema; None: there is none, or one of another program.

    Raises:
        VersionError: no released racedb has made this database.
    """
    return revisions.ours(_stated(connection), shown(connection.engine.url))


def _stated(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(sa.select(_VERSION.c.version_num)).scalar()


def has_foreign_tables(connection: Connection) -> bool:
    """Return whether there are tables of another program; an emptied schema leaves its version."""
    return bool(set(sa.inspect(connection).get_table_names()) - {_VERSION.name})


def require_current(connection: Connection, url: URL) -> None:
    """
    Refuse a database whose schema this program was not written for.

    Raises:
        LoadError: it holds other tables, and none of racedb.
        VersionError: it is empty, older or newer.
    """
    found = _stated(connection)
    is_empty = found is None and not has_foreign_tables(connection)
    revisions.require_newest(found, is_empty=is_empty, where=shown(url))


def create_schema(connection: Connection) -> None:
    """Make the tables and views of the models in an empty database, and state their revision."""
    from racedb.models import SCHEMA
    from racedb.models.views import create_views

    SCHEMA.create_all(connection, checkfirst=False)
    create_views(connection)
    # `alembic stamp` does the same, but starting Alembic takes as long as loading a small file.
    # A schema of PostgreSQL that was downgraded to nothing still has the table.
    _VERSION.create(connection, checkfirst=True)
    connection.execute(sa.insert(_VERSION).values(version_num=revisions.newest()))
