"""`python -m racedb.queries.docs` prints docs/queries.md, made of the headers of the queries."""

import sys

from racedb.queries import Query, load, names

_HEAD = """# Canned queries

Made by `python -m racedb.queries.docs` from the headers in `racedb/queries`; do not edit.

    racedb query                                    lists them
    racedb query classification event="24 Hours of Spa" session=Qualifying
    racedb query speed-check --show                 prints the SQL

Every query gives the same rows in the same order on SQLite and PostgreSQL. Names of events,
drivers and teams are compared without regard to capitals; slugs (`2009-24-hours-of-spa`) work too.
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
        default = "needed" if it.required else it.default or ""
        lines.append(f"| {it.name} | {kind} | {default} | {it.help} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":  # pragma: no cover - a test compares page() with the file
    sys.stdout.write(page())
