"""
Project CARS 1 and 2, Automobilista 2: sms_stats_data.json, what a dedicated server remembers.

A history of meetings, each with stages (practice1, qualifying1, race1 ...) of events and results.
Lua wrote it: an empty list is `{}`, a list with holes an object. Cars and tracks are numbers that
only the games explain. The number of a participant may pass from one driver to the next.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from racedb.readers.json_text import as_object, as_objects
from racedb.readers.reading import SPECIFIC, Format, Options, Reading, Source
from racedb.readers.records import Record, day_of, found, load, seconds, session_tables
from racedb.table import Table

_STAGES = {"qualifying": "Qualifying", "warmup": "Warm-up"}
_STATUS = {"finished": "Finished", "retired": "DNF", "dnf": "DNF", "disqualified": "DSQ"}
_LAST = 10**9


def _claims(source: Source) -> int:
    stats = as_object(as_object(source.json).get("stats"))
    return SPECIFIC if isinstance(stats.get("history"), list) else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    document, encoding = load(source)
    tables: list[Table] = []
    last: dict[str, int] = {}
    for meeting in _items(as_object(as_object(document).get("stats")).get("history")):
        stages = as_object(meeting.get("stages")).items()
        for word, stage in sorted(stages, key=lambda one: _whole(as_object(one[1]), "start_time")):
            name, number = _session(word, last)
            made = _stage(meeting, as_object(stage), name if number == 1 else f"{name} {number}")
            tables += made
            last |= {name: number} if made else {}
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding, tables=found(source, tables, document)
    )


def _items(values: Any) -> Sequence[Record]:
    """Return the objects of a list of Lua."""
    return as_objects(list(values.values()) if isinstance(values, Mapping) else values)


def _whole(record: Record, key: str) -> int:
    value = record.get(key)
    return value if isinstance(value, int) else 0


def _session(word: str, last: Mapping[str, int]) -> tuple[str, int]:
    """Return name and number of a stage: a name that earlier meetings had gets the next number."""
    letters = word.rstrip("0123456789")
    name = _STAGES.get(letters, letters.title())
    return name, max(int(word[len(letters) :][:4] or 1), last.get(name, 0) + 1)


def _stage(meeting: Record, stage: Record, name: str) -> list[Table]:
    is_race = name.startswith("Race")
    who = _Names(meeting, stage)
    laps = _laps(_items(stage.get("events")), who)
    track = as_object(meeting.get("setup")).get("TrackId")
    context = {
        "session": name,
        "circuit": f"track {track}" if track else None,
        "date": day_of(_whole(stage, "start_time")),
    }
    results = _results(stage, laps, who, is_race=is_race)
    plain = [{key: lap[key] for key in lap if key != "place"} for lap in laps]
    return session_tables(context, results, plain)


class _Names:
    """Who a record speaks of, and the car of each: some records have only one of three keys."""

    def __init__(self, meeting: Record, stage: Record) -> None:
        self._by_key: dict[tuple[str, str], str] = {}
        self.cars: dict[str, Any] = {}
        own = [*_items(stage.get("results")), *_items(stage.get("events"))]
        records: list[tuple[Record, Record]] = [({}, one) for one in own]
        members = as_object(meeting.get("members"))
        people = as_object(meeting.get("participants"))
        records += [({"refid": key}, as_object(one)) for key, one in members.items()]
        records += [({"participantid": key}, as_object(one)) for key, one in people.items()]
        for keys, one in records:
            name = str(one.get("name") or one.get("Name") or "").strip()
            setup = as_object(one.get("setup")) or as_object(one.get("attributes")) or one
            if not name:
                continue
            for key in ("participantid", "refid"):
                if (number := one.get(key, keys.get(key, -1))) != -1:
                    self._by_key.setdefault((key, str(number)), name)
            if "VehicleId" in setup:
                self.cars.setdefault(name, f"car {setup['VehicleId']}")

    def of(self, record: Record) -> str | None:
        """Return the name of a driver."""
        name = str(record.get("name") or "").strip()
        keys = [(key, str(record.get(key))) for key in ("refid", "participantid")]
        return name or next((self._by_key[key] for key in keys if key in self._by_key), None)


def _laps(events: Sequence[Record], who: _Names) -> list[dict[str, Any]]:
    """Read laps, counted from 0; who comes back begins at 0 again."""
    laps: list[dict[str, Any]] = []
    last: dict[str, int] = {}
    in_pits: set[str] = set()
    for number, event in enumerate(events, start=1):
        name, of = who.of(event), as_object(event.get("attributes"))
        if name is None:
            continue
        if (of.get("PreviousState"), of.get("NewState")) == ("Racing", "EnteringPits"):
            in_pits.add(name)
        if event.get("event_name") != "Lap":
            continue
        printed = _whole(of, "Lap") + 1
        last[name] = printed if printed > last.get(name, 0) else last[name] + 1
        laps.append(
            {
                "line": number,
                "driver": name,
                "lap_number": last[name],
                "lap": seconds(of.get("LapTime")),
                **{f"s{n}": seconds(of.get(f"Sector{n}Time")) for n in (1, 2, 3)},
                "position": _whole(of, "RacePosition") or None,
                "pit_in": name in in_pits,
                "deleted_reason": "not valid" if of.get("CountThisLapTimes", 1) == 0 else None,
            }
        )
        in_pits.discard(name)
    return laps


def _results(
    stage: Record, laps: Sequence[Record], who: _Names, *, is_race: bool
) -> list[dict[str, Any]]:
    """Take the results that are printed, and add who has laps and is missing there."""
    driven: dict[str, list[Record]] = {}
    for lap in laps:
        driven.setdefault(lap["driver"], []).append(lap)
    rows = []
    for number, result in enumerate(_items(stage.get("results")), start=1):
        name, of = who.of(result), as_object(result.get("attributes"))
        if name is not None:
            rows.append(_printed(number, name, of, driven.pop(name, ()), is_race=is_race))
    taken = {row["position"] for row in rows}
    for name, own in driven.items():
        place = own[-1]["position"] if is_race and taken else None
        rows.append(
            {
                "position": place if place not in taken else None,
                "driver_1": name,
                "laps": len(own),
                "best_lap": _best(own),
            }
        )
    if not taken:
        _classify(rows, is_race=is_race)
    return [{**row, "car": who.cars.get(row["driver_1"])} for row in rows]


def _printed(
    number: int, name: str, of: Record, own: Sequence[Record], *, is_race: bool
) -> dict[str, Any]:
    return {
        "line": number,
        "position": _whole(of, "RacePosition") or None,
        "driver_1": name,
        "laps": _whole(of, "Lap") if is_race else len(own) or None,
        "total": seconds(of.get("TotalTime")) if is_race else None,
        "best_lap": seconds(of.get("FastestLapTime")) or _best(own),
        "status": _STATUS.get(str(of.get("State")).lower()) if is_race else None,
    }


def _best(laps: Sequence[Record]) -> str | None:
    times = [lap["lap"] for lap in laps if lap["lap"] and not lap["deleted_reason"]]
    return min(times, key=float, default=None)


def _classify(rows: list[dict[str, Any]], *, is_race: bool) -> None:
    """Put drivers of a session without results in their order: by laps, or by their best one."""

    def rank(row: Record) -> tuple[float, float]:
        return (-row["laps"] if is_race else 0, float(row["best_lap"] or _LAST))

    rows.sort(key=rank)
    if not is_race:
        for n, row in enumerate(rows, start=1):
            row["position"] = n if row["best_lap"] else None


FORMAT = Format(
    name="project-cars",
    summary=(
        "sms_stats_data.json of servers of Project CARS 1 and 2 and Automobilista 2; "
        "cars and tracks by their numbers"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
