"""`python -m racedb.queries.docs` prints docs/queries.md, made of the headers of the queries."""

import sys

from racedb.queries import Parameter, Query, load, names

_HEAD = """# Canned queries

    racedb query                                  lists them
    racedb query classification "24 Hours of Spa" Qualifying
    racedb query most-wins season=1990s
    racedb query speed-check --show               prints the SQL, to copy
    racedb query --test                           runs an example of each

Rows and their order are the same on SQLite and PostgreSQL. A value without a name goes to the
parameter that it fits; a series, season or event that is required need not be named if there is
only one. An event is also meant by its circuit (`monza 2024`). Events,
drivers, teams, makers, cars, circuits and series are named by a
slug (`2009-24-hours-of-spa`), a name or a part of one (`spa 2009`); if several match, they are
listed and none is chosen.

Parameters that many queries have; none is required:

| parameter | meaning |
|---|---|
"""

_OWN = """
## Queries of your own

`queries = "queries"` in `racedb.toml` adds the `.sql` files of that folder. Their headers are
like those that `racedb query NAME --show` prints. A type is text, int, words to choose from
(`a|b`), driver, team, manufacturer, car, circuit, series or event, whose slug the SQL gets, or
one for several values: events, sessions, seasons, classes, numbers (of cars), to be written as
`IN (:season)`. The line `-- include: sessions` stands for the sessions that the parameters
choose:

    WITH wanted AS (
        -- include: sessions
    )
    SELECT w.event, w.session, r.position
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    ORDER BY w.place, r.row_order
"""

_SHARED = {
    "event": (
        "events",
        "only these events, by name, or by round: `event=3 season=2009`",
    ),
    "session": ("sessions", "only these sessions, by name or code: `Race`, `R`"),
    "season": (
        "seasons",
        "only these seasons: `2009`, `2018-19`, `1990-1999`, `1990s`, `2008,2009`",
    ),
    "series": ("series", "only this series"),
    "class": ("classes", "only these classes"),
    "cars": ("numbers", "only these car numbers: `7,8,51`"),
}
"""Parameters that are explained once, with their types."""


def page() -> str:
    """Write the whole page as markdown."""
    queries = sorted((load(name) for name in names()), key=lambda query: query.topic)
    rows = [f"| {name} | {meaning} |\n" for name, (_, meaning) in _SHARED.items()]
    parts, topic = [_HEAD, *rows, _OWN], ""
    for query in queries:
        if query.topic != topic:
            topic = query.topic
            parts.append(f"\n## {topic.capitalize()}\n")
        parts.append(_section(query))
    parts.append("\n<!-- Made by `python -m racedb.queries.docs`; do not edit. -->\n")
    return "".join(parts)


def _section(query: Query) -> str:
    lines = ["", f"### {query.name}", "", f"{query.title}. {query.description}".rstrip()]
    shared = [it for it in query.parameters if _is_shared(it)]
    if query.parameters:
        lines.append("")
    if shared:
        lines.append(f"- {', '.join(f'`{it.name}`' for it in shared)}")
    lines += [_described(it) for it in query.parameters if it not in shared]
    return "\n".join([*lines, ""])


def _is_shared(it: Parameter) -> bool:
    kind, _ = _SHARED.get(it.name, (None, ""))
    return it.type == kind and not it.required


def _described(it: Parameter) -> str:
    """Return the line of a parameter: its values, its default and what it means."""
    values = [it.type.replace("|", " or ")] if it.type != it.name else []
    values += ["required"] if it.required else []
    values += [f"default {it.default}"] if it.default else []
    return f"- `{it.name}` ({', '.join(values)}): {it.help}"


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    sys.stdout.write(page())
