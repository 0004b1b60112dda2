"""Who and what there is, whatever the event: makers, cars, teams, drivers, circuits, series."""

from sqlalchemy import ForeignKey, UniqueConstraint

from racedb.models.base import BIG, DATE, INT, TEXT, at_least, has, may_have, number, table

_SLUG = "public key: ascii, lower case, hyphens"

_COUNTRY = "ISO 3166 alpha-2; NULL: not known"

manufacturers = table(
    "manufacturers",
    "A maker of cars, engines or tyres; its role is the foreign key that points here.",
    number(),
    has("slug", TEXT, _SLUG, unique=True),
    has("name", TEXT, "as it writes itself: Aston Martin, Citroën"),
    may_have("country", TEXT, _COUNTRY),
)

cars = table(
    "cars",
    "A car model or a type of chassis: Maserati MC12.",
    number(),
    has("slug", TEXT, _SLUG, unique=True),
    has("name", TEXT, "with its maker; a car known only by its maker has the maker's name"),
    may_have(
        "manufacturer_id",
        BIG,
        "whose badge it wears; NULL: not known",
        ForeignKey("manufacturers.id"),
        index=True,
    ),
    may_have(
        "engine_manufacturer_id",
        BIG,
        "maker of its engine; NULL: the same, or not known",
        ForeignKey("manufacturers.id"),
    ),
    may_have("homologation", TEXT, "rules that it is approved under"),
)

teams = table(
    "teams",
    "An organisation that runs cars. A rename is a new team of the same lineage.",
    number(),
    has("slug", TEXT, _SLUG, unique=True),
    has("name", TEXT, "as printed first"),
    may_have("country", TEXT, _COUNTRY),
    may_have("lineage", TEXT, "the same text for all names of one organisation"),
)

drivers = table(
    "drivers",
    "A person. Names as files print them are in entry_drivers and aliases.",
    number(),
    has("slug", TEXT, _SLUG, unique=True),
    has("name", TEXT, "written well: Neel Jani, not Neel JANI"),
    may_have("given_name", TEXT, "NULL: a single name"),
    may_have("family_name", TEXT, "with its particles: van der Zande"),
    may_have("suffix", TEXT, "Jr., Sr., III"),
    may_have("born_on", DATE, "NULL: not known"),
    may_have("country", TEXT, _COUNTRY),
)

circuits = table(
    "circuits",
    "A venue.",
    number(),
    has("slug", TEXT, _SLUG, unique=True),
    has("name", TEXT, "Spa-Francorchamps"),
    may_have("country", TEXT, _COUNTRY),
    may_have("time_zone", TEXT, "IANA name: Europe/Brussels"),
)

layouts = table(
    "layouts",
    "One configuration of a circuit with its lap length.",
    number(),
    has("circuit_id", BIG, "the venue", ForeignKey("circuits.id")),
    has("name", TEXT, "Grand Prix, Nordschleife; unique at its circuit"),
    has("length_m", INT, "length of a lap in metres"),
    may_have("valid_from", DATE, "first day in use; NULL: not known"),
    may_have("valid_to", DATE, "last day in use; NULL: still, or not known"),
    UniqueConstraint("circuit_id", "name"),
    at_least("length_m", 1),
)

series = table(
    "series",
    "A championship.",
    number(),
    has("slug", TEXT, _SLUG, unique=True),
    has("name", TEXT, "FIA GT Championship"),
)

seasons = table(
    "seasons",
    "One edition of a series.",
    number(),
    has("series_id", BIG, "the championship", ForeignKey("series.id")),
    has("label", TEXT, "2009, 2018-19"),
    UniqueConstraint("series_id", "label"),
)

classes = table(
    "classes",
    "A class of a series that is scored by itself.",
    number(),
    has("series_id", BIG, "the championship", ForeignKey("series.id")),
    has("code", TEXT, "as printed: GT1, LMP2, GTD"),
    may_have("family", TEXT, "joins the codes of several series: GT3 of GTD and G3"),
    UniqueConstraint("series_id", "code"),
)
