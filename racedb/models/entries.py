"""Cars entered for events, and who sits in them."""

from sqlalchemy import ForeignKey, UniqueConstraint

from racedb.models.base import BIG, INT, TEXT, at_least, has, key, may_have, number, table

entries = table(
    "entries",
    "One car entered for one event.",
    number(),
    has("event_id", BIG, "the event", ForeignKey("events.id")),
    may_have("car_number", TEXT, "as printed: 007, 07 and 7 differ; NULL: none is printed"),
    has("variant", INT, "1; from 2 for another car with the same number in the event"),
    may_have("team_id", BIG, "who runs the car", ForeignKey("teams.id"), index=True),
    may_have("entrant_name", TEXT, "licence holder, where printed beside the team"),
    may_have("car_id", BIG, "the car model", ForeignKey("cars.id"), index=True),
    may_have("class_id", BIG, "the class", ForeignKey("classes.id"), index=True),
    may_have("tyre_manufacturer_id", BIG, "maker of the tyres", ForeignKey("manufacturers.id")),
    may_have("crew_names", TEXT, "kept by loads: its drivers in the order of the seats: A / B"),
    UniqueConstraint("event_id", "car_number", "variant"),
    at_least("variant", 1),
)

entry_drivers = table(
    "entry_drivers",
    "A driver in a crew. A driver may sit in two cars of one event.",
    key("entry_id", BIG, "the entry", ForeignKey("entries.id")),
    key("seat", INT, "place in the crew as printed, from 1"),
    has("driver_id", BIG, "the driver", ForeignKey("drivers.id"), index=True),
    may_have("rating", TEXT, "licence grade as printed: Gold"),
    has("printed_name", TEXT, "the name as this file prints it: Neel JANI"),
    UniqueConstraint("entry_id", "driver_id"),
    at_least("seat", 1),
)
