"""How files are read, for people: tables and columns, what they are about, what is left out."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from racedb.counted import counted
from racedb.fields import OF_SEASON
from racedb.render.cells import cut, shown, width
from racedb.safe_text import escape, escape_json

if TYPE_CHECKING:
    from racedb.ingest.explain import ExplainedColumn, ExplainedTable, Explanation
    from racedb.table import Column, Note, Reject

_WIDEST, _NARROWEST = 100, 30
"""Columns of the terminal that lines fill at most, and at least."""
_LABEL = 20
"""So wide is the header of a column at most, beside what it is."""
_SAMPLE = 40
"""So much of a sample is shown."""
_LISTED = 10
"""So many rows, cells and columns of other tables are listed."""
_KINDS = {
    "results": "results",
    "laps": "laps",
    "pit_stops": "pit stops",
    "entries": "a list of entries",
    "weather": "weather",
    "race_control_messages": "messages of race control",
    "penalties": "penalties",
    "calendar": "a calendar",
    "printed_standings": "standings of a season",
}
_WHY = {"header": "its header", "header and values": "its header and its values"}
"""Evidence in words for people."""
_NEEDED = {"season": "--season", "event": "--event", "session": "--session"}


def show(found: "Iterable[Explanation]", *, as_json: bool) -> int:
    """
    Print how files are read, on stdout.

    Returns:
        0, or the exit code of the first file that load refuses.
    """
    code = 0
    documents = []
    for one in found:
        code = code or (one.error.exit_code if one.error else 0)
        if as_json:
            documents.append(_document(one))
        else:
            print(escape("\n".join(lines(one, _room())), keep="\n"), flush=True)
    if as_json:
        print(escape_json(json.dumps(documents, ensure_ascii=False, indent=1)))
    return code


def _room() -> int:
    """Return how wide lines are: as the terminal, within reason; 80 in a pipe."""
    return min(max(get_terminal_size((80, 24)).columns, _NARROWEST), _WIDEST)


def lines(one: "Explanation", room: int) -> Iterator[str]:
    """Yield the lines of one file, none wider than *room*."""
    how = ", ".join(part for part in (one.reader, one.encoding) if part)
    yield f"{one.source}: {how}" if how else one.source  # a path is never broken
    if one.error:
        yield ""
        yield from _wrapped(f"Load refuses it: {one.error}", room)
    full = [table for table in one.tables if table.is_taken] or _worth_showing(one.tables)
    for table in full:
        yield ""
        yield from _table(table, room)
    about = list(_about(one, full, room))
    yield from ["", *about] if about else []
    left = list(_left_out(one, room))
    yield from ["", *left] if left else []
    if not one.knows_its_columns and (columns := _all_columns(full)):
        yield ""
        yield from _wrapped(f"To change a column, name all of them: --columns {columns}", room)
    others = [table for table in one.tables if not any(table is other for other in full)]
    if others:
        yield ""
        yield "Other tables, by --table NUMBER or a part of the heading"
        for table in others:
            yield from _other(table, room)
    yield ""


def _all_columns(full: "Sequence[ExplainedTable]") -> str:
    """Return what --columns would say of the only table as it is; '' where it cannot."""
    if len(full) != 1:
        return ""
    table = full[0].table
    columns = [column.field or "-" for column in table.columns]
    as_printed = not table.header or len(columns) == len(table.header)
    return ",".join(columns) if as_printed and any(it != "-" for it in columns) else ""


def _worth_showing(tables: "Sequence[ExplainedTable]") -> "Sequence[ExplainedTable]":
    """Take what is understood of a file that is refused, or else its first table."""
    known = [table for table in tables if any(column.becomes for column in table.columns)]
    return known[:_LISTED] or tables[:1]


# ---- a table -------------------------------------------------------------------------------------


def _table(found: "ExplainedTable", room: int) -> Iterator[str]:
    yield from _wrapped(_region(found), room)
    yield ""
    labels = [shown("", column.column.source) for column in found.columns]
    beside = min(_LABEL, room // 3, max(map(width, labels), default=0))
    for label, column in zip(labels, found.columns, strict=True):
        yield from _column(label, column, beside, room)


def _region(found: "ExplainedTable") -> str:
    """Say where a table is in its file, and what kind of table it is."""
    table = found.table
    heading = f' "{shown("", table.heading)}"' if table.heading else ""
    of = table.context.get("session", "")
    session = f", {shown('', of)}" if of and of not in table.heading else ""
    parts = [f"Table {table.number}{heading}{session}: {_KINDS[table.kind]}"]
    if found.rows:
        parts.append(f"{counted(found.rows, 'rows')}")
    if found.first_line:
        parts[-1] += f" in lines {found.first_line:,} to {found.last_line:,}"
    if table.header_line:
        parts.append(f"header in line {table.header_line:,}")
    elif not table.header:
        parts.append("no header")
    return ", ".join(parts)


def _column(label: str, found: "ExplainedColumn", beside: int, room: int) -> Iterator[str]:
    """Yield what a column is, beside its header, and below it its samples."""
    before = f"  {cut(label, beside)}"
    before += " " * (beside + 4 - width(before))
    yield from _wrapped(_field(found.column), room, before)
    if samples := _samples(found):
        yield from _wrapped(samples, room, " " * (beside + 6))


def _field(column: "Column") -> str:
    """Write what a column is, how sure that is, why, and what it might be instead."""
    is_left_out = column.field in (None, "-")
    runner_up = ""
    if column.runner_up:
        runner_up = f"; {'it may be' if is_left_out else 'next comes'} {column.runner_up}"
    if is_left_out:
        return f"left out: {column.why}{runner_up}"
    fields = f"{column.field} and {column.copy}" if column.copy else column.field
    unit = f" in {column.unit}" if column.unit in ("ms", "h.m.s") else ""
    why = _WHY.get(column.why, column.why)
    return f"{fields}{unit}, {column.confidence:.0%} sure ({why}){runner_up}"


def _samples(found: "ExplainedColumn") -> str:
    """Write the samples of a column, and after an arrow what they become, where that differs."""
    before = [cut(shown("", sample), _SAMPLE) for sample in found.column.samples]
    after = [cut(shown("", value), _SAMPLE) for value in found.becomes]
    if not after or after == before:
        return " | ".join(before)
    return f"{' | '.join(before)}  →  {' | '.join(after)}"


def _other(found: "ExplainedTable", room: int) -> Iterator[str]:
    table = found.table
    known = [column.field for column in table.columns if column.field]
    heading = f'"{shown("", table.heading)}", ' if table.heading else ""
    columns = [shown("", column.source) for column in table.columns[:_LISTED]]
    what = f"{_KINDS[table.kind]}, " if known else "not understood, "
    rows = f"{counted(found.rows, 'rows')}"
    text = f"{heading}{what}{rows}: {', '.join(columns)}"
    yield from _wrapped(text, room, f"  {table.number:<4}")


# ---- what the rows are about, and what is left out -----------------------------------------------


def _about(one: "Explanation", tables: "Sequence[ExplainedTable]", room: int) -> Iterator[str]:
    """Yield what the rows of the file are about: series, season, event, session ..."""
    taken = [table for table in tables if table.is_taken]
    if not taken:
        return
    yield "What the rows are about"
    known: dict[str, dict[str, None]] = {}
    for table in taken:
        for name, values in table.context.items():
            known.setdefault(name, {}).update(dict.fromkeys(values))
    for name, listed in known.items():
        text = ", ".join(shown("", value) for value in listed)
        yield from _wrapped(f"{text} ({_from(name, one, taken)})", room, f"  {name:<10}")
    of_season = all(table.table.kind in OF_SEASON for table in taken)
    needed = {"series": "--series", "season": "--season"} if of_season else _NEEDED
    for name, option in needed.items():
        if name not in known:
            yield from _wrapped(f"not known; {option} says it", room, f"  {name:<10}")


def _from(name: str, one: "Explanation", tables: "Sequence[ExplainedTable]") -> str:
    """Say where a part of the context comes from."""
    if name in one.given:
        return "given"
    for found in tables:
        for column in found.columns:
            if column.column.field == name:
                return f"column {shown('', column.column.source)!r}"
        if name in found.table.sources:
            return found.table.sources[name]
        if name in found.table.context:
            return "the file says so"
    return "a grid beside laps or times is of a race"


def _left_out(one: "Explanation", room: int) -> Iterator[str]:
    """Yield rows that are no data, rows that cannot be stored, cells that cannot be read."""
    taken = [table for table in one.tables if table.is_taken]
    rejects = [*one.rejects, *(reject for table in taken for reject in table.rejects)]
    notes = [note for table in taken for note in table.notes]
    rejected = len(one.rejects) + sum(table.rejected for table in taken)
    unreadable = sum(table.unreadable for table in taken)
    groups = (
        ("Rows that cannot be stored", rejected, [_at_line(it) for it in rejects]),
        ("Cells that cannot be read", unreadable, [_at_line(it) for it in notes]),
        ("To look at", len(one.findings), [it.message for it in one.findings]),
    )
    for title, count, listed in groups:
        if listed:
            yield title
            for text in listed[:_LISTED]:
                yield from _wrapped(shown("", text), room, "  ")
        if count > len(listed[:_LISTED]):
            yield f"  ... and {count - len(listed[:_LISTED]):,} more"


def _at_line(one: "Reject | Note") -> str:
    return f"line {one.line}: {one.message}"


def _wrapped(text: str, room: int, before: str = "") -> Iterator[str]:
    """Yield the lines of a text; the later ones begin below the first word."""
    hang = " " * max(2, len(before))
    yield from textwrap.wrap(
        text, room, initial_indent=before, subsequent_indent=hang,
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip


# ---- for programs --------------------------------------------------------------------------------


def _document(one: "Explanation") -> Mapping[str, object]:
    return {
        "source": one.source,
        "reader": one.reader,
        "encoding": one.encoding,
        "refused": str(one.error) if one.error else "",
        "given": dict(one.given),
        "tables": [_document_of(table) for table in one.tables],
        "findings": [
            {"code": it.code, "line": it.line, "message": it.message} for it in one.findings
        ],
        "rejects": [it._asdict() for it in one.rejects],
    }


def _document_of(found: "ExplainedTable") -> Mapping[str, object]:
    table = found.table
    return {
        "number": table.number,
        "heading": table.heading,
        "taken": found.is_taken,
        "kind": table.kind,
        "rows": found.rows,
        "header_line": table.header_line or None,
        "first_line": found.first_line or None,
        "last_line": found.last_line or None,
        "about": {name: list(values) for name, values in found.context.items()},
        "columns": [
            {
                "header": one.column.source,
                "field": one.column.field,
                "confidence": one.column.confidence if one.column.field else None,
                "why": one.column.why,
                "runner_up": one.column.runner_up,
                "samples": list(one.column.samples),
                "become": list(one.becomes),
            }
            for one in found.columns
        ],
        "rejects": [it._asdict() for it in found.rejects],
        "unreadable": found.unreadable,
        "notes": [it._asdict() for it in found.notes],
    }
