"""
References of SQLite that a big load checks at its end, not row by row.

It looks at tables alone that it wrote to: to go through ten million laps takes three seconds, also
where nobody touched one. SQLite itself tells what statements write to, when it prepares them.
"""

import sqlite3
from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Connection

from racedb.errors import RaceDBError

_WRITTEN = "racedb_written"
_WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
_REFERENCES = """
SELECT tables.name, refers."table"
FROM sqlite_master AS tables
JOIN pragma_foreign_key_list(tables.name) AS refers
WHERE tables.type = 'table'
"""


def put_off(connection: sqlite3.Connection, info: MutableMapping[Any, Any]) -> None:
    """
    Check no references from now on, but remember what is written to.

    Args:
        connection: outside a transaction.
        info: of the connection; `require` reads it again.
    """
    written: set[tuple[bool, str | None]] = set()

    def noted(action: int, table: str | None, *_: str | None) -> int:
        if action in _WRITES:
            written.add((action == sqlite3.SQLITE_DELETE, table))
        return sqlite3.SQLITE_OK

    info[_WRITTEN] = written
    connection.set_authorizer(noted)
    connection.execute("PRAGMA foreign_keys = OFF")


def require(connection: Connection) -> None:
    """
    Make sure that all rows refer to rows that are there, in tables that were written to.

    Raises:
        RaceDBError: one does not; that is a mistake of racedb, and nothing is kept.
    """
    written = connection.info[_WRITTEN]
    found = connection.exec_driver_sql(_REFERENCES).all()
    doubtful = {
        table for table, parent in found if (False, table) in written or (True, parent) in written
    }
    for table in sorted(doubtful):
        broken = connection.exec_driver_sql(f'PRAGMA foreign_key_check("{table}")').first()
        if broken is not None:
            _, row, parent, *_ = broken
            message = f"row {row} of {table} refers to a row of {parent} that is not there"
            raise RaceDBError(f"{message}; nothing was kept; please report it")
