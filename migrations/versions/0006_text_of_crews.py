"""The text of each crew beside its entry, so that nobody joins names for a million rows."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FOLDER = Path(__file__).parent


def view(path: str) -> str:
    return (FOLDER / path).read_text(encoding="utf-8")


def replace_view(text: str) -> None:
    """Give the view another text; its columns stay."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(text.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
        return
    # SQLite lists views as they were made, and readers make them in this order: what refers to it
    # comes behind.
    op.execute("DROP VIEW classification")
    op.execute("DROP VIEW crew_names")
    op.execute(text)
    op.execute(view("0001/classification.sql"))


def upgrade() -> None:
    op.add_column(
        "entries",
        sa.Column(
            "crew_names", sa.Text(),
            comment="kept by loads: its drivers in the order of the seats: A / B",
        ),
    )  # fmt: skip
    # `racedb db upgrade` fills it in the same transaction (racedb/summaries/crew_text.py).
    replace_view(view("0006/crew_names.sql"))


def downgrade() -> None:
    replace_view(view(f"0001/crew_names.{op.get_bind().dialect.name}.sql"))
    op.drop_column("entries", "crew_names")
