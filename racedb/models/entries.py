"""Cars entered for events, and who sits in them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Id, at_least, says


class Entry(Base):
    """One car entered for one event."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("event_id", "car_number", "variant"),
        at_least("variant", 1),
    )

    id: Mapped[Id]
    event_id: Mapped[Big] = says("the event", ForeignKey("events.id"))
    car_number: Mapped[str | None] = says("as printed: 007, 07 and 7 differ; NULL: none is printed")
    variant: Mapped[int] = says("1; from 2 for another car with the same number in the event")
    team_id: Mapped[Big | None] = says("who runs the car", ForeignKey("teams.id"), index=True)
    entrant_name: Mapped[str | None] = says("licence holder, where printed beside the team")
    car_id: Mapped[Big | None] = says("the car model", ForeignKey("cars.id"), index=True)
    class_id: Mapped[Big | None] = says("the class", ForeignKey("classes.id"), index=True)
    tyre_manufacturer_id: Mapped[Big | None] = says(
        "maker of the tyres", ForeignKey("manufacturers.id")
    )


class EntryDriver(Base):
    """A driver in a crew. A driver may sit in two cars of one event."""

    __tablename__ = "entry_drivers"
    __table_args__ = (UniqueConstraint("entry_id", "driver_id"), at_least("seat", 1))

    entry_id: Mapped[Big] = says("the entry", ForeignKey("entries.id"), primary_key=True)
    seat: Mapped[int] = says("place in the crew as printed, from 1", primary_key=True)
    driver_id: Mapped[Big] = says("the driver", ForeignKey("drivers.id"), index=True)
    rating: Mapped[str | None] = says("licence grade as printed: Gold")
    printed_name: Mapped[str] = says("the name as this file prints it: Neel JANI")
