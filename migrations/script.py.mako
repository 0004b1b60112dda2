"""
${message[0].upper() + message[1:]}.

Rules: import alembic and sqlalchemy only, never racedb; run on SQLite and PostgreSQL; a CHECK whose
rule changes gets a new name; NOT NULL comes with a default or a backfill. The views as this revision
has them are in ${up_revision}.sql: a table cannot be rebuilt or dropped under them.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}


def views(of: str) -> list[str]:
    return Path(__file__).with_name(f"{of}.sql").read_text(encoding="utf-8").split(";\n")[:-1]


def create_views(of: str) -> None:
    for statement in views(of):
        op.execute(statement)


def drop_views(of: str) -> None:
    for statement in reversed(views(of)):
        name = statement.partition("CREATE VIEW ")[2].split()[0]
        op.execute(f"DROP VIEW {name}")


def upgrade() -> None:
% if down_revision:
    drop_views(down_revision)
% endif
    ${upgrades if upgrades else ""}
    create_views(revision)


def downgrade() -> None:
    drop_views(revision)
    ${downgrades if downgrades else ""}
% if down_revision:
    create_views(down_revision)
% endif
