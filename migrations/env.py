"""
How migrations run: in one transaction, on both databases.

SQLite: the engine begins with BEGIN IMMEDIATE, so that DDL is part of the transaction. Foreign keys
are off outside of it, because a batch rebuild drops the old table and a drop deletes the children;
all of them are checked before the commit. PostgreSQL: one migrator at a time, and no waiting for
ever behind somebody's long query.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.operations import ops

from racedb.db.engine import LOCK, engine
from racedb.db.url import database_url
from racedb.models import Base

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"


def numbered(_context: Any, _revision: Any, directives: list[ops.MigrationScript]) -> None:
    """Number new revisions: 0001, 0002 ..."""
    for script in directives:
        head = context.script.get_current_head()
        script.rev_id = f"{int(head or 0) + 1:04d}"


def run() -> None:
    url = context.config.attributes.get("url") or database_url(None)
    opened = engine(url)
    sqlite = opened.dialect.name == "sqlite"
    try:
        with opened.connect() as connection:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                transactional_ddl=True,
                render_as_batch=sqlite,
                compare_type=True,
                process_revision_directives=numbered,
            )
            with connection.begin():
                if not sqlite:
                    for name, value in (
                        ("lock_timeout", LOCK_TIMEOUT),
                        ("statement_timeout", STATEMENT_TIMEOUT),
                    ):
                        connection.execute(sa.select(sa.func.set_config(name, value, True)))
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
                context.run_migrations()
                if sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        message = f"the migration would break {len(broken)} references"
                        raise RuntimeError(message)
    finally:
        opened.dispose()


run()
