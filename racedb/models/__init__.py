"""
The schema as SQLAlchemy's declarative classes, one file per subject.

Programs may query them through SQLAlchemy's ORM:

    with Session(engine) as session:
        winner = session.scalars(select(Result).where(Result.position == 1)).first()
        winner.entry.team.name, [drive.driver.name for drive in winner.drives]

racedb itself reads and writes whole columns of `Model.__table__`. A program that writes through
these classes leaves no trace of where its rows came from.
"""

from racedb.models.base import Base
from racedb.models.championships import (
    Championship,
    ChampionshipPoints,
    ChampionshipStanding,
)
from racedb.models.entries import Entry, EntryDriver
from racedb.models.events import Event, Round, Session
from racedb.models.facts import Drive, Lap, PitStop, RaceControlMessage, Result, Weather
from racedb.models.imports import Import, Note, Reject, Revision, Source
from racedb.models.names import Alias, Correction, PointsAssignment, Review
from racedb.models.penalties import Penalty
from racedb.models.printed_standings import PrintedStanding
from racedb.models.reference import (
    Car,
    Circuit,
    Class,
    Driver,
    Layout,
    Manufacturer,
    Season,
    Series,
    Team,
)
from racedb.models.schedules import Run, SetAside
from racedb.models.season_entries import SeasonEntry
from racedb.models.summaries import LapLeader, LapSum, SessionBest

SCHEMA = Base.metadata
"""Every table, by name: `SCHEMA.tables["results"]`."""

__all__ = [
    "SCHEMA",
    "Alias",
    "Base",
    "Car",
    "Championship",
    "ChampionshipPoints",
    "ChampionshipStanding",
    "Circuit",
    "Class",
    "Correction",
    "Drive",
    "Driver",
    "Entry",
    "EntryDriver",
    "Event",
    "Import",
    "Lap",
    "LapLeader",
    "LapSum",
    "Layout",
    "Manufacturer",
    "Note",
    "Penalty",
    "PitStop",
    "PointsAssignment",
    "PrintedStanding",
    "RaceControlMessage",
    "Reject",
    "Result",
    "Review",
    "Revision",
    "Round",
    "Run",
    "Season",
    "SeasonEntry",
    "Series",
    "Session",
    "SessionBest",
    "SetAside",
    "Source",
    "Team",
    "Weather",
]
