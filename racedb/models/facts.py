"""
What happened in the sessions: results, drives, laps, pit stops, weather, messages of race control.

Facts have natural keys led by session_id and no ids of their own, so that the schema can be
distributed on it. Each names the import and the line that it came from.
"""

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import DERIVED, Base, BigInt, at_least, one_of
from racedb.models.entries import Entry
from racedb.models.events import Session
from racedb.models.imports import Import
from racedb.models.reference import Driver


def _of_result() -> ForeignKeyConstraint:
    """Refer to the result of the car in the session."""
    return ForeignKeyConstraint(
        ["session_id", "entry_id"], ["results.session_id", "results.entry_id"]
    )


class Result(Base):
    """One car in a classification; what is not printed is NULL."""

    __tablename__ = "results"

    session_id: Mapped[BigInt] = mapped_column(
        ForeignKey("sessions.id"), primary_key=True, comment="the session"
    )
    entry_id: Mapped[BigInt] = mapped_column(
        ForeignKey("entries.id"), primary_key=True, index=True, comment="the car"
    )
    row_order: Mapped[int] = mapped_column(comment="order of the rows as printed")
    position: Mapped[int | None] = mapped_column(
        comment="from 1; NULL: not classified, or not printed"
    )
    class_position: Mapped[int | None] = mapped_column(comment="position in the class, from 1")
    classified: Mapped[bool | None] = mapped_column(
        comment="listed as having covered enough, running or not"
    )
    status: Mapped[str] = mapped_column(comment="what became of the car; unknown: not printed")
    status_detail: Mapped[str | None] = mapped_column(comment="cause or word as printed: Gearbox")
    laps: Mapped[int | None] = mapped_column(comment="laps completed")
    total_us: Mapped[BigInt | None] = mapped_column(
        comment="time of the whole session in microseconds"
    )
    gap_us: Mapped[BigInt | None] = mapped_column(
        comment="to the leader in microseconds; NULL: leader, or in laps"
    )
    gap_laps: Mapped[int | None] = mapped_column(comment="to the leader in laps")
    best_lap_us: Mapped[BigInt | None] = mapped_column(comment="fastest lap in microseconds")
    best_lap_number: Mapped[int | None] = mapped_column(comment="number of the fastest lap")
    best_lap_driver_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("drivers.id"), comment="who drove it"
    )
    speed_kph: Mapped[float | None] = mapped_column(comment="average speed in km/h, as printed")
    grid_position: Mapped[int | None] = mapped_column(
        comment="starting place; NULL: none, see grid_note"
    )
    grid_note: Mapped[str | None] = mapped_column(
        comment="printed instead of the place, or with a mark: pit lane, 12 †"
    )
    points: Mapped[float | None] = mapped_column(comment="points as printed")
    before_penalties: Mapped[str | None] = mapped_column(
        comment="values of the file that penalties changed, as JSON; NULL: they changed none"
    )
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), index=True, comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")
    crew_names: Mapped[str | None] = mapped_column(
        info=DERIVED,
        comment="derived: its crew in this session; NULL: that of the event, as of the entry",
    )

    __table_args__ = (
        one_of(
            "status",
            (
                "finished",
                "retired",
                "not_started",
                "withdrawn",
                "not_qualified",
                "not_prequalified",
                "disqualified",
                "excluded",
                "no_time",
                "unknown",
            ),
        ),
        at_least("position", 1),
        at_least("class_position", 1),
        at_least("best_lap_us", 1),
        at_least("best_lap_number", 1),
        at_least("grid_position", 1),
        at_least("total_us", 1),
        at_least("laps", 0),
    )

    session: Mapped[Session] = relationship(back_populates="results")
    entry: Mapped[Entry] = relationship(back_populates="results")
    best_lap_driver: Mapped[Driver | None] = relationship()
    source: Mapped["Import"] = relationship()
    laps_driven: Mapped[list["Lap"]] = relationship(back_populates="result", order_by="Lap.number")
    stops: Mapped[list["PitStop"]] = relationship(
        back_populates="result", order_by="PitStop.number"
    )
    drives: Mapped[list["Drive"]] = relationship(back_populates="result", order_by="Drive.seat")


