"""Cars entered for events, and their crews."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import DERIVED, Base, BigInt, RowId, at_least
from racedb.models.events import Event
from racedb.models.reference import Car, Class, Driver, Manufacturer, Team

if TYPE_CHECKING:
    from racedb.models.facts import Result


class Entry(Base):
    """One car entered for one event."""

    __tablename__ = "entries"

    id: Mapped[RowId]
    event_id: Mapped[BigInt] = mapped_column(ForeignKey("events.id"), comment="the event")
    car_number: Mapped[str | None] = mapped_column(
        comment="as printed: 007, 07 and 7 differ; NULL: none is printed"
    )
    variant: Mapped[int] = mapped_column(
        comment="1; from 2 for another car with the same number in the event"
    )
    team_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("teams.id"), index=True, comment="who runs the car"
    )
    entrant_name: Mapped[str | None] = mapped_column(
        comment="licence holder, where printed beside the team"
    )
    car_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("cars.id"), index=True, comment="the car model"
    )
    class_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("classes.id"), index=True, comment="the class"
    )
    tyre_manufacturer_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("manufacturers.id"), comment="maker of the tyres"
    )
    reserve: Mapped[bool | None] = mapped_column(
        comment="on the list of entries as a reserve; NULL: not printed"
    )
    crew_names: Mapped[str | None] = mapped_column(
        info=DERIVED, comment="derived: its drivers in the order of their seats: A / B"
    )

    __table_args__ = (
        UniqueConstraint("event_id", "car_number", "variant"),
        at_least("variant", 1),
    )

    event: Mapped[Event] = relationship(back_populates="entries")
    team: Mapped[Team | None] = relationship()
    car: Mapped[Car | None] = relationship()
    class_: Mapped[Class | None] = relationship()
    tyre_manufacturer: Mapped[Manufacturer | None] = relationship()
    crew: Mapped[list["EntryDriver"]] = relationship(
        back_populates="entry", order_by="EntryDriver.seat"
    )
    results: Mapped[list["Result"]] = relationship(back_populates="entry")


class EntryDriver(Base):
    """
    A driver in the crew of an event: whom its sessions or the list of entries name.

    A driver may sit in two cars of one event. Who drove in which session is in session_crews.
    """

    __tablename__ = "entry_drivers"

    entry_id: Mapped[BigInt] = mapped_column(
        ForeignKey("entries.id"), primary_key=True, comment="the entry"
    )
    seat: Mapped[int] = mapped_column(
        primary_key=True, comment="place in the crew as printed, from 1"
    )
    driver_id: Mapped[BigInt] = mapped_column(
        ForeignKey("drivers.id"), index=True, comment="the driver"
    )
    rating: Mapped[str | None] = mapped_column(comment="licence grade as printed: Gold")
    printed_name: Mapped[str] = mapped_column(comment="the name as a file prints it: Neel JANI")
    entered: Mapped[bool] = mapped_column(
        default=False, comment="a list of entries names him; false: only sessions do"
    )

    __table_args__ = (
        UniqueConstraint("entry_id", "driver_id"),
        at_least("seat", 1),
    )

    entry: Mapped[Entry] = relationship(back_populates="crew")
    driver: Mapped[Driver] = relationship()
