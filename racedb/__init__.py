"""
Load race-results files into a clean relational database, and query it.

    >>> import racedb
    >>> db = racedb.open("races.sqlite")                              # doctest: +SKIP
    >>> db.query("best-lap-per-manufacturer").to_polars()             # doctest: +SKIP

docs/python.md shows more. Names are imported on first use, so that `racedb --help` starts fast.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from racedb.api import Answer, Database, open  # noqa: A004  racedb.open() is what people look for
    from racedb.errors import RaceDBError

__version__ = "0.2.0"
__all__ = ["Answer", "Database", "RaceDBError", "__version__", "open"]


def __getattr__(name: str) -> Any:
    if name in {"Answer", "Database", "open"}:
        from racedb import api

        return getattr(api, name)
    if name == "RaceDBError":
        from racedb.errors import RaceDBError

        return RaceDBError
    message = f"module 'racedb' has no attribute {name!r}"
    raise AttributeError(message)
