"""
Answers of the Ergast API and of Jolpica, its successor: results, laps, stops, calendars, standings.

They are JSON or XML, the one written like the other. Every number is a string. Laps and pit stops
name drivers by the API's own key alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from racedb.errors import ReadError
from racedb.readers import xml_text
from racedb.readers.json_text import as_object, as_objects
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import found, load, noted, seconds, table
from racedb.table import Table

_SERIES = {"f1": "Formula 1"}
Records = Iterator[dict[str, Any]]


def _claims(source: Source) -> int:
    head = source.head[:4096]
    return SPECIFIC if '"MRData"' in head or "<MRData" in head else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding, findings = _document(source)
    body = as_object(as_object(document).get("MRData"))
    shared = {"series": _SERIES.get(str(body.get("series")), body.get("series"))}
    tables: list[Table] = []
    for race in as_objects(as_object(body.get("RaceTable")).get("Races")):
        context = {**shared, **_context(race)}
        for key, session, kind, records in _PARTS:
            rows = list(records(as_objects(race.get(key))))
            if rows:
                about = {"session": session, "starts_at": _start(race, session)}
                tables.append(table(kind, rows, {**context, **about}))
    tables = tables or [*_of_seasons(body, shared)]
    if not tables:
        what = _held(body)
        message = f"{source.path}: holds {what}no results, laps or stops of any race"
        raise ReadError(message)
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding,
        tables=found(source, tables, document), findings=findings,
    )  # fmt: skip


def _held(body: Mapping[str, Any]) -> str:
    """Say what an answer holds that is no result, with a comma; '' for nothing."""
    return next((f"{text}, " for key, text in _NO_RACES.items() if key in body), "")


_NO_RACES = {
    "StandingsTable": "standings without a row",
    "DriverTable": "a list of drivers",
    "ConstructorTable": "a list of constructors",
    "CircuitTable": "a list of circuits",
    "SeasonTable": "a list of seasons",
    "StatusTable": "a list of statuses",
}


def _of_seasons(body: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[Table]:
    """Make tables of the rounds of a calendar, and of the standings after each round."""
    races = [
        {**_context(race), "country": _country(race)}
        for race in as_objects(as_object(body.get("RaceTable")).get("Races"))
        if not any(key in race for key, *_ in _PARTS)
    ]
    if races:
        yield table("calendar", races, shared)
    for one in as_objects(as_object(body.get("StandingsTable")).get("StandingsLists")):
        context = {**shared, "season": one.get("season"), "round": one.get("round")}
        for key in ("DriverStandings", "ConstructorStandings", "Standings"):
            if rows := [_standing(row) for row in as_objects(one.get(key))]:
                yield table("printed_standings", rows, context)


def _country(race: Mapping[str, Any]) -> str | None:
    return as_object(as_object(race.get("Circuit")).get("Location")).get("country")


def _standing(row: Mapping[str, Any]) -> dict[str, Any]:
    who = _who(row)
    is_driver = bool(as_object(row.get("Driver")))
    named = _OF_DRIVER if is_driver else ("team", "team_country")
    ranked = {"position": row.get("position"), "season_points": row.get("points")}
    return {**ranked, "wins": row.get("wins"), **{name: who[name] for name in named}}


_OF_DRIVER = ("driver_1", "driver_ref_1", "born_1", "country_1")


def _document(source: Source) -> tuple[Any, str, list[Finding]]:
    """Return a document in the shape of JSON; the encoding; and doubts about the XML."""
    if not source.head.lstrip("\ufeff \t\r\n").startswith("<"):
        return *load(source), []
    root, encoding, findings = xml_text.load(source)
    return noted({"MRData": _object(root)}), encoding, findings


_LISTS = {
    "ResultsList": "Results", "SprintList": "SprintResults", "QualifyingList": "QualifyingResults",
    "LapsList": "Laps", "PitStopsList": "PitStops",
}  # fmt: skip
"""Elements that only hold others of one kind, and what JSON calls them."""
_OF_ONE_KIND = {
    "RaceTable": "Races", "Lap": "Timings", "StandingsTable": "StandingsLists",
    "StandingsList": "Standings",
}  # fmt: skip
"""Elements with attributes that hold others of one kind, and what JSON calls these."""
_KEYS = {"AverageSpeed": "speed", "Q1": "Q1", "Q2": "Q2", "Q3": "Q3"}
"""Text that JSON does not call as XML does, with a small first letter."""


def _object(element: Any) -> dict[str, Any]:
    """Write an element as JSON has it: attributes, text, and the elements in it by their names."""
    name = _name(element)
    found: dict[str, Any] = dict(element.attrib)
    if name in _OF_ONE_KIND:
        return found | {_OF_ONE_KIND[name]: [*map(_object, element.iterchildren("{*}*"))]}
    for child in element.iterchildren("{*}*"):
        below = _name(child)
        if below in _LISTS:
            found[_LISTS[below]] = [*map(_object, child.iterchildren("{*}*"))]
        else:
            found[below] = _object(child)
            found[_key(below)] = child.text
    return found | {_key(name): element.text}


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _key(name: str) -> str:
    return _KEYS.get(name, f"{name[:1].lower()}{name[1:]}")


def _context(race: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        "season": race.get("season"),
        "round": race.get("round"),
        "event": race.get("raceName"),
        "date": race.get("date"),
        "circuit": as_object(race.get("Circuit")).get("circuitName"),
    }


def _start(race: Mapping[str, Any], session: str) -> str | None:
    """Return date and time of a session, which the API states in UTC; None: not stated."""
    stated = race if session == "Race" else as_object(race.get(session))
    return f"{stated.get('date')}T{stated['time']}" if stated.get("time") else None


def _results(rows: Sequence[Mapping[str, Any]]) -> Records:
    for row in rows:
        time, fastest = as_object(row.get("Time")), as_object(row.get("FastestLap"))
        text, shown = str(row.get("positionText") or ""), str(time.get("time") or "")
        yield {
            **_who(row),
            "row_order": row.get("position"),
            # Retired cars have a number as position too; the text says that it is none.
            "position": text if text.isdecimal() else _WORDS.get(text, text),
            "points": row.get("points"),
            "grid": row.get("grid") if row.get("grid") != "0" else None,
            "laps": row.get("laps"),
            "status": row.get("status"),
            "total": seconds(time.get("millis")),
            "gap": shown if shown.startswith("+") else None,
            "best_lap_number": fastest.get("lap"),
            "best_lap": as_object(fastest.get("Time")).get("time"),
            "speed_kph": as_object(fastest.get("AverageSpeed")).get("speed"),
        }


_WORDS = {"R": "Ret", "D": "DSQ", "E": "EXC", "W": "WD", "F": "DNQ", "N": "NC"}


def _qualifying(rows: Sequence[Mapping[str, Any]]) -> Records:
    for row in rows:
        parts = {f"q{n}": row.get(f"Q{n}") for n in (1, 2, 3)}
        yield {**_who(row), "position": row.get("position"), **parts}


def _who(row: Mapping[str, Any]) -> dict[str, Any]:
    driver, team = as_object(row.get("Driver")), as_object(row.get("Constructor"))
    parts = (driver.get("givenName"), driver.get("familyName"))
    name = " ".join(str(part) for part in parts if part)
    return {
        "car_number": row.get("number"),
        "driver_1": name,
        "driver_ref_1": driver.get("driverId"),
        "born_1": driver.get("dateOfBirth"),
        "country_1": driver.get("nationality"),
        "team": team.get("name"),
        "team_country": team.get("nationality"),
        "manufacturer": team.get("name"),
    }


def _laps(rows: Sequence[Mapping[str, Any]]) -> Records:
    for lap in rows:
        for timing in as_objects(lap.get("Timings")):
            yield {
                "driver_ref": timing.get("driverId"),
                "lap_number": lap.get("number"),
                "position": timing.get("position"),
                "lap": timing.get("time"),
            }


def _stops(rows: Sequence[Mapping[str, Any]]) -> Records:
    for row in rows:
        yield {
            "driver_ref": row.get("driverId"),
            "stop": row.get("stop"),
            "lap_number": row.get("lap"),
            "time_of_day": row.get("time"),
            "lane": row.get("duration"),
        }


_PARTS: Sequence[tuple[str, str, str, Callable[[Sequence[Mapping[str, Any]]], Records]]] = (
    ("Results", "Race", "results", _results),
    ("SprintResults", "Sprint", "results", _results),
    ("QualifyingResults", "Qualifying", "results", _qualifying),
    ("Laps", "Race", "laps", _laps),
    ("PitStops", "Race", "pit_stops", _stops),
)

FORMAT = Format(
    name="ergast-api",
    summary=(
        "answers of the Ergast API and of Jolpica, JSON or XML: results, sprints, "
        "qualifying, laps, stops, calendars, standings"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".json", ".xml"),
    line="record",
)
