"""Runs of schedules, and the files that they set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = "'running', 'done', 'look', 'failed', 'later', 'broken'"


def count(name: str, meaning: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, comment=meaning)


def moment(name: str, meaning: str, *, nullable: bool) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=meaning)


def text(name: str, meaning: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable, comment=meaning)


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", BIG, sa.Identity(), nullable=False),
        text("schedule", "its name in racedb.toml"),
        text(
            "outcome",
            "running; done; look: a person should; failed: files were set aside; later: the "
            "database was taken; broken: it ended without a word",
        ),
        moment("started_at", "UTC", nullable=False),
        moment("finished_at", "UTC; NULL: running or broken", nullable=True),
        text("host", "the machine that it ran on"),
        count("pid", "the process there"),
        count("loaded", "files that brought something new"),
        count("same", "files that were loaded before"),
        count("failed", "files that were refused and set aside now"),
        count("set_aside", "files that were refused before and have not changed since"),
        count("waiting", "files left for the next run: still being written"),
        text("message", "the first reason; NULL: nothing to tell", nullable=True),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_runs_outcome_known")),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_schedule", "runs", ["schedule"])
    op.create_table(
        "set_aside",
        text("uri", "path of the file or folder"),
        text("fingerprint", "hash of its bytes, its context and the program, in hex"),
        sa.Column("run_id", BIG, nullable=False, comment="the run that refused it"),
        text("message", "why"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_set_aside_run_id"),
        sa.PrimaryKeyConstraint("uri", name="pk_set_aside"),
    )
    op.create_index("ix_set_aside_run_id", "set_aside", ["run_id"])


def downgrade() -> None:
    op.drop_table("set_aside")
    op.drop_table("runs")
