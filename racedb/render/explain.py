"""An explanation for people: where a value comes from, in short paragraphs."""

from collections.abc import Iterator, Mapping
from typing import Any

from racedb.render.cells import shown


def report(explained: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of an explanation."""
    yield f"{explained['what']}: {explained['where']}"
    for name, value in explained["values"].items():
        yield f"  {name}: {shown(name, value)}"
    yield "where it comes from:"
    for origin in explained["origins"]:
        yield from _origin(origin)
    if not explained["origins"]:
        yield "  no result names this driver"
    yield "what changed since:" if explained["changes"] else "what changed since: nothing"
    for one in explained["changes"]:
        old, new = (_value(one["column"], one[word]) for word in ("old", "new"))
        yield f"  {one['column']}: {old} -> {new} (import {one['import_id']}, {one['loaded_at']})"
    if explained["corrections"]:
        yield "corrections:"
    for one in explained["corrections"]:
        yield (
            f"  {one['id']}: {one['column']} is {one['is'] or 'empty'}, the file says "
            f"{one['file_says'] or 'nothing'}: {one['reason']} ({one['author']}, {one['made_at']})"
        )
    yield "names:" if explained["names"] else "names: none"
    for one in explained["names"]:
        yield f"  {_name(one)}"


def _origin(origin: Mapping[str, Any]) -> Iterator[str]:
    if "line" not in origin:
        count = origin["results"]
        yield (
            f"  {origin['file']}: as {origin['printed']!r} in {count:,} "
            f"result{'s' if count > 1 else ''} (import {origin['import_id']})"
        )
        return
    yield f"  file: {origin['file']}"
    yield f"  line {origin['line']}: {shown('raw', origin['raw'] or origin['why_not'])}"
    yield f"  sha256: {origin['sha256']}"
    yield (
        f"  import {origin['import_id']}: {origin['loaded_at']}, reader {origin['reader']}, "
        f"racedb {origin['racedb_version']}"
    )


def _value(column: str, value: Any) -> str:
    return "nothing" if value is None else shown(column, value)


def _name(one: Mapping[str, Any]) -> str:
    scope = f", only in {one['scope']}" if one.get("scope") else ""
    stands = f" is {one['name']}" if "name" in one else ""
    who = f"decided by {one['decided_by']}, {one['decided_at']}"
    return f"{one['kind']} {one['printed']!r}{stands}: {who}{scope}"
