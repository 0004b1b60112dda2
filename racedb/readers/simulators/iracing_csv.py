"""
iRacing: the CSV that its pages export, results of one session below small tables about it.

In a team event the team has a row, whose customer is the team, and each driver has one below it.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from racedb.counted import counted
from racedb.errors import ReadError
from racedb.readers.documents import without_end
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import found, seats, table, with_left_out
from racedb.readers.simulators.iracing import customer
from racedb.readers.text_lines import lines_of, raw_lines
from racedb.table import FORMAT_SAYS, NOT_TAKEN, Column, Reject

_FIELDS = {
    "Fin Pos": "position", "Car": "car", "Car Class": "class", "Name": "driver_1",
    "Driver": "driver_1", "Start Pos": "grid", "Car #": "car_number", "Out": "status",
    "Interval": "gap", "Fastest Lap Time": "best_lap", "Fast Lap#": "best_lap_number",
    "Laps Comp": "laps",
}  # fmt: skip
_POINTS = ("League Points", "Pts")
_USED = ("Team ID", "Cust ID")
_OF_DRIVER = {"Name", "Driver", *_USED}
"""What is taken of a driver below a team."""
_HEADER = '"Fin Pos","Car ID","Car"'

Row = Mapping[str, str]


def _claims(source: Source) -> int:
    return SPECIFIC if _HEADER in source.head else 0


def _read(source: Source, options: Options) -> Reading:
    text, encoding = source.text("an export of iRacing", options.encoding)
    about: dict[str, str] = {}
    rows: list[tuple[int, Row]] = []
    rejects: list[Reject] = []
    header: Sequence[str] = ()
    for line, cells in _cells(source, text):
        if cells[0] in ("Start Time", "League Name", "Fin Pos"):
            header = cells
        elif header[:1] != ["Fin Pos"]:
            about.update(zip(header, cells, strict=False))
        elif len(cells) != len(header):
            message = f"{counted(len(cells), 'cells')} where the table has {len(header)}"
            rejects.append(Reject(line=line, field=None, code="missing-cell", message=message))
        else:
            rows.append((line, dict(zip(header, cells, strict=True))))
    results = list(_results(rows))
    tables = [table("results", results, _context(about), _columns(rows))] if results else []
    return Reading(
        source=source,
        reader=FORMAT.name,
        encoding=encoding,
        tables=with_left_out(found(source, tables), _left_out(rows)),
        rejects=rejects,
        findings=without_end(source),
        raw_lines=raw_lines(source, encoding),
    )


def _cells(source: Source, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines_of(text), strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        message = f"{source.path}:{reader.line_num}: is no line of a csv file: {error}"
        raise ReadError(message) from None


def _context(about: Mapping[str, str]) -> dict[str, Any]:
    series = about.get("League Name") or about.get("Series")
    names = [about.get(key) for key in ("Session Name", "Hosted Session Name", "Track")]
    return {
        "series": series,
        "event": next((name for name in names if name and name != series), None),
        "circuit": about.get("Track"),
        "date": about.get("Start Time", "")[:10].replace(".", "-"),
    }


def _columns(rows: Sequence[tuple[int, Row]]) -> list[Column]:
    """Return what each column was taken for; those that are not stored are listed by the load."""
    points = next((name for name in _POINTS if name in rows[0][1]), "")
    fields = {**_FIELDS, points: "points", **dict.fromkeys(_USED, "-")}
    return [
        Column(
            source=name,
            field=fields.get(name),
            why=FORMAT_SAYS if name in fields else NOT_TAKEN,
            samples=tuple(row[name] for _, row in rows if row[name])[:3],
        )
        for name in rows[0][1]
    ]


def _teams(rows: Sequence[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Yield the rows of each team; who drives alone is a team of one."""
    for _, group in groupby(rows, key=lambda row: (row[1].get("Fin Pos"), row[1].get("Team ID"))):
        yield list(group)


def _left_out(rows: Sequence[tuple[int, Row]]) -> Iterator[tuple[str, str]]:
    """Yield the cells that no result takes; of a driver below a team it takes the name."""
    taken = {*_FIELDS, *_POINTS, *_USED}
    for (_, team), *drivers in _teams(rows):
        yield from ((name, cell) for name, cell in team.items() if cell and name not in taken)
        for _, driver in drivers:
            names = driver.keys() - _OF_DRIVER
            yield from ((name, driver[name]) for name in sorted(names) if driver[name])


def _results(rows: Sequence[tuple[int, Row]]) -> Iterator[dict[str, Any]]:
    """Yield a result for each team."""
    for (line, first), *others in _teams(rows):
        crew = seats(_name(row) for _, row in others)
        people = [row for _, row in others] or [first]
        keys = seats((customer(row.get("Cust ID")) for row in people), "driver_ref")
        result: dict[str, Any] = {
            field: first[name] for name, field in _FIELDS.items() if first.get(name)
        }
        if crew:
            result = {**result, "team": result.get("driver_1"), **crew}
        points = next((first[name] for name in _POINTS if name in first), None)
        yield {
            **result,
            **keys,
            "line": line,
            "gap": _gap(first.get("Interval", "")),
            "points": points,
        }


def _name(row: Row) -> str | None:
    return row.get("Name") or row.get("Driver")


def _gap(interval: str) -> str | None:
    """Read '-15.549', '-1L' and '-1 L', which are behind the leader; '-' is none."""
    behind = interval.removeprefix("-").strip()
    laps = behind.removesuffix("L").strip()
    return f"+{laps} laps" if laps != behind else (f"+{behind}" if behind else None)


FORMAT = Format(
    name="iracing-csv",
    summary="results that the pages of iRacing export as CSV, of drivers and of teams",
    claims=_claims,
    read=_read,
    suffixes=(".csv",),
)
