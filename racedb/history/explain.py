"""
Where a value comes from: file, line, import, what changed since, and who decided the names.

An explanation is ready for JSON: `racedb explain` prints it as it is, or as a report for people.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import models
from racedb.db.rows import TABLES
from racedb.errors import RaceDBError
from racedb.history.correctable import format_value
from racedb.history.corrections import Correction, read_corrections
from racedb.history.locate import Place, locate, names_of, title
from racedb.history.penalised import penalties_of
from racedb.identity.aliases import find_by_slug_or_name
from racedb.models import Alias, Driver, Entry, EntryDriver, Import, Note, Result, Revision, Team
from racedb.names import strip_marks
from racedb.readers import open_source
from racedb.readers.encoding import encoding_of
from racedb.readers.reading import Options, Reading, Source
from racedb.readers.text_lines import raw_lines
from racedb.text_keys import fold

Explanation = Mapping[str, Any]
"""what, where, values, origins, notes, changes, corrections, penalties, names: keys of the JSON."""

ReadFile = Callable[[Source, Options, str | None], Sequence[Reading]]
"""Reads a file again, with the reader of that name."""

_KEYS = {"session_id", "entry_id", "import_id", "line", "before_penalties"}
_WHAT = {
    "results": "result", "laps": "lap", "weather": "weather", "race_control_messages": "message",
}  # fmt: skip


def explain_fact(
    connection: Connection, table: str, names: Mapping[str, Any], read_file: ReadFile
) -> Explanation:
    """
    Explain a row of results, laps, weather or messages of race control.

    Args:
        connection: a database of the newest schema.
        table: one of _WHAT.
        names: see `locate`.
        read_file: to show the line of the file.

    Raises:
        LoadError: there is no such row.
    """
    place = locate(connection, table, names)
    found = sa.select(TABLES[table]).where(*place.is_row(table))
    row = connection.execute(found).mappings().one()
    key = names_of(connection, table, place)
    entry_key = {name: key[name] for name in key if name not in ("session", "lap")}
    return {
        "what": _WHAT[table],
        "where": title(key),
        "values": _values(connection, table, row),
        "origins": [_origin(connection, row["import_id"], row["line"], read_file)],
        "notes": _notes(connection, row["import_id"], row["line"]),
        "changes": _changes(connection, table, place.key(table)),
        "corrections": [
            _correction(one)
            for one in read_corrections(connection)
            if (one.table, one.key) in ((table, key), ("entries", entry_key))
        ],
        "penalties": list(penalties_of(connection, place)),
        "names": [
            *_crew_names(connection, place, row.get("driver_id")),
            *_team_names(connection, place),
        ],
    }


def explain_driver(connection: Connection, text: str) -> Explanation:
    """
    Explain a driver: his names, who decided that they are his, and the files that name him.

    Raises:
        LoadError: there is no such driver.
    """
    number = find_by_slug_or_name(connection, "driver", text)
    row = connection.execute(sa.select(Driver).where(Driver.id == number)).mappings().one()
    return {
        "what": "driver",
        "where": row["slug"],
        "values": {name: _plain(value) for name, value in row.items() if value is not None},
        "origins": _files_that_name(connection, number),
        "notes": [],
        "changes": _changes(connection, "drivers", {"id": number}),
        "corrections": [],
        "penalties": [],
        "names": _aliases(connection, "driver", number),
    }


def _values(connection: Connection, table: str, row: Any) -> dict[str, Any]:
    """Return the known values of a row; names instead of ids."""
    return {
        name.removesuffix("_id"): format_value(connection, table, name, value)
        if name.endswith("_id")
        else value
        for name, value in row.items()
        if value is not None and name not in _KEYS
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ", timespec="seconds")


# ---- origins -------------------------------------------------------------------------------------


def _origin(
    connection: Connection, import_id: int, line: int, read_file: ReadFile
) -> dict[str, Any]:
    """Return the import, its file, the line and its text, or why the text cannot be shown."""
    row = _import(connection, import_id)
    text, why_not = _raw_line(row, line, read_file)
    return {
        **_import_values(row), "sha256": row["sha256"], "line": line, "raw": text,
        "why_not": why_not,
    }  # fmt: skip


def _import(connection: Connection, number: int) -> Any:
    statement = (
        sa.select(Import, models.Source.uri, models.Source.sha256)
        .join(Import.source)
        .where(Import.id == number)
    )
    return connection.execute(statement).mappings().one()


def _import_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "file": row["uri"],
        "import_id": row["id"],
        "reader": row["reader"],
        "loaded_at": _moment(row["started_at"]),
        "racedb_version": row["racedb_version"],
    }


def _raw_line(
    row: Mapping[str, Any], line: int, read_file: ReadFile
) -> tuple[str | None, str | None]:
    """Return the text of a line of the file of an import, or why it cannot be shown."""
    path = Path(row["uri"])
    if not path.is_file():
        return None, "the file no longer exists"
    try:
        source = open_source(path)
        if source.sha256 != row["sha256"]:  # the line may be another one by now
            return None, "the file has changed since"
        text = _read_line(source, line, row["options"], read_file)
    except RaceDBError as error:
        return None, str(error)
    return text, None if text is not None else "its format has no lines to show"


def _read_line(
    source: Source, line: int, options: Mapping[str, Any], read_file: ReadFile
) -> str | None:
    """Read a line in the same way as the import did."""
    if "files" in options:  # a table of a dump: plain text, but its reader needs the whole folder
        encoding = encoding_of(source.data[:], source.name)
        return raw_lines(source, encoding)({line}).get(line)
    columns = options.get("columns")
    asked = Options(
        columns=tuple(columns) if columns else None,
        table=options.get("table"),
        encoding=options.get("encoding"),
        recipe=options.get("recipe"),
    )
    readings = read_file(source, asked, options.get("reader"))
    texts = (reading.raw_lines({line}).get(line) for reading in readings)
    return next((text for text in texts if text is not None), None)


def _notes(connection: Connection, import_id: int, line: int) -> list[dict[str, Any]]:
    """Return the cells of a line of a file that could not be read."""
    statement = sa.select(Note.field, Note.code, Note.message, Note.raw)
    here = statement.where(Note.import_id == import_id, Note.line == line).order_by(Note.number)
    return [dict(row) for row in connection.execute(here).mappings()]


def _files_that_name(connection: Connection, driver_id: int) -> list[dict[str, Any]]:
    """Return the imports that brought results of a driver, and how his name is printed there."""
    file_and_name = Result.import_id, EntryDriver.printed_name
    statement = (
        sa.select(*file_and_name, sa.func.count().label("results"))
        .join(EntryDriver, EntryDriver.entry_id == Result.entry_id)
        .where(EntryDriver.driver_id == driver_id)
        .group_by(*file_and_name)
        .order_by(*file_and_name)
    )
    return [
        {
            **_import_values(_import(connection, row.import_id)),
            "printed": row.printed_name,
            "results": row.results,
        }
        for row in connection.execute(statement)
    ]


# ---- what changed since --------------------------------------------------------------------------


def _changes(
    connection: Connection, table: str, key: Mapping[str, int | None]
) -> list[dict[str, Any]]:
    """Return the revisions of a row, the oldest first; a change for each column."""
    is_row = (Revision.row_key[name].as_integer() == value for name, value in key.items())
    statement = sa.select(Revision).where(Revision.table_name == table, *is_row)
    out = []
    for row in connection.execute(statement.order_by(Revision.id)).mappings():
        source = _import(connection, row["import_id"])
        old, new = row["old"] or {}, row["new"] or {}
        out += [
            {
                "import_id": row["import_id"], "file": source["uri"],
                "loaded_at": _moment(source["started_at"]), "column": name,
                "old": old.get(name), "new": new.get(name),
            }
            for name in {**old, **new}
            if name not in _KEYS
        ]  # fmt: skip
    return out


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "id": one.id, "column": one.column, "file_says": one.old, "is": one.new,
        "reason": one.reason, "author": one.author, "made_at": _moment(one.made_at),
    }  # fmt: skip


# ---- names ---------------------------------------------------------------------------------------


def _crew_names(
    connection: Connection, place: Place, driver_id: int | None
) -> Iterator[dict[str, Any]]:
    """Return the names of the crew, of the session if there is one; of a lap only its driver's."""
    statement = (
        sa.select(EntryDriver.driver_id, EntryDriver.printed_name, Driver.name)
        .join(EntryDriver.driver)
        .where(EntryDriver.entry_id == place.entry_id)
        .order_by(EntryDriver.seat)
    )
    if place.session_id is not None and driver_id is None:
        crew = sa.table("session_crews", *map(sa.column, ("session_id", "entry_id", "driver_id"))).c
        statement = statement.where(
            sa.exists().where(
                crew.session_id == place.session_id,
                crew.entry_id == place.entry_id,
                crew.driver_id == EntryDriver.driver_id,
            )
        )
    for number, printed, name in connection.execute(statement):
        if driver_id in (None, number):  # results and many laps name no driver: then all of them
            decided = _decision(connection, "driver", number, printed)
            yield {"kind": "driver", "printed": printed, "name": name, **decided}


def _team_names(connection: Connection, place: Place) -> Iterator[dict[str, Any]]:
    statement = sa.select(Team.id, Team.name).join(Entry.team).where(Entry.id == place.entry_id)
    for number, name in connection.execute(statement):
        decided = _decision(connection, "team", number, name)
        yield {"kind": "team", "printed": name, "name": name, **decided}


def _decision(connection: Connection, kind: str, target: int, printed: str) -> dict[str, Any]:
    """Return who decided that a printed name stands for a row: who made its alias, or the first."""
    known = _aliases(connection, kind, target)
    key = fold(strip_marks(printed))
    found = next((one for one in known if one["key"] == key), known[0] if known else {})
    return {name: found.get(name) for name in ("decided_by", "decided_at")}


def _aliases(connection: Connection, kind: str, target: int) -> list[dict[str, Any]]:
    statement = sa.select(Alias).where(Alias.kind == kind, Alias.target_id == target)
    return [
        {
            "kind": kind, "printed": row["text"], "key": row["key"], "scope": row["scope"],
            "decided_by": row["decided_by"], "decided_at": _moment(row["decided_at"]),
        }
        for row in connection.execute(statement.order_by(Alias.id)).mappings()
    ]  # fmt: skip
