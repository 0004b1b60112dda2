"""Race meetings and their sessions."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Id, UTCDateTime, one_of, says


class Event(Base):
    """What happens at one circuit on consecutive days."""

    __tablename__ = "events"

    id: Mapped[Id]
    slug: Mapped[str] = says("public key; begins with the year: 2009-24-hours-of-spa", unique=True)
    name: Mapped[str] = says("24 Hours of Spa")
    layout_id: Mapped[Big | None] = says("the track; NULL: not known", ForeignKey("layouts.id"))
    starts_on: Mapped[date | None] = says("first day")
    ends_on: Mapped[date | None] = says("last day")


class Round(Base):
    """An event as a round of a season; one event may count for several series."""

    __tablename__ = "rounds"

    season_id: Mapped[Big] = says("the season", ForeignKey("seasons.id"), primary_key=True)
    event_id: Mapped[Big] = says("the event", ForeignKey("events.id"), primary_key=True, index=True)
    number: Mapped[int | None] = says("number of the round, from 1; NULL: not known")


class Session(Base):
    """One timed outing of the field."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        one_of("kind", ("test", "practice", "qualifying", "warmup", "race")),
        one_of("state", ("scheduled", "provisional", "final", "amended", "cancelled")),
    )

    id: Mapped[Id]
    event_id: Mapped[Big] = says("the event", ForeignKey("events.id"))
    code: Mapped[str] = says("R, SPRINT, Q, Q1, FP1, WU; unique in its event")
    name: Mapped[str] = says("as printed: Qualifying GTD Position")
    kind: Mapped[str] = says("test, practice, qualifying, warmup or race; a sprint is a race")
    part_of_id: Mapped[Big | None] = says(
        "the session that this is a part of: Q1 of Q", ForeignKey("sessions.id")
    )
    layout_id: Mapped[Big | None] = says(
        "the track, where it is not the event's", ForeignKey("layouts.id")
    )
    starts_at: Mapped[datetime | None] = says("start in UTC", type_=UTCDateTime)
    state: Mapped[str] = says("scheduled, provisional, final, amended or cancelled")
