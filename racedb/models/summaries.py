"""Answers that loads keep, so that nobody waits for them: each can be computed from the facts."""

from sqlalchemy import ForeignKey

from racedb.models.base import BIG, BOOL, INT, TEXT, has, key, may_have, table

manufacturer_bests = table(
    "manufacturer_bests",
    "The result with the fastest lap of each maker, kept by loads; 'racedb db check' proves it.",
    key("manufacturer_id", BIG, "whose car", ForeignKey("manufacturers.id")),
    has("best_lap_us", BIG, "its fastest lap in microseconds"),
    has("session_id", BIG, "of equal laps that of the session that was loaded first"),
    has("entry_id", BIG, "then that of the better place"),
)

lap_sums = table(
    "lap_sums",
    "What the laps of a driver of a car come to in a session, kept by loads; 'racedb db check' "
    "proves it.",
    key("session_id", BIG, "the session"),
    key("entry_id", BIG, "the car"),
    key("driver_id", BIG, "who drove; 0: of laps that name nobody"),
    has("laps", INT, "laps driven"),
    has("pit_ins", INT, "laps that ended in the pits"),
    has("laps_led", INT, "laps of a race ended in the lead"),
    may_have("first_led", INT, "the first of them; NULL: none"),
    may_have("last_led", INT, "the last of them; NULL: none"),
    may_have("best_lap_us", BIG, "the fastest lap that was not deleted, in microseconds"),
    has("clean_laps", INT, "laps that show pace: under green, no in- or out-lap, not the first"),
    may_have("best_clean_us", BIG, "the fastest of them"),
    may_have("mean_us", BIG, "mean of the faster half of them"),
    may_have("median_us", BIG, "median of the faster half of them"),
    may_have("s1_us", BIG, "the fastest first sector of laps that were not deleted"),
    may_have("s2_us", BIG, "the fastest second sector"),
    may_have("s3_us", BIG, "the fastest third sector"),
    may_have("odd_laps", INT, "laps that checks of their times look closer at; NULL: none"),
)

lap_leaders = table(
    "lap_leaders",
    "Who leads a race at the end of each lap, and how many places changed, kept by loads; "
    "'racedb db check' proves it.",
    key("session_id", BIG, "the race"),
    key("number", INT, "number of the lap, from 1"),
    may_have("leader_entry_id", BIG, "the car in front; NULL: not known"),
    has("new_leader", BOOL, "it gained places in this lap"),
    has("cars_up", INT, "cars that gained places against their lap before"),
    has("places_gained", INT, "places that they gained in all"),
    may_have("most_by_entry_id", BIG, "the car that gained most, of several the one in front"),
    may_have("most_places", INT, "how many it gained; NULL: no car gained any"),
)

field_spreads = table(
    "field_spreads",
    "How far apart the best laps of a session are, kept by loads; 'racedb db check' proves it.",
    key("session_id", BIG, "the session; one in which nobody has a time has none",
        autoincrement=False),
    has("cars", INT, "cars that have a result"),
    has("cars_timed", INT, "those that have a best lap"),
    has("first_us", BIG, "the best lap of all, in microseconds"),
    may_have("tenth_us", BIG, "the tenth of the best laps; NULL: there are fewer"),
    has("last_us", BIG, "the last of the best laps"),
    has("cars_outside_107", INT, "cars whose best lap is outside 107 per cent of the best of all"),
)  # fmt: skip

car_starts = table(
    "car_starts",
    "How the starts of a car in races ended, of a thousand sessions together, kept by loads; "
    "'racedb db check' proves it.",
    key("thousand", INT, "of which sessions: their ids divided by 1,000"),
    key("car_id", BIG, "the car"),
    key("cause", TEXT, "why it retired, as printed; empty: not printed, or it did not retire"),
    has("starts", INT, "starts that ended so"),
    has("finished", INT, "those that were running or classified at the end"),
    has("retired", INT, "those that retired and were not classified"),
    has("session_id", BIG, "the first of the races"),
    has("entry_id", BIG, "the first of the entries"),
)
