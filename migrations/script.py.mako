"""${message}.

Say why. Rules: import alembic and sqlalchemy only, never racedb; run on SQLite and PostgreSQL; a
CHECK whose rule changes gets a new name; NOT NULL comes with a default or a backfill.
"""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
