"""
How migrations run: on the connection that racedb gives, or, from `alembic`, on one to RACEDB_URL.

Either way it is one transaction on both databases, so that an upgrade that is stopped midway
leaves the old schema; racedb.db.schema says how.
"""

import re
from contextlib import nullcontext
from typing import Any

from alembic import context
from alembic.operations import ops

from racedb.db.schema import migrating
from racedb.db.url import database_url
from racedb.models import SCHEMA
from racedb.models.base import UTCDateTime

LONGEST = 32
"""Characters of a revision: what Alembic's table holds."""


def name_and_simplify(_context: Any, _revision: Any, scripts: list[ops.MigrationScript]) -> None:
    """Name a new revision 0001_initial, 0002_tyres ..., and write it without needless batches."""
    for script in scripts:
        newest = context.script.get_current_head()
        number = int(newest[:4]) + 1 if newest else 1
        subject = re.sub(r"\W+", "_", script.message or "change").strip("_").lower()
        script.rev_id = f"{number:04d}_{subject}"[:LONGEST].rstrip("_")
        for steps in (script.upgrade_ops, script.downgrade_ops):
            steps.ops = [it for step in steps.ops for it in without_batch(step)]


def without_batch(step: Any) -> list[Any]:
    """
    Take the changes of a table out of their batch where SQLite can do them in place.

    A batch rebuilds the whole table.
    """
    if isinstance(step, ops.ModifyTableOps) and all(map(in_place, step.ops)):
        return list(step.ops)
    return [step]


def in_place(step: Any) -> bool:
    """Say whether SQLite can make this change without rebuilding the table."""
    if isinstance(step, ops.AddColumnOp):
        return step.column.nullable and not step.column.foreign_keys
    return isinstance(step, ops.DropColumnOp | ops.CreateIndexOp | ops.DropIndexOp)


def rendered(kind: str, value: Any, _context: Any) -> str | bool:
    """Write types of racedb as what they are in the database: a migration imports no racedb."""
    is_moment = kind == "type" and isinstance(value, UTCDateTime)
    return "sa.DateTime(timezone=True)" if is_moment else False


def run() -> None:
    given = context.config.attributes.get("connection")
    with nullcontext(given) if given else migrating(database_url(None)) as connection:
        context.configure(
            connection=connection,
            target_metadata=SCHEMA,
            transactional_ddl=True,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=rendered,
            compare_type=True,
            process_revision_directives=name_and_simplify,
        )
        context.run_migrations()


run()
