"""How far apart best laps are, how starts ended; and podiums in an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "field_spreads",
        sa.Column(
            "session_id", BIG, autoincrement=False, nullable=False,
            comment="the session; one in which nobody has a time has none",
        ),
        sa.Column("cars", sa.Integer(), nullable=False, comment="cars that have a result"),
        sa.Column("cars_timed", sa.Integer(), nullable=False, comment="those that have a best lap"),
        sa.Column(
            "first_us", BIG, nullable=False, comment="the best lap of all, in microseconds"
        ),
        sa.Column("tenth_us", BIG, comment="the tenth of the best laps; NULL: there are fewer"),
        sa.Column("last_us", BIG, nullable=False, comment="the last of the best laps"),
        sa.Column(
            "cars_outside_107", sa.Integer(), nullable=False,
            comment="cars whose best lap is outside 107 per cent of the best of all",
        ),
        sa.PrimaryKeyConstraint("session_id", name="pk_field_spreads"),
    )  # fmt: skip
    op.create_table(
        "car_starts",
        sa.Column(
            "thousand", sa.Integer(), nullable=False,
            comment="of which sessions: their ids divided by 1,000",
        ),
        sa.Column("car_id", BIG, nullable=False, comment="the car"),
        sa.Column(
            "cause", sa.Text(), nullable=False,
            comment="why it retired, as printed; empty: not printed, or it did not retire",
        ),
        sa.Column("starts", sa.Integer(), nullable=False, comment="starts that ended so"),
        sa.Column(
            "finished", sa.Integer(), nullable=False,
            comment="those that were running or classified at the end",
        ),
        sa.Column(
            "retired", sa.Integer(), nullable=False,
            comment="those that retired and were not classified",
        ),
        sa.Column("session_id", BIG, nullable=False, comment="the first of the races"),
        sa.Column("entry_id", BIG, nullable=False, comment="the first of the entries"),
        sa.PrimaryKeyConstraint("thousand", "car_id", "cause", name="pk_car_starts"),
    )  # fmt: skip
    podium = sa.text("position <= 3 OR class_position <= 3")
    op.create_index(
        "ix_results_podium", "results", ["session_id", "entry_id", "position", "class_position"],
        sqlite_where=podium, postgresql_where=podium,
    )  # fmt: skip
    # `racedb db upgrade` fills them in the same transaction (racedb/summaries/spreads.py, carstarts.py).


def downgrade() -> None:
    op.drop_index("ix_results_podium", "results")
    op.drop_table("car_starts")
    op.drop_table("field_spreads")
