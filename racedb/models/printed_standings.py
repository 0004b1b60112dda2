"""Standings of championships as somebody printed them; those that racedb computes are no table."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId, at_least, one_of
from racedb.models.imports import Import
from racedb.models.reference import Class, Driver, Manufacturer, Season, Team


class PrintedStanding(Base):
    """One line of a championship table as printed; it is no result and counts nowhere."""

    __tablename__ = "printed_standings"

    id: Mapped[RowId]
    season_id: Mapped[BigInt] = mapped_column(ForeignKey("seasons.id"), comment="the season")
    of: Mapped[str] = mapped_column(comment="who is ranked: driver, team or manufacturer")
    class_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("classes.id"), comment="the class; NULL: all cars"
    )
    round: Mapped[int | None] = mapped_column(
        comment="after this round; NULL: at the end, or not printed"
    )
    driver_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("drivers.id"), index=True, comment="who is ranked, of drivers"
    )
    team_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("teams.id"), index=True, comment="of teams and constructors"
    )
    manufacturer_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("manufacturers.id"), index=True, comment="of manufacturers"
    )
    printed_name: Mapped[str] = mapped_column(comment="the name as the file prints it")
    position: Mapped[int | None] = mapped_column(comment="from 1; NULL: no place is printed")
    points: Mapped[float | None] = mapped_column(comment="total as printed")
    wins: Mapped[int | None] = mapped_column(comment="wins as printed")
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), index=True, comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")

    __table_args__ = (
        UniqueConstraint(
            "season_id", "of", "class_id", "round", "driver_id", "team_id", "manufacturer_id"
        ),
        one_of("of", ("driver", "team", "manufacturer")),
        at_least("position", 1),
        at_least("round", 1),
        at_least("wins", 0),
    )

    season: Mapped[Season] = relationship()
    class_: Mapped[Class | None] = relationship()
    driver: Mapped[Driver | None] = relationship()
    team: Mapped[Team | None] = relationship()
    manufacturer: Mapped[Manufacturer | None] = relationship()
    source: Mapped[Import] = relationship()
