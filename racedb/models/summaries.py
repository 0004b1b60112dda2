"""Answers that loads keep, so that nobody waits for them: each can be computed from the facts."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt
from racedb.models.reference import Manufacturer


class ManufacturerBest(Base):
    """The result with the fastest lap of each maker."""

    __tablename__ = "manufacturer_bests"

    manufacturer_id: Mapped[BigInt] = mapped_column(
        ForeignKey("manufacturers.id"), primary_key=True, comment="whose car"
    )
    best_lap_us: Mapped[BigInt] = mapped_column(comment="its fastest lap in microseconds")
    session_id: Mapped[BigInt] = mapped_column(
        comment="of equal laps that of the session that was loaded first"
    )
    entry_id: Mapped[BigInt] = mapped_column(comment="then that of the better place")

    manufacturer: Mapped[Manufacturer] = relationship()


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
    laps_led: Mapped[int] = mapped_column(comment="laps of a race ended in the lead")
    first_led: Mapped[int | None] = mapped_column(comment="the first of them; NULL: none")
    last_led: Mapped[int | None] = mapped_column(comment="the last of them; NULL: none")
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


class FieldSpread(Base):
    """How far apart the best laps of a session are."""

    __tablename__ = "field_spreads"

    session_id: Mapped[BigInt] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="the session; one in which nobody has a time has none",
    )
    cars: Mapped[int] = mapped_column(comment="cars that have a result")
    cars_timed: Mapped[int] = mapped_column(comment="those that have a best lap")
    first_us: Mapped[BigInt] = mapped_column(comment="the best lap of all, in microseconds")
    tenth_us: Mapped[BigInt | None] = mapped_column(
        comment="the tenth of the best laps; NULL: there are fewer"
    )
    last_us: Mapped[BigInt] = mapped_column(comment="the last of the best laps")
    cars_outside_107: Mapped[int] = mapped_column(
        comment="cars whose best lap is outside 107 per cent of the best of all"
    )


class CarStarts(Base):
    """How the starts of a car in races ended, of a thousand sessions together."""

    __tablename__ = "car_starts"

    thousand: Mapped[int] = mapped_column(
        primary_key=True, comment="of which sessions: their ids divided by 1,000"
    )
    car_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the car")
    cause: Mapped[str] = mapped_column(
        primary_key=True,
        comment="why it retired, as printed; empty: not printed, or it did not retire",
    )
    starts: Mapped[int] = mapped_column(comment="starts that ended so")
    finished: Mapped[int] = mapped_column(
        comment="those that were running or classified at the end"
    )
    retired: Mapped[int] = mapped_column(comment="those that retired and were not classified")
    session_id: Mapped[BigInt] = mapped_column(comment="the first of the races")
    entry_id: Mapped[BigInt] = mapped_column(comment="the first of the entries")
