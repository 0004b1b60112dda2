"""The schema: one file per room, all tables known to `Base.metadata`."""

from racedb.models import entries, events, facts, imports, names, reference, schedules
from racedb.models.base import Base

__all__ = ["Base", "entries", "events", "facts", "imports", "names", "reference", "schedules"]
