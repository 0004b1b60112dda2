"""The schema: one file per room, all tables known to `SCHEMA`."""

from racedb.models import entries, events, facts, imports, names, reference, schedules, summaries
from racedb.models.base import SCHEMA

__all__ = [
    "SCHEMA",
    "entries",
    "events",
    "facts",
    "imports",
    "names",
    "reference",
    "schedules",
    "summaries",
]
