"""Where facts came from, and what was changed since."""

from sqlalchemy import ForeignKey

from racedb.models.base import (
    ANYTHING,
    BIG,
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

sources = table(
    "sources",
    "A file, known by its bytes: identical bytes are one source.",
    number(),
    has("uri", TEXT, "path or address that it was first read from"),
    has("sha256", TEXT, "hash of its bytes, in hex", unique=True),
    has("size_bytes", BIG, "its length"),
    may_have("media_type", TEXT, "text/csv ..."),
    may_have("publisher", TEXT, "who made the figures"),
    may_have("licence", TEXT, "terms of use"),
    has("retrieved_at", MOMENT, "when it was first read, UTC"),
)

imports = table(
    "imports",
    "One load of one file, refused and undone ones too.",
    number(),
    has("source_id", BIG, "the file", ForeignKey("sources.id"), index=True),
    has("state", TEXT, "running, applied, refused, failed or undone"),
    has("reader", TEXT, "the reader that read it"),
    has("options", ANYTHING, "context and way of reading that were asked for"),
    has("racedb_version", TEXT, "the program that loaded it"),
    has("started_at", MOMENT, "UTC"),
    may_have("finished_at", MOMENT, "UTC; NULL: still running"),
    has("rows_read", BIG, "rows of the file: new + changed + same + rejected"),
    has("rows_new", BIG, "rows that were not there before"),
    has("rows_changed", BIG, "rows that were there with other values"),
    has("rows_same", BIG, "rows that were there already"),
    has("rows_rejected", BIG, "rows that could not be stored"),
    may_have("message", TEXT, "why it was refused"),
    one_of("state", ("running", "applied", "refused", "failed", "undone")),
)

rejects = table(
    "rejects",
    "A cell or row of a file that could not be stored.",
    key("import_id", BIG, "the import", ForeignKey("imports.id")),
    key("number", INT, "from 1, in the order of the file"),
    may_have("line", INT, "line, record or row in the file"),
    may_have("field", TEXT, "canonical field; NULL: the whole row"),
    has("code", TEXT, "extra-cell, not-a-duration, duplicate-row ..."),
    has("message", TEXT, "names the field and the value"),
    has("raw", TEXT, "the original line"),
)

revisions = table(
    "revisions",
    "A row that an import changed, as it was and as it became.",
    number(),
    has("import_id", BIG, "the import", ForeignKey("imports.id"), index=True),
    has("table_name", TEXT, "results, laps ..."),
    has("row_key", ANYTHING, "the row's natural key"),
    may_have("old", ANYTHING, "values before; NULL: the row was made"),
    may_have("new", ANYTHING, "values after; NULL: the row was removed"),
)
