"""The result with the fastest lap of each maker, so that nobody waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FILL = """
INSERT INTO manufacturer_bests (manufacturer_id, best_lap_us, session_id, entry_id)
SELECT ranked.manufacturer_id, ranked.best_lap_us, ranked.session_id, ranked.entry_id
FROM (
    SELECT
        ca.manufacturer_id,
        r.best_lap_us,
        r.session_id,
        r.entry_id,
        row_number() OVER (
            PARTITION BY ca.manufacturer_id
            ORDER BY r.best_lap_us, r.session_id, r.row_order, r.entry_id
        ) AS place
    FROM results AS r
    JOIN entries AS en ON en.id = r.entry_id
    JOIN cars AS ca ON ca.id = en.car_id
    WHERE r.best_lap_us < 864000000000
      AND ca.manufacturer_id IS NOT NULL
) AS ranked
WHERE ranked.place = 1
"""


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
    op.execute(FILL)


def downgrade() -> None:
    op.drop_table("manufacturer_bests")
