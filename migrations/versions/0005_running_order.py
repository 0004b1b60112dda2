"""What loads keep beside each lap, and who leads each lap of a race."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column(
            "clean", sa.Boolean(),
            comment="kept by loads: it shows pace; timed, under green, no in- or out-lap, not a race's first",
        ),
        sa.Column(
            "running_position", sa.Integer(),
            comment="kept by loads: position in a race at its end as printed, or else as the cars ended it",
        ),
        sa.Column(
            "behind_leader_us", BIG,
            comment="kept by loads: how long after the first car that ended the same lap of a race",
        ),
    ):  # fmt: skip
        op.add_column("laps", column)
    op.add_column(
        "lap_sums",
        sa.Column(
            "odd_laps", sa.Integer(),
            comment="laps that checks of their times look closer at; NULL: none",
        ),
    )  # fmt: skip
    op.create_table(
        "lap_leaders",
        sa.Column("session_id", BIG, nullable=False, comment="the race"),
        sa.Column("number", sa.Integer(), nullable=False, comment="number of the lap, from 1"),
        sa.Column("leader_entry_id", BIG, comment="the car in front; NULL: not known"),
        sa.Column(
            "new_leader", sa.Boolean(), nullable=False, comment="it gained places in this lap"
        ),
        sa.Column(
            "cars_up", sa.Integer(), nullable=False,
            comment="cars that gained places against their lap before",
        ),
        sa.Column(
            "places_gained", sa.Integer(), nullable=False,
            comment="places that they gained in all",
        ),
        sa.Column(
            "most_by_entry_id", BIG,
            comment="the car that gained most, of several the one in front",
        ),
        sa.Column("most_places", sa.Integer(), comment="how many it gained; NULL: no car gained any"),
        sa.PrimaryKeyConstraint("session_id", "number", name="pk_lap_leaders"),
    )  # fmt: skip
    # `racedb db upgrade` fills it in the same transaction (racedb/summaries/lap_sums.py).


def downgrade() -> None:
    op.drop_table("lap_leaders")
    op.drop_column("lap_sums", "odd_laps")
    for name in ("behind_leader_us", "running_position", "clean"):
        op.drop_column("laps", name)
