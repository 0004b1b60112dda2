"""
Messages of Toyota's GR Cup: lap_time, lap_start and lap_end, a line each, as CSV.

A lap time is given in milliseconds. Of starts and ends only the moments are given: a lap lasts
until the next start of the same car, or since the end before it; the name of the file says which.
"""

import io

import polars as pl

from racedb.errors import ReadError
from racedb.readers.documents import without_end
from racedb.readers.reading import SPECIFIC, Finding, Format, Options, Reading, Source
from racedb.readers.records import table_of_frame, with_left_out
from racedb.readers.text_lines import raw_lines
from racedb.table import Table

_HEADER = ("vehicle_id", "meta_session", "timestamp", "lap")
LOST = 32_768
"""What cars count when they have lost count."""
_LONGEST_S = 3_600
"""A car that sends nothing for an hour was in its garage."""


def _claims(source: Source) -> int:
    header = source.head.partition("\n")[0].rstrip("\r").split(",")
    is_telemetry = "telemetry_name" in header
    return SPECIFIC if {*_HEADER} <= {*header} and not is_telemetry else 0


def _read(source: Source, options: Options) -> Reading:  # noqa: ARG001  nothing can be chosen
    source.require_document("a file of messages")
    try:
        found = pl.read_csv(io.BytesIO(source.data[:]), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        said = " ".join(str(error).split())[:120]
        message = f"{source.path}: is no file of messages: {said}"
        raise ReadError(message) from None
    if missing := [name for name in _HEADER if name not in found.columns]:
        message = f"{source.path}: is no file of messages: there is no column {missing[0]!r}"
        raise ReadError(message)
    rows = found.with_row_index("line", 2).with_columns(
        pl.col("line").cast(pl.Int64), pl.col("lap").cast(pl.Int64, strict=False)
    )
    good = rows.filter(pl.col("lap") > 0, pl.col("lap") != LOST)
    once = good.unique(["vehicle_id", "meta_session", "lap"], keep="last", maintain_order=True)
    laps = _timed(source, once).drop_nulls("ms")
    if laps.is_empty():
        message = f"{source.path}: holds no lap of anybody"
        raise ReadError(message)
    tables = [_table(frame, session) for frame, session in _sessions(laps)]
    others = [name for name in found.columns if name not in (*_HEADER, "value")]
    cells = ((name, cell) for name in others for cell in found[name].drop_nulls())
    return Reading(
        source=source, reader=FORMAT.name, encoding="utf-8", tables=with_left_out(tables, cells),
        findings=_findings(source, rows.height - laps.height),
        raw_lines=raw_lines(source, "utf-8"),
    )  # fmt: skip


def _timed(source: Source, laps: pl.DataFrame) -> pl.DataFrame:
    """
    Add the time of each lap in milliseconds.

    Raises:
        ReadError: nobody says whether the moments are of starts or of ends.
    """
    if "value" in laps.columns:
        return laps.with_columns(pl.col("value").cast(pl.Float64, strict=False).alias("ms"))
    name = source.name.lower()
    if ("start" in name) == ("end" in name):
        message = f"{source.path}: are these the starts of laps, or the ends? Name the file so"
        raise ReadError(f"{message}: lap_start.csv, lap_end.csv")
    moment = pl.col("timestamp").str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.fZ", time_unit="ms", strict=False
    )
    sorted_ = laps.with_columns(moment.alias("moment")).sort("vehicle_id", "meta_session", "lap")
    step = -1 if "start" in name else 1
    car = ["vehicle_id", "meta_session"]
    other = pl.col("lap").shift(step).over(car) == pl.col("lap") - step
    since = (pl.col("moment") - pl.col("moment").shift(step).over(car)).dt.total_milliseconds()
    ms = (since * step).cast(pl.Float64)
    return sorted_.with_columns(pl.when(other, ms > 0, ms < _LONGEST_S * 1000).then(ms).alias("ms"))


def _sessions(laps: pl.DataFrame) -> list[tuple[pl.DataFrame, str]]:
    parts = laps.partition_by("meta_session", maintain_order=True, as_dict=True)
    return [(frame, _name(str(key[0] or ""))) for key, frame in parts.items()]


def _name(session: str) -> str:
    """Write R1 as Race 1; other sessions as they are called."""
    return f"Race {session[1:]}" if session[:1] == "R" and session[1:].isdecimal() else session


def _table(laps: pl.DataFrame, session: str) -> Table:
    """Make a table of the laps of a session; the number of a car is at the end of its id."""
    number = pl.col("vehicle_id").str.extract(r"-0*([1-9]\d*)$")
    cells = laps.select(
        "line",
        pl.coalesce(number, "vehicle_id").alias("car_number"),
        pl.col("lap").cast(pl.String).alias("lap_number"),
        (pl.col("ms") / 1000).round(3).cast(pl.String).alias("lap"),
        pl.col("timestamp").str.slice(11, 8).alias("time_of_day"),
    )
    return table_of_frame("laps", cells, {"series": "GR Cup", "session": session})


def _findings(source: Source, left: int) -> list[Finding]:
    found = []
    if left:
        message = f"{left} messages are of no lap, sent twice, or have no time"
        found.append(Finding("not-data", message))
    return found + without_end(source)


FORMAT = Format(
    name="gr-cup",
    summary="messages of the GR Cup: lap_time, or the moments of lap_start or lap_end",
    claims=_claims,
    read=_read,
    suffixes=(".csv",),
)
