"""
Folders of CSV files that refer to each other: Ergast's dump and its cousins.

Races, drivers, constructors, circuits and statuses are looked up by their keys; results, sprints,
qualifying, laps and pit stops are the facts. Which column is what is data, for all dumps at once:
a dump has the files and columns that it has.
"""

import io
from collections.abc import Mapping, Sequence

import polars as pl

from racedb.errors import ReadError
from racedb.readers.encoding import decode
from racedb.readers.lines import raw_lines
from racedb.readers.reading import Column, Dataset, Options, Reading, Source, Table

BATCH = 100_000
SERIES = "Formula 1"
_KEYS = {
    "raceId": "race", "race_id": "race", "driverId": "driver_key", "driver_id": "driver_key",
    "constructorId": "team_key", "constructor_id": "team_key", "circuitId": "circuit_key",
    "circuit_id": "circuit_key", "statusId": "status_key", "year": "season",
}  # fmt: skip
"""Columns that refer to other files, in every spelling."""
_RACES = {
    "name": "event", "gp_name": "event", "race_name": "event", "date": "date", "race_date": "date",
}  # fmt: skip
_DRIVERS = {
    "driverRef": "driver_ref_1", "driver_ref": "driver_ref_1", "driver_name": "driver_1",
    "dob": "born_1", "date_of_birth": "born_1", "nationality": "country_1", "country": "country_1",
}  # fmt: skip
_TEAMS = {"name": "team", "constructor_name": "team", "nationality": "team_country", "country": "team_country"}  # fmt: skip
_CIRCUITS = {"name": "circuit", "circuit_name": "circuit", "length_in_km": "length_km"}
_FACTS = {
    "number": "car_number", "grid": "grid", "grid_position": "grid", "position": "position",
    "finish_position": "position", "positionText": "position_text", "positionOrder": "row_order",
    "points": "points", "laps": "laps", "milliseconds": "ms", "time": "time",
    "fastestLap": "best_lap_number", "fastestLapTime": "best_lap", "fastestLapSpeed": "speed_kph",
    "finish_status": "status", "q1": "q1", "q2": "q2", "q3": "q3", "lap": "lap_number",
    "lap_time": "lap_time", "stop": "stop", "duration": "lane",
}  # fmt: skip
_WORDS = {"R": "Ret", "D": "DSQ", "E": "EXC", "W": "WD", "F": "DNQ", "N": "NC"}
"""Ergast's letters in place of a position."""
_FILES = (
    ("Race", "results", ("results", "race_results")),
    ("Sprint", "results", ("sprint_results", "sprintResults")),
    ("Qualifying", "results", ("qualifying", "race_quali")),
    ("Race", "laps", ("lap_times", "lapTimes")),
    ("Race", "pit_stops", ("pit_stops", "pitStops")),
)
"""Session, kind and names of the files with facts, in the order in which they are loaded."""


def _claims(names: frozenset[str]) -> bool:
    stems = {name.lower().removesuffix(".csv") for name in names if name.lower().endswith(".csv")}
    return {"races", "drivers"} <= stems and bool(stems & {"results", "race_results", "qualifying"})


def _read(files: Mapping[str, Source], options: Options) -> Sequence[Reading]:
    sources = {
        name.rsplit(".", 1)[0]: source for name, source in files.items() if name.endswith(".csv")
    }
    frames = {stem: _frame(source, options) for stem, source in sources.items()}
    races, people, teams = _races(frames), _people(frames), _teams(frames)
    out = []
    for session, kind, stems in _FILES:
        stem = next((stem for stem in stems if stem in frames), None)
        if stem is None:
            continue
        facts = _facts(frames[stem], session, kind, frames)
        facts = _joined(facts, races, people, teams, kind)
        columns = tuple(
            Column(source=name, field=name, why="the dump says so")
            for name in facts.columns
            if name != "line"
        )
        table = Table(
            kind=kind,
            batches=facts.iter_slices(BATCH),
            columns=columns,
            heading=stem,
            context={"series": SERIES, "session": session},
        )
        source = sources[stem]
        out.append(
            Reading(
                source=source,
                reader=DATASET.name,
                encoding="utf-8",
                tables=[table],
                raw_lines=raw_lines(source, "utf-8"),
            )
        )
    return out


def _frame(source: Source, options: Options) -> pl.DataFrame:
    r"""Read one file as text; \N is NULL; line is where the row stands."""
    text, _ = decode(source.data[:], options.encoding, str(source.path))
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()), infer_schema=False, null_values=["\\N", "", "NULL"]
        )
    except pl.exceptions.PolarsError as error:
        said = " ".join(str(error).split())[:160]
        message = f"{source.path}: is not a table as the others of its dump: {said}"
        raise ReadError(message) from None
    known = {old: new for old, new in _KEYS.items() if old in frame.columns}
    return frame.rename(known).with_row_index("line", 2).with_columns(pl.col("line").cast(pl.Int64))


