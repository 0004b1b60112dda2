"""
Databases as every revision of the schema made them, with rows in every table, as SQL.

They are never made again: what a released racedb has left on somebody's disk stays as it is. A new
revision adds two files: `python -m tests.db.golden.make` on the commit that brings it.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
ENGINES = ("sqlite", "postgresql")


def dump(revision: str, engine: str) -> Path:
    """Name the dump of a revision."""
    return FOLDER / f"{revision}.{engine}.sql"


def statements(path: Path) -> list[str]:
    """Take a dump apart: a line of dashes stands behind every statement."""
    return path.read_text(encoding="utf-8").split("\n-----\n")[:-1]
