"""
Metrics as OpenMetrics 1.0 text, which the textfile collector of Prometheus reads too.

All metrics are gauges: that collector knows none of the types that only OpenMetrics has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.render import destination

if TYPE_CHECKING:
    from racedb.db.inspect import Facts


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric: numbers with one meaning, distinguished by labels."""

    name: str
    """Ends with the unit."""
    help: str
    """One line for the person who looks at it."""
    samples: Iterable[tuple[Mapping[str, str], float]]
    """Labels and number; a gauge without samples is not written."""
    unit: str = ""


def of_database(found: "Facts") -> Iterator[Gauge]:
    """Yield size, rows, revision and last import of a database."""
    yield _single("racedb_database_size_bytes", "Size of its file, or on the server.",
                  found.size_bytes, "bytes")  # fmt: skip
    tables = [({"table": name}, count) for name, count in found.rows.items()]
    yield Gauge("racedb_table_rows", "Rows of each table.", tables, "rows")
    revision = int(found.revision[:4]) if found.revision else None
    yield _single("racedb_schema_revision", "Number of the revision of its schema.", revision)
    last = found.last_import_at.timestamp() if found.last_import_at else None
    yield _single("racedb_last_import_timestamp_seconds", "When the last import was applied.",
                  last, "seconds")  # fmt: skip


def _single(name: str, help_: str, value: float | None, unit: str = "") -> Gauge:
    """Return a gauge with one sample; with none if the value is not known."""
    return Gauge(name, help_, [] if value is None else [({}, value)], unit)


def write(gauges: Iterable[Gauge], path: Path) -> None:
    """
    Replace a file by the gauges, atomically.

    Raises:
        RaceDBError: the file cannot be written.
    """
    with destination(path) as stream:
        stream.write("".join([*map(_text, gauges), "# EOF\n"]).encode())


def _text(gauge: Gauge) -> str:
    lines = [f"{gauge.name}{_labels(labels)} {value}\n" for labels, value in gauge.samples]
    if not lines:
        return ""
    unit = f"# UNIT {gauge.name} {gauge.unit}\n" if gauge.unit else ""
    head = f"# HELP {gauge.name} {gauge.help}\n# TYPE {gauge.name} gauge\n{unit}"
    return head + "".join(lines)


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
