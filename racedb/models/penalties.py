"""What stewards decided: penalties of cars and drivers."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId, at_least, one_of
from racedb.models.entries import Entry
from racedb.models.events import Session
from racedb.models.reference import Driver

KINDS = (
    "seconds",  # added to the total time
    "laps",  # taken off the laps that were completed
    "places",  # lost in the classification of the session
    "disqualification",  # from the session
    "deleted_time",  # one lap time does not count
    "deleted_times",  # no lap time of the session counts
    "grid_places",  # lost on the grid of the next race
    "back_of_grid",
    "pit_lane",  # a start from the pit lane
    "drive_through",
    "stop_go",
    "points",  # of the championship
    "licence_points",
    "reprimand",
    "warning",
    "fine",
    "suspension",  # from a race to come
    "no_action",  # looked into, and no penalty
    "other",  # no known words: see `given`
)
CHANGE_RESULTS = (
    "seconds", "laps", "places", "disqualification", "deleted_time", "deleted_times",
)  # fmt: skip
"""Kinds that change the classification of their session."""
CHANGE_GRIDS = ("grid_places", "back_of_grid", "pit_lane")
"""Kinds that change a grid."""


class Penalty(Base):
    """One penalty of a decision of the stewards; a decision with two penalties has two rows."""

    __tablename__ = "penalties"

    id: Mapped[RowId]
    session_id: Mapped[BigInt] = mapped_column(
        ForeignKey("sessions.id"), index=True, comment="the session that the decision is about"
    )
    entry_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("entries.id"), index=True, comment="the car; NULL: no such car is known (yet)"
    )
    driver_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("drivers.id"), index=True, comment="the driver; NULL: the car, or not known"
    )
    car_number: Mapped[str | None] = mapped_column(comment="the car, as printed")
    driver_name: Mapped[str | None] = mapped_column(comment="the driver, as printed")
    kind: Mapped[str] = mapped_column(
        comment="seconds, laps, places, disqualification, deleted_time, deleted_times, "
        "grid_places, back_of_grid, pit_lane, drive_through, stop_go, points, licence_points, "
        "reprimand, warning, fine, suspension, no_action, or other: see given"
    )
    time_us: Mapped[BigInt | None] = mapped_column(
        comment="microseconds that are added; to stand still (stop_go); of the deleted lap time"
    )
    places: Mapped[int | None] = mapped_column(comment="places lost, of the result or of the grid")
    laps: Mapped[int | None] = mapped_column(comment="laps taken off")
    points: Mapped[float | None] = mapped_column(
        comment="points taken off; licence_points: added to the licence"
    )
    fine: Mapped[float | None] = mapped_column(comment="amount of the fine")
    fine_currency: Mapped[str | None] = mapped_column(
        comment="its currency, ISO 4217: EUR; NULL: not printed"
    )
    given: Mapped[str] = mapped_column(comment="what was decided, as printed or entered")
    lap_number: Mapped[int | None] = mapped_column(comment="lap of the offence")
    served: Mapped[bool | None] = mapped_column(
        comment="served in the session, so that it changes no result; NULL: not printed"
    )
    applied: Mapped[bool] = mapped_column(
        comment="racedb has applied it to the classification; false: it changes none, the "
        "classification has it already, or nobody asked for it"
    )
    reason: Mapped[str | None] = mapped_column(comment="the offence, as printed or entered")
    document: Mapped[str | None] = mapped_column(comment="number or name of the decision")
    decided_at: Mapped[str | None] = mapped_column(comment="when it was decided, as printed")
    author: Mapped[str | None] = mapped_column(
        comment="who entered it, at the time of its import; NULL: a file states it"
    )
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), comment="where it came from: a file, or who entered it"
    )
    line: Mapped[int | None] = mapped_column(
        comment="line, record or row in the file, from 1; NULL: a person entered it"
    )

    __table_args__ = (
        one_of("kind", KINDS),
        at_least("time_us", 1),
        at_least("places", 1),
        at_least("laps", 1),
        at_least("lap_number", 1),
        CheckConstraint("points > 0", name="points_above_0"),
        CheckConstraint("fine > 0", name="fine_above_0"),
    )

    session: Mapped[Session] = relationship()
    entry: Mapped[Entry | None] = relationship()
    driver: Mapped[Driver | None] = relationship()