class Drive(Base):
    """
    A driver whom a classification names for a car: who drove in this session, and what he did.

    The view session_crews also has the crews of sessions for which no file names one.
    """

    __tablename__ = "drives"

    session_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the session")
    entry_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the car")
    driver_id: Mapped[BigInt] = mapped_column(
        ForeignKey("drivers.id"), primary_key=True, index=True, comment="the driver"
    )
    seat: Mapped[int | None] = mapped_column(
        comment="place in the crew of the session as printed, from 1"
    )
    laps: Mapped[int | None] = mapped_column(comment="laps as printed for this driver")
    best_lap_us: Mapped[BigInt | None] = mapped_column(
        comment="this driver's fastest lap in microseconds"
    )
    time_us: Mapped[BigInt | None] = mapped_column(comment="time at the wheel in microseconds")
    points: Mapped[float | None] = mapped_column(comment="this driver's points")

    # The rows are little more than their key: SQLite stores them as the index of the key.
    __table_args__ = (_of_result(), at_least("seat", 1), {"sqlite_with_rowid": False})

    result: Mapped[Result] = relationship(back_populates="drives")
    driver: Mapped[Driver] = relationship()


class Lap(Base):
    """One lap of one car."""

    __tablename__ = "laps"

    session_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the session")
    entry_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the car")
    number: Mapped[int] = mapped_column(primary_key=True, comment="number of the lap, from 1")
    driver_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("drivers.id"), index=True, comment="who drove it"
    )
    lap_us: Mapped[BigInt | None] = mapped_column(
        comment="lap time in microseconds; NULL: no time was taken"
    )
    elapsed_us: Mapped[BigInt | None] = mapped_column(
        comment="session time at its end in microseconds"
    )
    time_utc: Mapped[str | None] = mapped_column(
        comment="the moment of its end: 2025-11-23T06:00:00.000Z; NULL: not known"
    )
    s1_us: Mapped[BigInt | None] = mapped_column(comment="first sector in microseconds")
    s2_us: Mapped[BigInt | None] = mapped_column(comment="second sector in microseconds")
    s3_us: Mapped[BigInt | None] = mapped_column(comment="third sector in microseconds")
    position: Mapped[int | None] = mapped_column(comment="position at its end")
    speed_kph: Mapped[float | None] = mapped_column(comment="average speed in km/h")
    top_kph: Mapped[float | None] = mapped_column(comment="highest speed in km/h")
    pit_in: Mapped[bool] = mapped_column(comment="it ends in the pits")
    pit_out: Mapped[bool] = mapped_column(comment="it begins in the pits")
    flag: Mapped[str | None] = mapped_column(comment="worst flag seen during it; NULL: not printed")
    compound: Mapped[str | None] = mapped_column(
        comment="compound of its tyres as printed: SOFT, M; NULL: not printed"
    )
    tyre_age_laps: Mapped[int | None] = mapped_column(
        comment="laps that its tyres have run at its end, in all sessions"
    )
    deleted_reason: Mapped[str | None] = mapped_column(
        comment="why it does not count; NULL: it counts"
    )
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")
    clean: Mapped[bool | None] = mapped_column(
        info=DERIVED,
        comment="derived: it shows pace: timed, green, no in- or out-lap, not the first of a race",
    )
    running_position: Mapped[int | None] = mapped_column(
        info=DERIVED,
        comment="derived: position in a race at its end, as printed or by the order of the cars",
    )
    behind_leader_us: Mapped[BigInt | None] = mapped_column(
        info=DERIVED,
        comment="derived: microseconds after the first car that finished the same lap of a race",
    )

    __table_args__ = (
        _of_result(),
        one_of("flag", ("green", "yellow", "fcy", "sc", "vsc", "code60", "red", "chequered")),
        at_least("number", 1),
        at_least("lap_us", 1),
    )

    result: Mapped[Result] = relationship(back_populates="laps_driven")
    driver: Mapped[Driver | None] = relationship()


