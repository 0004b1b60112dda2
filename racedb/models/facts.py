"""
What happened in the sessions: results, drives, laps and pit stops.

Facts have natural keys led by session_id and no ids of their own, so that the schema can be
distributed on it. Each knows the import and the line that it came from.
"""

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Micros, at_least, one_of, says


def _result() -> ForeignKeyConstraint:
    """Refer to the result of the car in the session."""
    return ForeignKeyConstraint(
        ["session_id", "entry_id"], ["results.session_id", "results.entry_id"]
    )


class Result(Base):
    """What a classification says of one car; what it does not print is NULL."""

    __tablename__ = "results"
    __table_args__ = (
        one_of(
            "status",
            ("finished", "retired", "not_started", "withdrawn", "not_qualified",
             "not_prequalified", "disqualified", "excluded", "no_time", "unknown"),
        ),
        *(
            at_least(column, 1)
            for column in (
                "position", "class_position", "best_lap_us", "best_lap_number", "grid_position",
                "total_us",
            )
        ),
        at_least("laps", 0),
    )  # fmt: skip

    session_id: Mapped[Big] = says("the session", ForeignKey("sessions.id"), primary_key=True)
    entry_id: Mapped[Big] = says("the car", ForeignKey("entries.id"), primary_key=True, index=True)
    row_order: Mapped[int] = says("order of the rows as printed")
    position: Mapped[int | None] = says("from 1; NULL: not classified, or not printed")
    class_position: Mapped[int | None] = says("position in the class, from 1")
    classified: Mapped[bool | None] = says("listed as having covered enough, running or not")
    status: Mapped[str] = says("what became of the car; unknown: no word tells")
    status_detail: Mapped[str | None] = says("cause or word as printed: Gearbox")
    laps: Mapped[int | None] = says("laps completed")
    total_us: Mapped[Micros | None] = says("time of the whole session in microseconds")
    gap_us: Mapped[Micros | None] = says("to the leader in microseconds; NULL: leader, or in laps")
    gap_laps: Mapped[int | None] = says("to the leader in laps")
    best_lap_us: Mapped[Micros | None] = says("fastest lap in microseconds")
    best_lap_number: Mapped[int | None] = says("number of the fastest lap")
    best_lap_driver_id: Mapped[Big | None] = says("who drove it", ForeignKey("drivers.id"))
    speed_kph: Mapped[float | None] = says(
        "average speed as printed in km/h, also where it could be computed", type_=Float(53)
    )
    grid_position: Mapped[int | None] = says("starting place; NULL: none, see grid_note")
    grid_note: Mapped[str | None] = says("why there is no place on the grid: pit lane")
    points: Mapped[float | None] = says("points as printed", type_=Float(53))
    import_id: Mapped[Big] = says("where it came from", ForeignKey("imports.id"), index=True)
    line: Mapped[int] = says("line, record or row in the file, from 1")


class Drive(Base):
    """Facts of one driver in one car of one session: shared drives, split points."""

    __tablename__ = "drives"
    __table_args__ = (_result(),)

    session_id: Mapped[Big] = says("the session", primary_key=True)
    entry_id: Mapped[Big] = says("the car", primary_key=True)
    driver_id: Mapped[Big] = says(
        "the driver", ForeignKey("drivers.id"), primary_key=True, index=True
    )
    laps: Mapped[int | None] = says("laps as printed for this driver")
    best_lap_us: Mapped[Micros | None] = says("this driver's fastest lap in microseconds")
    time_us: Mapped[Micros | None] = says("time at the wheel in microseconds")
    points: Mapped[float | None] = says("this driver's points", type_=Float(53))


class Lap(Base):
    """One lap of one car."""

    __tablename__ = "laps"
    __table_args__ = (
        _result(),
        one_of("flag", ("green", "yellow", "fcy", "sc", "vsc", "code60", "red", "chequered")),
        at_least("number", 1),
        at_least("lap_us", 1),
    )

    session_id: Mapped[Big] = says("the session", primary_key=True)
    entry_id: Mapped[Big] = says("the car", primary_key=True)
    number: Mapped[int] = says("number of the lap, from 1", primary_key=True)
    driver_id: Mapped[Big | None] = says("who drove it", ForeignKey("drivers.id"), index=True)
    lap_us: Mapped[Micros | None] = says("lap time in microseconds; NULL: no time was taken")
    elapsed_us: Mapped[Micros | None] = says("session time at its end in microseconds")
    s1_us: Mapped[Micros | None] = says("first sector in microseconds")
    s2_us: Mapped[Micros | None] = says("second sector in microseconds")
    s3_us: Mapped[Micros | None] = says("third sector in microseconds")
    position: Mapped[int | None] = says("position at its end")
    speed_kph: Mapped[float | None] = says("average speed in km/h", type_=Float(53))
    top_kph: Mapped[float | None] = says("highest speed in km/h", type_=Float(53))
    pit_in: Mapped[bool] = says("it ends in the pits")
    pit_out: Mapped[bool] = says("it begins in the pits")
    flag: Mapped[str | None] = says("worst flag seen during it; NULL: not printed")
    deleted_reason: Mapped[str | None] = says("why it does not count; NULL: it counts")
    import_id: Mapped[Big] = says("where it came from", ForeignKey("imports.id"))
    line: Mapped[int] = says("line, record or row in the file, from 1")


class PitStop(Base):
    """One stop of one car."""

    __tablename__ = "pit_stops"
    __table_args__ = (_result(), at_least("number", 1))

    session_id: Mapped[Big] = says("the session", primary_key=True)
    entry_id: Mapped[Big] = says("the car", primary_key=True)
    number: Mapped[int] = says("number of the stop, from 1", primary_key=True)
    lap_number: Mapped[int | None] = says("lap that ended with it")
    elapsed_us: Mapped[Micros | None] = says("session time of the stop in microseconds")
    lane_us: Mapped[Micros | None] = says("from pit entry to pit exit in microseconds")
    stationary_us: Mapped[Micros | None] = says("standing in the box in microseconds")
    import_id: Mapped[Big] = says("where it came from", ForeignKey("imports.id"))
    line: Mapped[int] = says("line, record or row in the file, from 1")