def _named(frame: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Give columns their canonical names; the first of two that mean the same wins."""
    chosen: dict[str, str] = {}
    for old, new in names.items():
        if old in frame.columns:
            chosen.setdefault(new, old)
    keys = [
        name for name in dict.fromkeys([*_KEYS.values(), "round", "line"]) if name in frame.columns
    ]
    return frame.select(*keys, *(pl.col(old).alias(new) for new, old in chosen.items()))


def _races(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    races = _named(frames["races"], _RACES).drop("line")
    if "circuits" in frames and "circuit_key" in races.columns:
        circuits = _named(frames["circuits"], _CIRCUITS).drop("line")
        races = races.join(circuits, on="circuit_key", how="left")
    if "length_km" in races.columns:
        metres = (pl.col("length_km").cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64)
        races = races.with_columns(metres.cast(pl.String).alias("length_m")).drop("length_km")
    return races.drop("circuit_key", strict=False)


def _people(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    drivers = frames["drivers"]
    people = _named(drivers, _DRIVERS).drop("line")
    if "driver_1" not in people.columns:
        whole = pl.concat_str(["forename", "surname"], separator=" ", ignore_nulls=True)
        people = people.with_columns(drivers.select(whole.alias("driver_1")).to_series())
    if "driver_ref_1" not in people.columns:
        people = people.with_columns(pl.col("driver_key").alias("driver_ref_1"))
    return people


def _teams(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
    """Constructors are teams; the maker of their cars is the manufacturer of that name."""
    if "constructors" not in frames:
        return None
    teams = _named(frames["constructors"], _TEAMS).drop("line")
    return teams.with_columns(pl.col("team").alias("manufacturer"))


def _facts(
    frame: pl.DataFrame, session: str, kind: str, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    facts = _named(frame, _FACTS)
    if "status_key" in facts.columns and "status" in frames:
        facts = facts.join(
            frames["status"].select("status_key", "status"), on="status_key", how="left",
            maintain_order="left",
        )  # fmt: skip
    facts = facts.drop("status_key", strict=False)
    if (
        session == "Race"
        and kind == "results"
        and "race_grid" in frames
        and "grid" not in facts.columns
    ):
        grid = _named(frames["race_grid"], {"grid_position": "grid"}).drop("line")
        keys = [name for name in ("race", "season", "round", "driver_key") if name in grid.columns]
        facts = facts.join(grid, on=keys, how="left", maintain_order="left")
    has = set(facts.columns)
    if "position_text" in has:
        word = pl.col("position_text").replace_strict(_WORDS, default=None)
        facts = facts.with_columns(pl.coalesce("position", word).alias("position"))
    if kind == "results" and "ms" in has:
        facts = facts.with_columns(_seconds("ms").alias("total"))
        plus = pl.col("time").str.starts_with("+")
        facts = facts.with_columns(pl.when(plus).then("time").alias("gap"))
    if kind == "laps":
        facts = facts.rename({("lap_time" if "lap_time" in has else "time"): "lap"})
    if kind == "pit_stops" and "time" in has:
        facts = facts.rename({"time": "time_of_day"})
    if "grid" in facts.columns:  # Ergast's 0 is a start from the pit lane, or none
        facts = facts.with_columns(pl.when(pl.col("grid") != "0").then("grid").alias("grid"))
    return facts.drop("position_text", "ms", "time", strict=False)


def _seconds(name: str) -> pl.Expr:
    whole = pl.col(name).cast(pl.Int64, strict=False)
    rest = (whole % 1000).cast(pl.String).str.zfill(3)
    return (whole // 1000).cast(pl.String) + "." + rest


def _joined(
    facts: pl.DataFrame,
    races: pl.DataFrame,
    people: pl.DataFrame,
    teams: pl.DataFrame | None,
    kind: str,
) -> pl.DataFrame:
    """Put names in place of keys."""
    by = ["race"] if "race" in facts.columns else ["season", "round"]
    facts = facts.drop([n for n in ("season", "round") if n in facts.columns and n not in by])
    facts = facts.join(races, on=by, how="left", maintain_order="left")
    facts = facts.join(people, on="driver_key", how="left", maintain_order="left")
    if teams is not None and "team_key" in facts.columns:
        facts = facts.join(teams, on="team_key", how="left", maintain_order="left")
    facts = facts.drop("race", "driver_key", "team_key", strict=False)
    if kind == "results":
        return facts
    facts = facts.drop("born_1", "country_1", strict=False)
    return facts.rename({"driver_1": "driver", "driver_ref_1": "driver_ref"})


DATASET = Dataset(
    name="related-csv",
    summary="a folder of CSV files that refer to each other: Ergast's dump and its cousins",
    claims=_claims,
    read=_read,
)
