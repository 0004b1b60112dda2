"""`python -m racedb.queries.docs` prints docs/queries.md, made of the headers of the queries."""

import sys

from racedb.queries import Query, load, names

_HEAD = """# Canned queries

Made by `python -m racedb.queries.docs` from the headers in `racedb/queries`; do not edit.

    racedb query                                    lists them
    racedb query classification "24 Hours of Spa" Qualifying
    racedb query most-wins season=1990s             years, ranges (1990-1999), several (2008,2009)
    racedb query speed-check --show                 prints the SQL, which you may copy
    racedb query driver-entries lamy                what is required needs no KEY=, names neither
    racedb query best-lap-per-driver --chart best.svg
    racedb query --test                             runs the example of each on your database

Every query gives the same rows in the same order on SQLite and PostgreSQL. Drivers, teams, makers,
cars, circuits, series and events are named by slug (`2009-24-hours-of-spa`), by name, or by a part
of it (`spa 2009`), an event also by its round (`event=3 season=2009`); sessions, classes and car
numbers by what is printed. Events, sessions, seasons, classes and car numbers may be several, with
commas. If several match one word, they are listed and none is chosen; a word that matches nothing
is an error. Every answer with events has their season, as the view `classification` does. `racedb
list` and `racedb find` show what there is; `racedb completion bash` prints the script that
completes names in a shell.

## Queries of your own

A folder of `.sql` files in the same form, named in `racedb.toml`, adds to the list:

    queries = "queries"

The header of a file describes the query and its parameters; `racedb query NAME --show` prints one.
A type is text, int, words to choose from (`a|b`), driver, team, manufacturer, car, circuit, series
or event; the SQL gets the slugs of these. Of events, sessions, seasons, classes and numbers (of
cars) it gets one or more: write `IN (:season)`. A line `-- include: sessions` is the SELECT of the
sessions that `:event`, `:session`, `:season` and `:series` choose, as in the queries of racedb:

    WITH wanted AS (
        -- include: sessions
    )
    SELECT w.event, w.session, r.position
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    ORDER BY w.place, r.row_order
"""


def page() -> str:
    """Write the whole page as markdown."""
    queries = sorted((load(name) for name in names()), key=lambda query: query.topic)
    parts, topic = [_HEAD], ""
    for query in queries:
        if query.topic != topic:
            topic = query.topic
            parts.append(f"\n## {topic.capitalize()}\n")
        parts.append(_section(query))
    return "".join(parts)


def _section(query: Query) -> str:
    lines = ["", f"### {query.name}", "", f"{query.title}. {query.description}".rstrip()]
    if query.parameters:
        lines += ["", "| parameter | type | default | meaning |", "|---|---|---|---|"]
    for it in query.parameters:
        kind = it.type.replace("|", " or ")
        default = "required" if it.required else it.default or ""
        lines.append(f"| {it.name} | {kind} | {default} | {it.help} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    sys.stdout.write(page())