class PitStop(Base):
    """One stop of one car."""

    __tablename__ = "pit_stops"

    session_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the session")
    entry_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the car")
    number: Mapped[int] = mapped_column(primary_key=True, comment="number of the stop, from 1")
    lap_number: Mapped[int | None] = mapped_column(comment="lap that ended with it")
    elapsed_us: Mapped[BigInt | None] = mapped_column(
        comment="session time of the stop in microseconds"
    )
    lane_us: Mapped[BigInt | None] = mapped_column(
        comment="from pit entry to pit exit in microseconds"
    )
    stationary_us: Mapped[BigInt | None] = mapped_column(
        comment="standing in the box in microseconds"
    )
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")

    __table_args__ = (
        _of_result(),
        at_least("number", 1),
    )

    result: Mapped[Result] = relationship(back_populates="stops")


class Weather(Base):
    """One measurement of the weather during a session."""

    __tablename__ = "weather"

    session_id: Mapped[BigInt] = mapped_column(
        ForeignKey("sessions.id"), primary_key=True, comment="the session"
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, comment="in the order of the file, from 1"
    )
    elapsed_us: Mapped[BigInt | None] = mapped_column(
        comment="session time in microseconds, printed or since its start; NULL: not known"
    )
    time_utc: Mapped[str | None] = mapped_column(comment="the moment: 2025-11-23T06:00:00.000Z")
    air_c: Mapped[float | None] = mapped_column(comment="temperature of the air in °C")
    track_c: Mapped[float | None] = mapped_column(comment="temperature of the track in °C")
    humidity_pct: Mapped[float | None] = mapped_column(comment="relative humidity in percent")
    pressure_mbar: Mapped[float | None] = mapped_column(comment="pressure of the air in mbar")
    wind_kph: Mapped[float | None] = mapped_column(comment="speed of the wind in km/h")
    wind_deg: Mapped[float | None] = mapped_column(
        comment="where the wind comes from, in degrees: 90 is east"
    )
    rain: Mapped[bool | None] = mapped_column(comment="it rains; NULL: not printed")
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")

    __table_args__ = (at_least("number", 1),)


class RaceControlMessage(Base):
    """One message of race control."""

    __tablename__ = "race_control_messages"

    session_id: Mapped[BigInt] = mapped_column(
        ForeignKey("sessions.id"), primary_key=True, comment="the session"
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, comment="in the order of the file, from 1"
    )
    elapsed_us: Mapped[BigInt | None] = mapped_column(
        comment="session time in microseconds, printed or since its start; NULL: not known"
    )
    time_utc: Mapped[str | None] = mapped_column(comment="the moment: 2025-11-23T06:00:00.000Z")
    lap_number: Mapped[int | None] = mapped_column(comment="lap of the leader")
    category: Mapped[str | None] = mapped_column(comment="as printed: Flag, SafetyCar")
    flag: Mapped[str | None] = mapped_column(comment="as printed: GREEN, BLUE, DOUBLE YELLOW")
    scope: Mapped[str | None] = mapped_column(comment="whom it is for: Track, Sector, Driver")
    sector: Mapped[int | None] = mapped_column(comment="sector of the track that it is about")
    car_number: Mapped[str | None] = mapped_column(comment="the car that it is about, as printed")
    message: Mapped[str | None] = mapped_column(comment="its text")
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), comment="where it came from"
    )
    line: Mapped[int] = mapped_column(comment="line, record or row in the file, from 1")

    __table_args__ = (at_least("number", 1),)
