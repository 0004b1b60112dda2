"""What the laps of each driver of a car come to in a session, so that nobody waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lap_sums",
        sa.Column("session_id", BIG, nullable=False, comment="the session"),
        sa.Column("entry_id", BIG, nullable=False, comment="the car"),
        sa.Column(
            "driver_id", BIG, nullable=False, comment="who drove; 0: of laps that name nobody"
        ),
        sa.Column("laps", sa.Integer(), nullable=False, comment="laps driven"),
        sa.Column(
            "pit_ins", sa.Integer(), nullable=False, comment="laps that ended in the pits"
        ),
        sa.Column(
            "laps_led", sa.Integer(), nullable=False, comment="laps of a race ended in the lead"
        ),
        sa.Column("first_led", sa.Integer(), comment="the first of them; NULL: none"),
        sa.Column("last_led", sa.Integer(), comment="the last of them; NULL: none"),
        sa.Column(
            "best_lap_us", BIG,
            comment="the fastest lap that was not deleted, in microseconds",
        ),
        sa.Column(
            "clean_laps", sa.Integer(), nullable=False,
            comment="laps that show pace: under green, no in- or out-lap, not the first",
        ),
        sa.Column("best_clean_us", BIG, comment="the fastest of them"),
        sa.Column("mean_us", BIG, comment="mean of the faster half of them"),
        sa.Column("median_us", BIG, comment="median of the faster half of them"),
        sa.Column(
            "s1_us", BIG, comment="the fastest first sector of laps that were not deleted"
        ),
        sa.Column("s2_us", BIG, comment="the fastest second sector"),
        sa.Column("s3_us", BIG, comment="the fastest third sector"),
        sa.PrimaryKeyConstraint("session_id", "entry_id", "driver_id", name="pk_lap_sums"),
    )  # fmt: skip
    # `racedb db upgrade` fills it in the same transaction (racedb/summaries/lap_sums.py).


def downgrade() -> None:
    op.drop_table("lap_sums")
