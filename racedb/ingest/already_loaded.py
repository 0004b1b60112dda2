"""
Files that were loaded before.

Identical bytes are loaded once, unless another version of racedb or other options give them another
meaning. This is checked before a file is read, without importing SQLAlchemy, and again inside the
transaction.
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
"""Finds the applied imports of a file, the latest first; takes the result of `parameters`."""


def parameters(digest: str) -> dict[str, str]:
    """Return the parameters of LOADED for a file with this hash."""
    return {"sha256": digest, "version": __version__}


def find_loaded(job: LoadJob, database: str | None) -> FileReport | None:
    """
    Return the report of a file that is loaded already, else None.

    Of a dump (files that refer to each other) that is not known before it is read. A database that
    cannot be read now does not count: the load itself waits for it and reports what is wrong.
    """
    if job.dataset:
        return None
    (source,) = job.sources.values()
    types = dict.fromkeys(parameters(""), "text")
    try:
        with readonly.connect(database, wait_s=0) as reader:
            rows = list(reader.query(LOADED, parameters(source.sha256), types).rows)
    except RaceDBError:  # locked, missing or damaged
        return None
    found = same_options(((row[0], json.loads(str(row[1])), row[2]) for row in rows), job.meaning)
    if found is None:
        return None
    return FileReport(source=str(source.path), state="same", import_id=found[0], reader=found[1])


def same_options(
    loaded: Iterable[tuple[Any, Any, Any]], meaning: Mapping[str, Any]
) -> tuple[int, str] | None:
    """Return the id and reader of the import that had the same options, else None."""
    wanted = json.dumps(dict(meaning), sort_keys=True)
    for number, options, reader in loaded:
        if json.dumps(options, sort_keys=True) == wanted:
            return int(number), str(reader)
    return None
