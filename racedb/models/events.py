"""Race meetings and their sessions."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId, Slug, at_least, one_of
from racedb.models.reference import Circuit, Layout, Season

if TYPE_CHECKING:
    from racedb.models.entries import Entry
    from racedb.models.facts import Result


class Event(Base):
    """A race meeting: sessions at one circuit on consecutive days."""

    __tablename__ = "events"

    id: Mapped[RowId]
    slug: Mapped[Slug] = mapped_column(
        comment="public key; begins with the year: 2009-24-hours-of-spa"
    )
    name: Mapped[str] = mapped_column(comment="24 Hours of Spa")
    circuit_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("circuits.id"), comment="the venue; NULL: not known"
    )
    layout_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("layouts.id"), comment="the track; NULL: not known, nor the length of a lap"
    )
    starts_on: Mapped[date | None] = mapped_column(comment="first day")
    ends_on: Mapped[date | None] = mapped_column(comment="last day")
    state: Mapped[str | None] = mapped_column(
        comment="of an event that only a calendar names: scheduled, postponed or cancelled"
    )

    __table_args__ = (one_of("state", ("scheduled", "postponed", "cancelled")),)

    circuit: Mapped[Circuit | None] = relationship()
    layout: Mapped[Layout | None] = relationship()
    rounds: Mapped[list["Round"]] = relationship(back_populates="event")
    sessions: Mapped[list["Session"]] = relationship(back_populates="event")
    entries: Mapped[list["Entry"]] = relationship(back_populates="event")


class Round(Base):
    """
    An event as a round of a season; one event may count for several series.

    A series that numbers its races has a round for each race of the event.
    """

    __tablename__ = "rounds"

    id: Mapped[RowId]
    season_id: Mapped[BigInt] = mapped_column(ForeignKey("seasons.id"), comment="the season")
    event_id: Mapped[BigInt] = mapped_column(
        ForeignKey("events.id"), index=True, comment="the event"
    )
    session_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("sessions.id"), comment="the race that has the number; NULL: the whole event"
    )
    number: Mapped[int | None] = mapped_column(
        comment="number of the round, from 1; NULL: not known"
    )

    __table_args__ = (UniqueConstraint("season_id", "event_id", "session_id"),)

    season: Mapped[Season] = relationship(back_populates="rounds")
    event: Mapped[Event] = relationship(back_populates="rounds")


class Session(Base):
    """One timed outing of the field."""

    __tablename__ = "sessions"

    id: Mapped[RowId]
    event_id: Mapped[BigInt] = mapped_column(ForeignKey("events.id"), comment="the event")
    code: Mapped[str] = mapped_column(comment="R, SPRINT, Q, Q1, FP1, WU; unique in its event")
    name: Mapped[str] = mapped_column(comment="as printed: Qualifying GTD Position")
    kind: Mapped[str] = mapped_column(
        comment="test, practice, qualifying, warmup, race (also a sprint) or other: not known"
    )
    part_of_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("sessions.id"), comment="the session that this is a part of: Q1 of Q"
    )
    layout_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("layouts.id"), comment="the track, where it is not the event's"
    )
    starts_at: Mapped[datetime | None] = mapped_column(comment="start in UTC")
    time_zone: Mapped[str | None] = mapped_column(
        comment="zone of the start as stated: UTC, UTC+01:00, Europe/Brussels"
    )
    scheduled_laps: Mapped[int | None] = mapped_column(comment="laps that were planned")
    scheduled_us: Mapped[BigInt | None] = mapped_column(
        comment="duration that was planned, in microseconds"
    )
    classified_lap: Mapped[int | None] = mapped_column(
        comment="stopped, and classified as of the end of this lap; NULL: as it ended"
    )
    state: Mapped[str] = mapped_column(
        comment="scheduled, provisional, final, amended or cancelled"
    )

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        one_of("kind", ("test", "practice", "qualifying", "warmup", "race", "other")),
        at_least("scheduled_laps", 1),
        at_least("classified_lap", 1),
        one_of("state", ("scheduled", "provisional", "final", "amended", "cancelled")),
    )

    event: Mapped[Event] = relationship(back_populates="sessions")
    layout: Mapped[Layout | None] = relationship()
    part_of: Mapped["Session | None"] = relationship(remote_side="Session.id")
    results: Mapped[list["Result"]] = relationship(
        back_populates="session", order_by="Result.row_order"
    )
