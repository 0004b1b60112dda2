"""What people decided about names and values, so that nobody is asked twice."""

from sqlalchemy import Index

from racedb.models.base import (
    ANYTHING,
    BIG,
    MOMENT,
    TEXT,
    has,
    may_have,
    number,
    one_of,
    table,
)

_KINDS = ("driver", "team", "manufacturer", "car", "circuit", "series", "class")

aliases = table(
    "aliases",
    "A way of writing a name. Two targets for one key mean that it is ambiguous.",
    number(),
    has("kind", TEXT, "driver, team, manufacturer, car, circuit, series or class"),
    has("key", TEXT, "the folded text"),
    has("text", TEXT, "as first printed"),
    has("target_id", BIG, "id in the table of that kind"),
    may_have("scope", TEXT, "where it holds; NULL: everywhere; 'ref': a publisher's key"),
    has("decided_by", TEXT, "'load', or who decided"),
    has("decided_at", MOMENT, "UTC"),
    one_of("kind", _KINDS),
    Index(None, "kind", "key"),
)

reviews = table(
    "reviews",
    "An open question about a name, or its answer.",
    number(),
    has("kind", TEXT, "driver, team ..."),
    has("key", TEXT, "the folded text"),
    has("text", TEXT, "as printed"),
    has("context", ANYTHING, "where it was printed"),
    has("candidates", ANYTHING, "known rows it resembles, with the reasons"),
    has("state", TEXT, "open, accepted or new"),
    may_have("decided_by", TEXT, "who answered"),
    may_have("decided_at", MOMENT, "UTC"),
    one_of("kind", _KINDS),
    one_of("state", ("open", "accepted", "new")),
)

corrections = table(
    "corrections",
    "A value that a person set right; it is made again after every import.",
    number(),
    has("table_name", TEXT, "results, laps ..."),
    has("row_key", ANYTHING, "the row's key in names"),
    has("column_name", TEXT, "the column"),
    may_have("old_value", TEXT, "as the file says"),
    may_have("new_value", TEXT, "as it is right"),
    has("reason", TEXT, "why"),
    has("author", TEXT, "who"),
    has("made_at", MOMENT, "UTC"),
)
