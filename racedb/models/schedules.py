"""What imports on a schedule did, and which files they set aside."""

from sqlalchemy import ForeignKey

from racedb.models.base import BIG, INT, MOMENT, TEXT, has, key, may_have, number, one_of, table

runs = table(
    "runs",
    "One run of a schedule of racedb.toml.",
    number(),
    has("schedule", TEXT, "its name in racedb.toml", index=True),
    has(
        "outcome",
        TEXT,
        "running; done; look: a person should; failed: files were set aside; later: the database "
        "was taken; broken: it ended without a word",
    ),
    has("started_at", MOMENT, "UTC"),
    may_have("finished_at", MOMENT, "UTC; NULL: running or broken"),
    has("host", TEXT, "the machine that it ran on"),
    has("pid", INT, "the process there"),
    has("loaded", INT, "files that brought something new"),
    has("same", INT, "files that were loaded before"),
    has("failed", INT, "files that were refused and set aside now"),
    has("set_aside", INT, "files that were refused before and have not changed since"),
    has("waiting", INT, "files left for the next run: still being written"),
    may_have("message", TEXT, "the first reason; NULL: nothing to tell"),
    one_of("outcome", ("running", "done", "look", "failed", "later", "broken")),
)

set_aside = table(
    "set_aside",
    "A file that a schedule could not load; it is tried again when it is another one.",
    key("uri", TEXT, "path of the file or folder"),
    has("fingerprint", TEXT, "hash of its bytes, its context and the program, in hex"),
    has("run_id", BIG, "the run that refused it", ForeignKey("runs.id"), index=True),
    has("message", TEXT, "why"),
)
