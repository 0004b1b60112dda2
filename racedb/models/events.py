"""Race meetings and their sessions."""

from sqlalchemy import ForeignKey, UniqueConstraint

from racedb.models.base import (
    BIG,
    DATE,
    INT,
    MOMENT,
    TEXT,
    has,
    key,
    may_have,
    number,
    one_of,
    table,
)

events = table(
    "events",
    "What happens at one circuit on consecutive days.",
    number(),
    has("slug", TEXT, "public key; begins with the year: 2009-24-hours-of-spa", unique=True),
    has("name", TEXT, "24 Hours of Spa"),
    may_have("layout_id", BIG, "the track; NULL: not known", ForeignKey("layouts.id")),
    may_have("starts_on", DATE, "first day"),
    may_have("ends_on", DATE, "last day"),
)

rounds = table(
    "rounds",
    "An event as a round of a season; one event may count for several series.",
    key("season_id", BIG, "the season", ForeignKey("seasons.id")),
    key("event_id", BIG, "the event", ForeignKey("events.id"), index=True),
    may_have("number", INT, "number of the round, from 1; NULL: not known"),
)

sessions = table(
    "sessions",
    "One timed outing of the field.",
    number(),
    has("event_id", BIG, "the event", ForeignKey("events.id")),
    has("code", TEXT, "R, SPRINT, Q, Q1, FP1, WU; unique in its event"),
    has("name", TEXT, "as printed: Qualifying GTD Position"),
    has("kind", TEXT, "test, practice, qualifying, warmup or race; a sprint is a race"),
    may_have(
        "part_of_id", BIG, "the session that this is a part of: Q1 of Q", ForeignKey("sessions.id")
    ),
    may_have("layout_id", BIG, "the track, where it is not the event's", ForeignKey("layouts.id")),
    may_have("starts_at", MOMENT, "start in UTC"),
    has("state", TEXT, "scheduled, provisional, final, amended or cancelled"),
    UniqueConstraint("event_id", "code"),
    one_of("kind", ("test", "practice", "qualifying", "warmup", "race")),
    one_of("state", ("scheduled", "provisional", "final", "amended", "cancelled")),
)
