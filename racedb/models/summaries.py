"""Summaries: tables that follow from facts, so that queries need not compute them."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from racedb.models.base import Base, BigInt


class SessionBest(Base):
    """The result with the fastest lap of a maker and class in a session."""

    __tablename__ = "session_bests"
    __table_args__ = (
        Index("ix_session_bests_manufacturer_id", "manufacturer_id", "best_lap_us", "session_id"),
    )

    session_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the session")
    entry_id: Mapped[BigInt] = mapped_column(
        primary_key=True, comment="the car; of equal laps the one further up in the list"
    )
    manufacturer_id: Mapped[BigInt] = mapped_column(comment="whose car")
    class_id: Mapped[BigInt | None] = mapped_column(comment="its class; NULL: none is known")
    best_lap_us: Mapped[BigInt] = mapped_column(comment="its fastest lap in microseconds")


class LapSum(Base):
    """Totals of the laps of a driver in a car in a session."""

    __tablename__ = "lap_sums"

    session_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the session")
    entry_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the car")
    driver_id: Mapped[BigInt] = mapped_column(
        primary_key=True, comment="who drove; 0: of laps that name nobody"
    )
    laps: Mapped[int] = mapped_column(comment="laps driven")
    pit_ins: Mapped[int] = mapped_column(comment="laps that ended in the pits")
    best_lap_us: Mapped[BigInt | None] = mapped_column(
        comment="the fastest lap that was not deleted, in microseconds"
    )
    clean_laps: Mapped[int] = mapped_column(
        comment="laps that show pace: under green, no in- or out-lap, not the first"
    )
    best_clean_us: Mapped[BigInt | None] = mapped_column(comment="the fastest of them")
    mean_us: Mapped[BigInt | None] = mapped_column(comment="mean of the faster half of them")
    median_us: Mapped[BigInt | None] = mapped_column(comment="median of the faster half of them")
    s1_us: Mapped[BigInt | None] = mapped_column(
        comment="the fastest first sector of laps that were not deleted"
    )
    s2_us: Mapped[BigInt | None] = mapped_column(comment="the fastest second sector")
    s3_us: Mapped[BigInt | None] = mapped_column(comment="the fastest third sector")
    odd_laps: Mapped[int | None] = mapped_column(
        comment="laps that checks of their times look closer at; NULL: none"
    )


class LapLeader(Base):
    """Who leads a race at the end of each lap, and how many places changed."""

    __tablename__ = "lap_leaders"

    session_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the race")
    number: Mapped[int] = mapped_column(primary_key=True, comment="number of the lap, from 1")
    leader_entry_id: Mapped[BigInt | None] = mapped_column(
        comment="the car in front; NULL: not known"
    )
    new_leader: Mapped[bool] = mapped_column(comment="it gained places in this lap")
    cars_up: Mapped[int] = mapped_column(comment="cars that gained places against their lap before")
    places_gained: Mapped[int] = mapped_column(comment="places that they gained in all")
    most_by_entry_id: Mapped[BigInt | None] = mapped_column(
        comment="the car that gained most, of several the one in front"
    )
    most_places: Mapped[int | None] = mapped_column(
        comment="how many it gained; NULL: no car gained any"
    )
