"""
Files that the database holds already.

Identical bytes, read and meant in the same way by the same racedb, are loaded once. The question is
asked before anything looks into a file, without SQLAlchemy, and again inside the transaction.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from racedb import __version__
from racedb.db import readonly
from racedb.errors import RaceDBError
from racedb.ingest.plan import LoadJob
from racedb.ingest.report import FileReport

LOADED = """
SELECT imports.id, imports.options, imports.reader
FROM imports JOIN sources ON sources.id = imports.source_id
WHERE sources.sha256 = :sha256 AND imports.racedb_version = :version AND imports.state = 'applied'
ORDER BY imports.id DESC
"""
"""The imports of a file that hold; who asks gives what `asked` gives."""


def asked(digest: str) -> dict[str, str]:
    """Give what LOADED takes for a file with such a hash."""
    return {"sha256": digest, "version": __version__}


def find_loaded(job: LoadJob, database: str | None) -> FileReport | None:
    """
    Give the report of a file that is loaded already; None: look into it.

    A dump (files that refer to each other) is looked into; a database that cannot be read now is
    the concern of who writes to it, and waits for others.
    """
    if job.dataset:
        return None
    (source,) = job.sources.values()
    types = dict.fromkeys(asked(""), "text")
    try:
        with readonly.connect(database, wait_s=0) as reader:
            rows = list(reader.ask(LOADED, asked(source.sha256), types).rows)
    except RaceDBError:
        return None
    found = same_options(((row[0], json.loads(str(row[1])), row[2]) for row in rows), job.meaning)
    if found is None:
        return None
    return FileReport(source=str(source.path), state="same", import_id=found[0], reader=found[1])


def same_options(
    loaded: Iterable[tuple[Any, Any, Any]], meaning: Mapping[str, Any]
) -> tuple[int, str] | None:
    """Give id and reader of the import that was asked for in the same way; None: there is none."""
    wanted = json.dumps(dict(meaning), sort_keys=True)
    for number, options, reader in loaded:
        if json.dumps(options, sort_keys=True) == wanted:
            return int(number), str(reader)
    return None
