"""Who is entered for a whole season: its numbers, before or without any event."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId
from racedb.models.imports import Import
from racedb.models.reference import Car, Class, Driver, Season, Team


class SeasonEntry(Base):
    """One driver of one car on the list of entries of a season; a car without any has one row."""

    __tablename__ = "season_entries"

    id: Mapped[RowId]
    season_id: Mapped[BigInt] = mapped_column(
        ForeignKey("seasons.id"), index=True, comment="the season"
    )
    car_number: Mapped[str | None] = mapped_column(comment="as printed; NULL: none is printed")
    class_id: Mapped[BigInt | None] = mapped_column(ForeignKey("classes.id"), comment="the class")
    team_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("teams.id"), index=True, comment="who runs the car"
    )
    car_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("cars.id"), index=True, comment="the car model"
    )
    driver_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("drivers.id"), index=True, comment="the driver; NULL: to be announced"
    )
    printed_name: Mapped[str | None] = mapped_column(
        comment="the name of the driver as the file prints it"
    )
    rating: Mapped[str | None] = mapped_column(comment="licence grade as printed: Gold")
    reserve: Mapped[bool | None] = mapped_column(comment="a reserve; NULL: not printed")
    rounds: Mapped[str | None] = mapped_column(comment="for which rounds, as printed: 1-3, 5")
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), index=True, comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")

    season: Mapped[Season] = relationship()
    class_: Mapped[Class | None] = relationship()
    team: Mapped[Team | None] = relationship()
    car: Mapped[Car | None] = relationship()
    driver: Mapped[Driver | None] = relationship()
    source: Mapped[Import] = relationship()
