"""What a person does on the command line, as an import of its own: so it is listed and undone."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from racedb import __version__
from racedb.db.rows import TABLES, NewRows

_COUNTS = ("rows_read", "rows_new", "rows_changed", "rows_same", "rows_rejected")


def add_import(
    rows: NewRows, reader: str, what: str, author: str, options: Mapping[str, Any]
) -> int:
    """
    Write down that somebody does something, as a source and an import; return its id.

    Args:
        rows: of the transaction.
        reader: the value of imports.reader: what kind of deed it is.
        what: what it is done to, for the address of the source.
        author: who does it.
        options: the value of imports.options.
    """
    now = datetime.now(UTC)
    source_id, import_id = rows.take_id("sources"), rows.take_id("imports")
    # A source is known by its bytes: the time makes a deed that is done again another one.
    text = f"{author} at {now:%Y-%m-%d %H:%M:%S.%f} UTC: {reader} {what}\n".encode()
    source = {
        "id": source_id, "uri": f"{reader}:{what}", "publisher": author,
        "sha256": hashlib.sha256(text).hexdigest(), "size_bytes": len(text), "retrieved_at": now,
    }  # fmt: skip
    one = {
        "id": import_id, "source_id": source_id, "state": "applied", "reader": reader,
        "options": {**options, "by": author}, "racedb_version": __version__,
        "started_at": now, "finished_at": now, **dict.fromkeys(_COUNTS, 0),
    }  # fmt: skip
    rows.connection.execute(sa.insert(TABLES["sources"]).values(source))
    rows.connection.execute(sa.insert(TABLES["imports"]).values(one))
    return import_id
