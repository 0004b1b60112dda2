"""Which revision the schema of a database has, and whether this program may work with it."""

import sqlalchemy as sa
from sqlalchemy import URL, Connection

from racedb.db.readonly import check_version
from racedb.db.url import shown

_TABLE = "alembic_version"


def version(connection: Connection) -> str | None:
    """Give the revision of the schema; None where there is none, or one of another program."""
    if not sa.inspect(connection).has_table(_TABLE):
        return None
    table = sa.table(_TABLE, sa.column("version_num", sa.Text))
    found = connection.execute(sa.select(table.c.version_num)).scalar()
    return found if found and found.isdigit() else None  # others' revisions are hashes


def foreign(connection: Connection) -> bool:
    """Say whether there are tables of somebody else; an emptied schema leaves its version table."""
    return bool(set(sa.inspect(connection).get_table_names()) - {_TABLE})


def require_current(connection: Connection, url: URL) -> None:
    """
    Refuse a database whose schema this program was not written for.

    Raises:
        LoadError: it holds other tables, and none of racedb.
        VersionError: it is empty, older or newer.
    """
    found = version(connection)
    empty = found is None and not foreign(connection)
    check_version(found, empty=empty, where=shown(url))
