"""Race meetings and their sessions."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId, Slug, one_of
from racedb.models.reference import Layout, Season

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
    layout_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("layouts.id"), comment="the track; NULL: not known"
    )
    starts_on: Mapped[date | None] = mapped_column(comment="first day")
    ends_on: Mapped[date | None] = mapped_column(comment="last day")

    layout: Mapped[Layout | None] = relationship()
    rounds: Mapped[list["Round"]] = relationship(back_populates="event")
    sessions: Mapped[list["Session"]] = relationship(back_populates="event")
    entries: Mapped[list["Entry"]] = relationship(back_populates="event")


class Round(Base):
    """An event as a round of a season; one event may count for several series."""

    __tablename__ = "rounds"

    season_id: Mapped[BigInt] = mapped_column(
        ForeignKey("seasons.id"), primary_key=True, comment="the season"
    )
    event_id: Mapped[BigInt] = mapped_column(
        ForeignKey("events.id"), primary_key=True, index=True, comment="the event"
    )
    number: Mapped[int | None] = mapped_column(
        comment="number of the round, from 1; NULL: not known"
    )

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
        comment="test, practice, qualifying, warmup or race; a sprint is a race"
    )
    part_of_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("sessions.id"), comment="the session that this is a part of: Q1 of Q"
    )
    layout_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("layouts.id"), comment="the track, where it is not the event's"
    )
    starts_at: Mapped[datetime | None] = mapped_column(comment="start in UTC")
    state: Mapped[str] = mapped_column(
        comment="scheduled, provisional, final, amended or cancelled"
    )

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        one_of("kind", ("test", "practice", "qualifying", "warmup", "race")),
        one_of("state", ("scheduled", "provisional", "final", "amended", "cancelled")),
    )

    event: Mapped[Event] = relationship(back_populates="sessions")
    layout: Mapped[Layout | None] = relationship()
    part_of: Mapped["Session | None"] = relationship(remote_side="Session.id")
    results: Mapped[list["Result"]] = relationship(
        back_populates="session", order_by="Result.row_order"
    )
