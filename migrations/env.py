"""
How migrations run: on the connection that racedb gives, or, from `alembic`, on one to RACEDB_URL.

Either way it is one transaction on both databases, so that an upgrade that is stopped midway
leaves the old schema; racedb.db.schema says how.
"""

from contextlib import nullcontext
from typing import Any

from alembic import context
from alembic.operations import ops

from racedb.db.schema import migrating
from racedb.db.url import database_url
from racedb.models import SCHEMA


def numbered(_context: Any, _revision: Any, directives: list[ops.MigrationScript]) -> None:
    """Number new revisions: 0001, 0002 ..."""
    for script in directives:
        head = context.script.get_current_head()
        script.rev_id = f"{int(head or 0) + 1:04d}"


def run() -> None:
    given = context.config.attributes.get("connection")
    with nullcontext(given) if given else migrating(database_url(None)) as connection:
        context.configure(
            connection=connection,
            target_metadata=SCHEMA,
            transactional_ddl=True,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            process_revision_directives=numbered,
        )
        context.run_migrations()


run()
