"""The result with the fastest lap of each maker, so that nobody waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "manufacturer_bests",
        sa.Column("manufacturer_id", BIG, nullable=False, comment="whose car"),
        sa.Column(
            "best_lap_us", BIG, nullable=False, comment="its fastest lap in microseconds"
        ),
        sa.Column(
            "session_id", BIG, nullable=False,
            comment="of equal laps that of the session that was loaded first",
        ),
        sa.Column("entry_id", BIG, nullable=False, comment="then that of the better place"),
        sa.ForeignKeyConstraint(
            ["manufacturer_id"], ["manufacturers.id"], name="fk_manufacturer_bests_manufacturer_id"
        ),
        sa.PrimaryKeyConstraint("manufacturer_id", name="pk_manufacturer_bests"),
    )  # fmt: skip
    # `racedb db upgrade` fills it in the same transaction (racedb/summaries/bests.py).


def downgrade() -> None:
    op.drop_table("manufacturer_bests")
