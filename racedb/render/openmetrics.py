"""
Numbers for monitoring as OpenMetrics 1.0 text; Prometheus' collector of text files reads it too.

For that collector's sake all are gauges: it knows no type that only OpenMetrics has.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import RaceDBError

if TYPE_CHECKING:
    from racedb.db.inspect import Facts


@dataclass(frozen=True, slots=True)
class Gauge:
    """Numbers of one meaning, told apart by labels."""

    name: str
    """It ends with its unit."""
    means: str
    """One line, for the person who looks at it."""
    samples: Iterable[tuple[Mapping[str, str], float]]
    """Labels and number; nothing is written when there is none."""
    unit: str = ""


def of_database(found: "Facts") -> Iterator[Gauge]:
    """Give what a database is like as numbers."""
    yield _single("racedb_database_size_bytes", "Its file, or all that it has on the server.",
                  found.size_bytes, "bytes")  # fmt: skip
    tables = [({"table": name}, count) for name, count in found.rows.items()]
    yield Gauge("racedb_table_rows", "Rows of each table.", tables, "rows")
    revision = int(found.revision[:4]) if found.revision else None
    yield _single("racedb_schema_revision", "Number of the revision of its schema.", revision)
    last = found.last_import_at.timestamp() if found.last_import_at else None
    yield _single("racedb_last_import_timestamp_seconds", "When an import was applied last.",
                  last, "seconds")  # fmt: skip


def _single(name: str, means: str, value: float | None, unit: str = "") -> Gauge:
    """Make a gauge of one number; of none when it is not known."""
    return Gauge(name, means, [] if value is None else [({}, value)], unit)


def write(gauges: Iterable[Gauge], path: Path) -> None:
    """
    Write a file in one go: whoever reads it meanwhile reads the old one.

    Raises:
        RaceDBError: the file cannot be written.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        new.write_text(text(gauges), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        message = f"{path}: cannot be written: {(error.strerror or str(error)).lower()}"
        raise RaceDBError(message) from None


def text(gauges: Iterable[Gauge]) -> str:
    """Write gauges."""
    return "".join(map(_one, gauges)) + "# EOF\n"


def _one(gauge: Gauge) -> str:
    lines = [f"{gauge.name}{_labels(labels)} {value}\n" for labels, value in gauge.samples]
    if not lines:
        return ""
    unit = f"# UNIT {gauge.name} {gauge.unit}\n" if gauge.unit else ""
    head = f"# HELP {gauge.name} {gauge.means}\n# TYPE {gauge.name} gauge\n{unit}"
    return head + "".join(lines)


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
