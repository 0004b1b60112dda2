"""
The tables as classes of SQLAlchemy's ORM, for programs that like to read a database so.

    with Session(engine) as session:
        winner = session.scalars(select(Result).where(Result.position == 1)).first()
        winner.entry.team.name, [seat.driver.name for seat in winner.entry.crew]

racedb itself reads and writes whole columns and never imports this (docs/adr/0006). The attributes
are the columns of docs/schema.md. Who writes through these classes writes past provenance.
"""

from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from racedb.models import entries, events, facts, imports, names, reference, schedules, summaries
from racedb.models.base import SCHEMA


class Base(DeclarativeBase):
    """Every mapped table of racedb."""

    metadata = SCHEMA


class Manufacturer(Base):
    """A marque, or a maker of engines or tyres."""

    __table__ = reference.manufacturers


class Car(Base):
    """A car model or chassis type."""

    __table__ = reference.cars
    manufacturer: Mapped[Manufacturer | None] = relationship(
        foreign_keys=[reference.cars.c.manufacturer_id]
    )
    engine_manufacturer: Mapped[Manufacturer | None] = relationship(
        foreign_keys=[reference.cars.c.engine_manufacturer_id]
    )


class Team(Base):
    """Who runs cars."""

    __table__ = reference.teams


class Driver(Base):
    """A person at the wheel."""

    __table__ = reference.drivers


class Circuit(Base):
    """A venue."""

    __table__ = reference.circuits
    layouts: Mapped[list["Layout"]] = relationship(back_populates="circuit")


class Layout(Base):
    """A configuration of a circuit."""

    __table__ = reference.layouts
    circuit: Mapped[Circuit] = relationship(back_populates="layouts")


class Series(Base):
    """A championship."""

    __table__ = reference.series
    seasons: Mapped[list["Season"]] = relationship(back_populates="series")


class Season(Base):
    """An edition of a championship."""

    __table__ = reference.seasons
    series: Mapped[Series] = relationship(back_populates="seasons")
    rounds: Mapped[list["Round"]] = relationship(back_populates="season")


class Class(Base):
    """A class of a championship."""

    __table__ = reference.classes
    series: Mapped[Series] = relationship()


class Event(Base):
    """A race meeting."""

    __table__ = events.events
    layout: Mapped[Layout | None] = relationship()
    rounds: Mapped[list["Round"]] = relationship(back_populates="event")
    sessions: Mapped[list["Session"]] = relationship(back_populates="event")
    entries: Mapped[list["Entry"]] = relationship(back_populates="event")


class Round(Base):
    """An event as a round of a season."""

    __table__ = events.rounds
    season: Mapped[Season] = relationship(back_populates="rounds")
    event: Mapped[Event] = relationship(back_populates="rounds")


class Session(Base):
    """A practice, a qualifying, a race."""

    __table__ = events.sessions
    event: Mapped[Event] = relationship(back_populates="sessions")
    layout: Mapped[Layout | None] = relationship()
    results: Mapped[list["Result"]] = relationship(
        back_populates="session", order_by=facts.results.c.row_order
    )


class Entry(Base):
    """A car entered for an event."""

    __table__ = entries.entries
    event: Mapped[Event] = relationship(back_populates="entries")
    team: Mapped[Team | None] = relationship()
    car: Mapped[Car | None] = relationship()
    class_: Mapped[Class | None] = relationship()
    tyre_manufacturer: Mapped[Manufacturer | None] = relationship()
    crew: Mapped[list["EntryDriver"]] = relationship(
        back_populates="entry", order_by=entries.entry_drivers.c.seat
    )
    results: Mapped[list["Result"]] = relationship(back_populates="entry")


class EntryDriver(Base):
    """A driver in a crew."""

    __table__ = entries.entry_drivers
    entry: Mapped[Entry] = relationship(back_populates="crew")
    driver: Mapped[Driver] = relationship()


class Result(Base):
    """What a classification says of one car."""

    __table__ = facts.results
    session: Mapped[Session] = relationship(back_populates="results")
    entry: Mapped[Entry] = relationship(back_populates="results")
    best_lap_driver: Mapped[Driver | None] = relationship()
    source: Mapped["Import"] = relationship()
    laps_driven: Mapped[list["Lap"]] = relationship(
        back_populates="result", order_by=facts.laps.c.number
    )
    stops: Mapped[list["PitStop"]] = relationship(
        back_populates="result", order_by=facts.pit_stops.c.number
    )
    drives: Mapped[list["Drive"]] = relationship(back_populates="result")


class Drive(Base):
    """Facts of one driver in one car of one session."""

    __table__ = facts.drives
    result: Mapped[Result] = relationship(back_populates="drives")
    driver: Mapped[Driver] = relationship()


class Lap(Base):
    """One lap of one car."""

    __table__ = facts.laps
    result: Mapped[Result] = relationship(back_populates="laps_driven")
    driver: Mapped[Driver | None] = relationship()


class PitStop(Base):
    """One stop of one car."""

    __table__ = facts.pit_stops
    result: Mapped[Result] = relationship(back_populates="stops")


class Source(Base):
    """A file, known by its bytes."""

    __table__ = imports.sources
    imports: Mapped[list["Import"]] = relationship(back_populates="source")


class Import(Base):
    """A load of a file."""

    __table__ = imports.imports
    source: Mapped[Source] = relationship(back_populates="imports")
    rejects: Mapped[list["RejectedRow"]] = relationship()
    revisions: Mapped[list["Revision"]] = relationship()


class RejectedRow(Base):
    """A row that could not be stored."""

    __table__ = imports.rejects


class Revision(Base):
    """What an import changed."""

    __table__ = imports.revisions


class Alias(Base):
    """A name, and whose it is."""

    __table__ = names.aliases


class Review(Base):
    """A question about names, and its answer."""

    __table__ = names.reviews


class Correction(Base):
    """A value that a person set right."""

    __table__ = names.corrections


class Run(Base):
    """A run of a schedule."""

    __table__ = schedules.runs


class SetAside(Base):
    """A file that a schedule set aside."""

    __table__ = schedules.set_aside
    run: Mapped[Run] = relationship()


class ManufacturerBest(Base):
    """The result with the fastest lap of a maker."""

    __table__ = summaries.manufacturer_bests
    manufacturer: Mapped[Manufacturer] = relationship()


class LapSum(Base):
    """What the laps of a driver of a car come to in a session."""

    __table__ = summaries.lap_sums


class LapLeader(Base):
    """Who leads a race at the end of one lap."""

    __table__ = summaries.lap_leaders


class FieldSpread(Base):
    """How far apart the best laps of a session are."""

    __table__ = summaries.field_spreads


class CarStarts(Base):
    """How the starts of a car in races ended, of a thousand sessions together."""

    __table__ = summaries.car_starts
