"""
Files that were loaded before.

Identical bytes are loaded once, unless another version of racedb or other options give them another
meaning, or something changed since what they say: then they are applied again. This is checked
before a file is read, without importing SQLAlchemy, and again inside the transaction.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from racedb import __version__
from racedb.db import readonly
from racedb.errors import RaceDBError
from racedb.ingest.plan import LoadJob
from racedb.ingest.report import FileReport

LOADED = """
SELECT
    imports.id, imports.options, imports.reader,
    imports.id = (
        SELECT max(newest.id)
        FROM imports AS newest
        JOIN sources AS its ON its.id = newest.source_id
        WHERE its.uri = :uri AND newest.state = 'applied'
    ) AS is_newest,
    EXISTS (
        SELECT 1
        FROM revisions AS changed
        JOIN imports AS later ON later.id = changed.import_id
        WHERE changed.import_id > imports.id AND later.state = 'applied'
        AND changed.table_name IN (
            'results', 'laps', 'pit_stops', 'weather', 'race_control_messages', 'penalties',
            'printed_standings', 'season_entries'
        )
        AND changed.old ->> 'import_id' <> coalesce(changed.new ->> 'import_id', '')
        AND coalesce(changed.old ->> 'status', '') <> 'unknown'
        AND (
            CAST(changed.old ->> 'import_id' AS BIGINT) = imports.id
            OR imports.rows_same > 0 AND changed.row_key ->> 'session_id' IN (
                SELECT about.row_key ->> 'id'
                FROM revisions AS about
                WHERE about.import_id = imports.id AND about.table_name = 'sessions'
            )
        )
    ) OR EXISTS (
        SELECT 1
        FROM revisions AS changed
        JOIN imports AS later ON later.id = changed.import_id
        JOIN revisions AS made ON made.import_id = imports.id AND made.table_name = 'events'
        JOIN events AS planned ON planned.id = CAST(changed.row_key ->> 'id' AS BIGINT)
        WHERE changed.import_id > imports.id AND later.state = 'applied'
        AND changed.table_name = 'events' AND planned.state IS NOT NULL
        AND planned.id BETWEEN CAST(made.row_key -> 'ids' ->> 0 AS BIGINT)
            AND CAST(made.row_key -> 'ids' ->> 1 AS BIGINT)
    ) AS is_changed
FROM imports
JOIN sources ON sources.id = imports.source_id
WHERE sources.sha256 = :sha256 AND imports.racedb_version = :version AND imports.state = 'applied'
ORDER BY imports.id DESC
"""
"""
Finds the applied imports of a file, the latest first; takes the result of `parameters`.

is_newest: no other bytes came from the same place since. is_changed: a later import changed or
removed rows that this one stored, or rows of its sessions where it found some stored as it has
them, or events of its calendar. A result that laps told of (status unknown) is not changed by the
classification.
"""


def parameters(digest: str, uri: str) -> dict[str, str]:
    """Return the parameters of LOADED for a file with this hash, from this path or URL."""
    return {"sha256": digest, "version": __version__, "uri": uri}


def find_loaded(
    job: LoadJob, database: str | None, origins: Mapping[str, str]
) -> FileReport | None:
    """
    Return the report of a file that is loaded already, else None.

    Of a dump (files that refer to each other) that is not known before it is read. A database that
    cannot be read now does not count: the load itself waits for it and reports what is wrong.
    """
    if job.dataset:
        return None
    (source,) = job.sources.values()
    path = str(source.path)
    asked = parameters(source.sha256, origins.get(path, path))
    types = dict.fromkeys(asked, "text")
    try:
        with readonly.connect(database, wait_s=0) as reader:
            rows = list(reader.query(LOADED, asked, types).rows)
    except RaceDBError:  # locked, missing or damaged
        return None
    found = same_options(
        ((number, json.loads(str(options)), *rest) for number, options, *rest in rows), job
    )
    if found is None:
        return None
    return FileReport(source=path, state="same", import_id=found[0], reader=found[1])


def same_options(loaded: Iterable[Sequence[Any]], job: LoadJob) -> tuple[int, str] | None:
    """
    Return the id and reader of the import that had the same options and still holds, else None.

    Somebody who names a file wants what it says to hold. A file that is still where it was does not
    take back what a newer one beside it has changed.
    """
    wanted = json.dumps(dict(job.meaning), sort_keys=True)
    for number, options, reader, is_newest, is_changed in loaded:
        holds = not is_changed or (is_newest and not job.is_named)
        if holds and json.dumps(options, sort_keys=True) == wanted:
            return int(number), str(reader)
    return None
