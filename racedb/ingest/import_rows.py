"""Where facts come from: the rows of sources, imports, rejects and notes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import __version__
from racedb.db import bulk
from racedb.db.rows import TABLES
from racedb.ingest.already_loaded import LOADED, parameters, same_options
from racedb.ingest.plan import LoadJob
from racedb.ingest.report import FileReport
from racedb.readers.reading import Reading, Source
from racedb.table import Note, Reject


def already_applied(connection: Connection, source: Source, uri: str, job: LoadJob) -> int | None:
    """Return the import of these bytes with the same options, if what it says still holds."""
    columns = {
        "id": sa.Integer, "options": sa.JSON, "reader": sa.Text, "is_newest": sa.Boolean,
        "is_changed": sa.Boolean,
    }  # fmt: skip
    loaded = connection.execute(sa.text(LOADED).columns(**columns), parameters(source.sha256, uri))
    found = same_options((tuple(row) for row in loaded), job)
    return found and found[0]


def start_import(connection: Connection, reading: Reading, uri: str, job: LoadJob) -> int:
    """
    Write a running import and its source, unless its bytes are known; return the id.

    Args:
        connection: inside the transaction of the load.
        reading: the file.
        uri: where the file comes from.
        job: what is loaded, with the options that are stored with the import.
    """
    # A source is its bytes: the same file with other options is another import of one source.
    sources, imports = TABLES["sources"], TABLES["imports"]
    source, now = reading.source, datetime.now(UTC)
    known = sa.select(sources.c.id).where(sources.c.sha256 == source.sha256)
    found = connection.execute(known).scalar()
    if found is None:
        found = _insert(
            connection,
            sa.insert(sources).values(
                uri=uri,
                sha256=source.sha256,
                size_bytes=len(source.data),
                media_type=None,
                retrieved_at=now,
            ),
        )
    counts = ("read", "new", "changed", "same", "rejected")
    return _insert(
        connection,
        sa.insert(imports).values(
            source_id=found,
            state="running",
            reader=reading.reader,
            options=dict(job.meaning),
            racedb_version=__version__,
            started_at=now,
            **{f"rows_{name}": 0 for name in counts},
        ),
    )


def _insert(connection: Connection, row: sa.Insert) -> int:
    """Insert a row; return its id."""
    key: Any = connection.execute(row).inserted_primary_key
    return int(key[0])


def finish_import(connection: Connection, report: FileReport) -> None:
    """Write what became of an import, with its rejects; notes are written on the way."""
    imports = TABLES["imports"]
    connection.execute(
        sa.update(imports)
        .where(imports.c.id == report.import_id)
        .values(
            state=report.state,
            finished_at=datetime.now(UTC),
            rows_read=report.read,
            rows_new=report.new,
            rows_changed=report.changed,
            rows_same=report.same,
            rows_rejected=report.rejected,
            message=report.message or None,
        )
    )
    insert_numbered(connection, "rejects", report.import_id, report.rejects)


def insert_numbered(
    connection: Connection,
    table: str,
    import_id: int | None,
    found: Sequence[Reject | Note],
    first: int = 1,
) -> None:
    """Insert rejects or notes of an import, numbered from *first* in the order of the file."""
    if not found:
        return
    columns = dict(zip(found[0]._fields, zip(*found, strict=True), strict=True))
    frame = pl.DataFrame({**columns, "raw": [one.raw or "" for one in found]})
    number = pl.int_range(first, pl.len() + first).alias("number")
    frame = frame.with_columns(number, pl.lit(import_id).alias("import_id"))
    bulk.insert(connection, TABLES[table], frame)
