"""
The files of the points systems of racedb.

Most series have no system, and most loads need none: a look at the texts says so, before anything
that understands them is imported.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "reference" / "points"


@cache
def texts() -> dict[str, str]:
    """Return the text of each file by the code of its system."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))}


def naming(series: str) -> list[str]:
    """Return the codes of the systems whose files name a series by its slug."""
    return [code for code, text in texts().items() if f'"{series}"' in text]
