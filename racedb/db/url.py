"""URLs of databases: from text, to text."""

import os
import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from racedb.errors import UsageError
from racedb.safe_text import mask

DEFAULT = "racedb.sqlite"


def database_url(text: str | None) -> URL:
    """
    Return the URL of a database.

    Args:
        text: a path, or an SQLAlchemy URL; None: RACEDB_URL, else racedb.sqlite in this folder.

    Raises:
        UsageError: it is not a URL, or that of a database that racedb does not run on.
    """
    text = text or os.environ.get("RACEDB_URL") or DEFAULT
    url = URL.create("sqlite", database=text) if "://" not in text else _parsed(text)
    name = url.get_backend_name()
    if name == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if name != "sqlite":
        message = (
            f"--db: {name!r} is not a database that racedb runs on; known are postgresql, sqlite"
        )
        raise UsageError(message)
    if url.database in {None, "", ":memory:"}:
        message = "--db: a database in memory is gone with the command; name a file"
        raise UsageError(message)
    return url.set(drivername="sqlite")


def _parsed(text: str) -> URL:
    # Hosting companies still write postgres://, which SQLAlchemy no longer takes.
    text = re.sub(r"^postgres://", "postgresql://", text)
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        message = f"--db: {_hidden(text)!r} is not the URL of a database, nor a path"
        raise UsageError(message) from None


def _hidden(text: str) -> str:
    """Hide what may be a password in a text that is not a valid URL."""
    scheme, _, rest = text.partition("://")
    return mask(f"{scheme}://***{rest[rest.rfind('@') :] if '@' in rest else rest}")


def shown(url: URL) -> str:
    """Return a URL without its password, also one in its query, for messages."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return mask(url.render_as_string(hide_password=True))


def as_text(url: URL) -> str:
    """Return a URL as text that `database_url` reads back, with its password."""
    if url.get_backend_name() == "sqlite" and not url.query:
        return str(url.database)
    return url.render_as_string(hide_password=False)


def for_tools(url: URL, *, show_password: bool) -> str:
    """Return a URL in the form that psql and others take; for SQLite the absolute path."""
    if url.get_backend_name() == "sqlite":
        return str(Path(str(url.database)).absolute())
    text = url.set(drivername="postgresql").render_as_string(hide_password=not show_password)
    return text if show_password else mask(text)
