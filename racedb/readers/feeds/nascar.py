"""
NASCAR's own feeds as people save them: weekend-feed, live-feed and live-pit-data, JSON.

A weekend has the race with its stages and pit reports, and a result of each practice and
qualifying. Numbers that are not known yet are 0; a gap below 0 counts laps. lap-times.json is read
by `json_records`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from racedb.readers.json_text import as_object, as_objects
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import Record, found, load, table
from racedb.table import Table
from racedb.understand.found import Found
from racedb.understand.tables import choose

_SERIES = {
    "1": "NASCAR Cup Series", "2": "NASCAR Xfinity Series", "3": "NASCAR Craftsman Truck Series",
}  # fmt: skip
_RUNS = {"1": "Practice", "2": "Qualifying", "3": "Race"}
_MAKERS = {"Chv": "Chevrolet", "Frd": "Ford", "Tyt": "Toyota", "Dge": "Dodge"}
_MILE = 1609.344


def _claims(source: Source) -> int:
    head = source.head
    is_live = '"vehicle_number"' in head and '"running_position"' in head
    return SPECIFIC if '"weekend_race"' in head or is_live or '"pit_in_race_time"' in head else 0


def _read(source: Source, options: Options) -> Reading:
    document, encoding = load(source)
    feed = as_object(document)
    if isinstance(document, list):
        tables, findings = list(_stops(as_objects(document), {})), []
    elif "vehicles" in feed:
        tables, findings = _live(feed), _still_on(feed)
    else:
        tables, findings = list(_weekend(feed)), []
    if options.table:
        every = [Found(one._replace(number=n)) for n, one in enumerate(tables, start=1)]
        tables = [choose(source.path, every, wanted=options.table, given=None).table]
    return Reading(
        source=source, reader=FORMAT.name, encoding=encoding,
        tables=found(source, tables, document), findings=findings,
    )  # fmt: skip


# ---- a weekend -----------------------------------------------------------------------------------


def _weekend(feed: Record) -> Iterator[Table]:
    context: dict[str, Any] = {}
    for race in as_objects(feed.get("weekend_race")):
        context = {
            "series": _SERIES.get(str(race.get("series_id"))),
            "season": race.get("race_season"),
            "event": race.get("race_name"),
            "circuit": race.get("track_name"),
        }
        day = {**context, "date": _day(race.get("race_date")), "session": "Race"}
        results = [_raced(row, race) for row in as_objects(race.get("results"))]
        if results:
            yield _named("weekend_race.results", table("results", results, day))
        for stage in as_objects(race.get("stage_results")):
            rows = [_staged(row) for row in as_objects(stage.get("results"))]
            if rows:
                of_stage = {**day, "session": f"Race Stage {stage.get('stage_number')}"}
                yield _named("weekend_race.stage_results", table("results", rows, of_stage))
        yield from _stops(as_objects(race.get("pit_reports")), day)
    runs = as_objects(feed.get("weekend_runs"))
    kinds = [str(run.get("run_type")) for run in runs]
    for n, run in enumerate(runs):
        name = _RUNS.get(kinds[n], str(run.get("run_name") or "Session"))
        several = kinds.count(kinds[n]) > 1
        session = f"{name} {kinds[: n + 1].count(kinds[n])}" if several else name
        rows = [_timed(row) for row in as_objects(run.get("results"))]
        if rows:
            day = {**context, "date": _day(run.get("run_date")), "session": session}
            yield _named("weekend_runs.results", table("results", rows, day))


def _raced(row: Record, race: Record) -> Record:
    position = _known(row.get("finishing_position"))
    model = [str(row[key]) for key in ("car_make", "car_model") if row.get(key)]
    return {
        "position": position,
        "car_number": row.get("car_number"),
        "driver_1": _name(row.get("driver_fullname")),
        "team": row.get("team_name"),
        "manufacturer": row.get("car_make"),
        "car": " ".join(model) if row.get("car_model") else None,
        "grid": _known(row.get("starting_position")),
        "laps": row.get("laps_completed"),
        "total": race.get("total_race_time") if position == 1 else None,
        "status": "Disqualified"
        if row.get("disqualified") is True
        else row.get("finishing_status"),
        "points": row.get("points_earned"),
    }


def _staged(row: Record) -> Record:
    return {
        "position": _known(row.get("finishing_position")),
        "car_number": row.get("car_number"),
        "driver_1": _name(row.get("driver_fullname")),
        "points": row.get("stage_points"),
    }


def _timed(row: Record) -> Record:
    return {
        "position": _known(row.get("finishing_position")),
        "car_number": row.get("car_number"),
        "driver_1": _name(row.get("driver_name")),
        "manufacturer": _maker(row.get("manufacturer")),
        "laps": row.get("laps_completed"),
        "best_lap": _known(row.get("best_lap_time")),
        "best_lap_number": _known(row.get("best_lap_number")),
        "speed_mph": _known(row.get("best_lap_speed")),
        "status": "Disqualified" if row.get("disqualified") is True else None,
    }


def _stops(rows: Sequence[Record], context: Mapping[str, Any]) -> Iterator[Table]:
    """Yield the stops of a race, those of each car counted; a pass of the pits may be a penalty."""
    count: dict[str, int] = {}
    stops = []
    for row in rows:
        car = str(row.get("vehicle_number") or "")
        count[car] = count.get(car, 0) + 1
        stops.append(
            {
                "car_number": car,
                "driver": _name(row.get("driver_name")),
                "manufacturer": _maker(row.get("vehicle_manufacturer")),
                "stop": count[car],
                "lap_number": _known(row.get("lap_count")),
                "elapsed": _known(row.get("pit_in_race_time")),
                "lane": _known(row.get("total_duration")),
                "stationary": _known(row.get("pit_stop_duration")),
            }
        )
    if stops:
        yield _named("pit stops", table("pit_stops", stops, context))


# ---- what is on now ------------------------------------------------------------------------------


def _live(feed: Record) -> list[Table]:
    kind = _RUNS.get(str(feed.get("run_type")))
    miles = _known(feed.get("track_length"))
    context = {
        "series": _SERIES.get(str(feed.get("series_id"))),
        "event": feed.get("run_name") if kind == "Race" else None,
        "session": kind,
        "circuit": feed.get("track_name"),
        "length_m": round(float(miles) * _MILE, 1) if miles else None,
        "date": _day(feed.get("time_of_day_os")),
    }
    rows = [
        _running(car, is_race=kind in ("Race", None)) for car in as_objects(feed.get("vehicles"))
    ]
    return [table("results", rows, context)] if rows else []


def _running(car: Record, *, is_race: bool) -> Record:
    return {
        "position": _known(car.get("running_position")),
        "car_number": car.get("vehicle_number"),
        "driver_1": _name(as_object(car.get("driver")).get("full_name")),
        "manufacturer": _maker(car.get("vehicle_manufacturer")),
        "grid": _known(car.get("starting_position")) if is_race else None,
        "laps": car.get("laps_completed"),
        "gap": _gap(car.get("delta")) if is_race else None,
        "best_lap": _known(car.get("best_lap_time")),
        "best_lap_number": _known(car.get("best_lap")),
    }


def _gap(delta: Any) -> str | None:
    """Write a gap: seconds, or laps where it is below 0."""
    text = str(delta or "")
    return f"+{text[1:].partition('.')[0]} laps" if text.startswith("-") else _known(delta)


def _still_on(feed: Record) -> list[Finding]:
    left = _known(feed.get("laps_to_go"))
    if not left:
        return []
    message = f"the race is not over: lap {feed.get('lap_number')}, {left} laps to go"
    return [Finding("not-over", message, is_doubt=True)]


# ---- values --------------------------------------------------------------------------------------


def _known(value: Any) -> Any:
    """Return a number; None for 0 and below, which stand for what is not known."""
    text = str(value or "")
    return value if text.strip("0.") and not text.startswith("-") else None


def _name(name: Any) -> str:
    """Return a name without marks: of rookies, of those who score no points, of the playoffs."""
    return str(name or "").replace("(i)", "").replace("(P)", "").strip(" #*")


def _maker(code: Any) -> Any:
    return _MAKERS.get(str(code), code)


def _day(moment: Any) -> str | None:
    return str(moment)[:10] if moment else None


def _named(heading: str, made: Table) -> Table:
    return made._replace(heading=heading)


FORMAT = Format(
    name="nascar",
    summary=(
        "NASCAR's weekend-feed (a race, its stops, practice and qualifying), live-feed "
        "and live-pit-data"
    ),
    claims=_claims,
    read=_read,
    suffixes=(".json",),
    line="record",
)
