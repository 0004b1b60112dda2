"""
Rows in every table of databases as each revision of the schema held them, as SQL.

They are never made again once their revision is released: what a racedb has left on somebody's disk
stays as it is. The schema itself comes from the migrations. `make migration` writes those of a new
revision.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
ENGINES = ("sqlite", "postgresql")


def dump(revision: str, engine: str) -> Path:
    """Name the dump of a revision."""
    return FOLDER / f"{revision}.{engine}.sql"


def statements(path: Path) -> list[str]:
    """Split a dump into statements; a line of dashes ends each."""
    return path.read_text(encoding="utf-8").split("\n-----\n")[:-1]
