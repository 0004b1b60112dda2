"""
The revisions of the schema: which one this program works with, and which ones it refuses.

A revision is named after its file in the folder of migrations: `0001_initial`. SQLAlchemy is not
needed here, so that a query starts without it.
"""

import re
from pathlib import Path

from racedb.errors import LoadError, VersionError

# Other programs that use Alembic name their revisions by a hash.
_OURS = re.compile(r"\d{4}(_\w+)?")
_BEFORE_THE_FIRST_RELEASE = re.compile(r"\d{4}")


def folder() -> Path:
    """Find the migrations: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def newest() -> str:
    """Name the newest revision, which this program works with."""
    return max(path.stem for path in (folder() / "versions").glob("[0-9]*.py"))


def ours(revision: str | None, where: str) -> str | None:
    """
    Return a revision if it is one of racedb, else None.

    Args:
        revision: what the database states; None: it states nothing.
        where: the name of the database, for the message.

    Raises:
        VersionError: no released racedb has made such a database.
    """
    if revision is None or not _OURS.fullmatch(revision):
        return None
    if _BEFORE_THE_FIRST_RELEASE.fullmatch(revision):
        message = f"{where}: was made before the first release of racedb: load the files again"
        raise VersionError(message)
    return revision


def refuse_newer(revision: str | None, where: str) -> None:
    """
    Refuse a database that a newer racedb has made.

    Raises:
        VersionError: its revision comes after those of this program.
    """
    if revision is not None and revision > newest():
        message = f"{where}: the database is newer than this racedb ({revision}): upgrade racedb"
        raise VersionError(message)


def require_newest(revision: str | None, *, is_empty: bool, where: str) -> None:
    """
    Refuse a database whose schema is not the one that this program was written for.

    Args:
        revision: what the database states; None: it states nothing.
        is_empty: it has no tables.
        where: its name for the message.

    Raises:
        LoadError: it holds other tables, and none of racedb.
        VersionError: it is empty, older or newer.
    """
    known = ours(revision, where)
    if known == newest():
        return
    if known is None and not is_empty:
        message = f"{where}: is not a racedb database: it holds other tables; name another --db"
        raise LoadError(message)
    refuse_newer(known, where)
    message = f"{where}: the database needs an upgrade: run 'racedb db upgrade' first"
    raise VersionError(message)
