"""Answers that loads keep, so that nobody waits for them: each can be computed from the facts."""

from sqlalchemy import ForeignKey

from racedb.models.base import BIG, has, key, table

manufacturer_bests = table(
    "manufacturer_bests",
    "The result with the fastest lap of each maker, kept by loads; 'racedb db check' proves it.",
    key("manufacturer_id", BIG, "whose car", ForeignKey("manufacturers.id")),
    has("best_lap_us", BIG, "its fastest lap in microseconds"),
    has("session_id", BIG, "of equal laps that of the session that was loaded first"),
    has("entry_id", BIG, "then that of the better place"),
)
