"""Where facts come from: the rows of sources, imports and rejects."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import __version__
from racedb.db import bulk
from racedb.db.rows import TABLES
from racedb.ingest.already_loaded import LOADED, asked, same_options
from racedb.ingest.report import FileReport
from racedb.readers.reading import Reject, Source


def applied(connection: Connection, digest: str, meaning: Mapping[str, Any]) -> int | None:
    """Give the import that already brought these bytes, read and meant in the same way."""
    columns = {"id": sa.Integer, "options": sa.JSON, "reader": sa.Text}
    loaded = connection.execute(sa.text(LOADED).columns(**columns), asked(digest))
    found = same_options((tuple(row) for row in loaded), meaning)
    return found and found[0]


def start_import(
    connection: Connection,
    source: Source,
    uri: str,
    digest: str,
    reader: str,
    options: Mapping[str, Any],
    started_at: datetime,
) -> int:
    """Write the source, unless its bytes are known, and a running import; give its id."""
    sources, imports = TABLES["sources"], TABLES["imports"]
    found = connection.execute(sa.select(sources.c.id).where(sources.c.sha256 == digest)).scalar()
    if found is None:
        found = _numbered(
            connection,
            sa.insert(sources).values(
                uri=uri,
                sha256=digest,
                size_bytes=len(source.data),
                media_type=None,
                retrieved_at=started_at,
            ),
        )
    return _numbered(
        connection,
        sa.insert(imports).values(
            source_id=found,
            state="running",
            reader=reader,
            options=dict(options),
            racedb_version=__version__,
            started_at=started_at,
            rows_read=0,
            rows_new=0,
            rows_changed=0,
            rows_same=0,
            rows_rejected=0,
        ),
    )


def _numbered(connection: Connection, row: sa.Insert) -> int:
    """Insert a row; gives the id that the database gives it."""
    key: Any = connection.execute(row).inserted_primary_key
    return int(key[0])


def finish_import(
    connection: Connection, number: int, state: str, report: FileReport, rejects: list[Reject]
) -> None:
    """Write what became of an import, with its rejects."""
    imports = TABLES["imports"]
    connection.execute(
        sa.update(imports)
        .where(imports.c.id == number)
        .values(
            state=state,
            finished_at=datetime.now(UTC),
            rows_read=report.read,
            rows_new=report.new,
            rows_changed=report.changed,
            rows_same=report.same,
            rows_rejected=report.rejected,
            message=report.message or None,
        )
    )
    if rejects:
        frame = pl.DataFrame(
            [
                {
                    "import_id": number,
                    "number": position,
                    "line": reject.line,
                    "field": reject.field,
                    "code": reject.code,
                    "message": reject.message,
                    "raw": reject.raw or "",
                }
                for position, reject in enumerate(rejects, start=1)
            ],
            infer_schema_length=None,
        )
        bulk.insert(connection, TABLES["rejects"], frame)
