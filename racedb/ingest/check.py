"""
Checks of what a load brings: those of racedb.checks, over the sessions that it touched.

They look at the sessions as they stand after the load, so that results and laps of two files are
held against each other. Each gives at most one finding a session, summed up.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from racedb import checks
from racedb.ingest.sessions import Session
from racedb.readers.reading import Finding


def check(connection: Connection, sessions: Mapping[int, Session]) -> list[Finding]:
    """Run every check over sessions; a finding refuses nothing, the rows stay as printed."""
    return [
        Finding(
            code=found[0].check.name,
            line=checks.worst(found).line,
            message=f"{sessions[found[0].session_id].title}: {checks.summed(found)}",
        )
        for found in checks.touched(connection, sessions)
    ]
