"""How schedules stand as OpenMetrics 1.0 text: for Prometheus' collector of text files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from racedb.errors import RaceDBError
from racedb.schedule.status import Standing


def write(standings: Iterable[Standing], path: Path) -> None:
    """
    Write a file in one go: whoever reads it meanwhile reads the old one.

    Raises:
        RaceDBError: the file cannot be written.
    """
    new = path.with_name(f".{path.name}.part")
    try:
        new.write_text(text(standings), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        message = f"{path}: cannot be written: {(error.strerror or str(error)).lower()}"
        raise RaceDBError(message) from None


def text(standings: Iterable[Standing]) -> str:
    """Write the metrics; names of schedules are plain, so that no label needs escaping."""
    samples: dict[str, list[str]] = {}
    for one in standings:
        for name, label, value in _samples(one):
            samples.setdefault(name, []).append(f"{name}{{{label}}} {value}\n")
    families = (f"# TYPE {name} gauge\n{''.join(lines)}" for name, lines in samples.items())
    return "".join(families) + "# EOF\n"


def _samples(one: Standing) -> Iterator[tuple[str, str, float]]:
    label = f'schedule="{one.schedule.name}"'
    yield "racedb_schedule_overdue", label, int(one.overdue)
    yield "racedb_schedule_next_due_timestamp_seconds", label, one.next_due.timestamp()
    if one.last:
        outcome = f'{label},outcome="{one.last.outcome}"'
        yield "racedb_schedule_last_run_timestamp_seconds", outcome, one.last.started_at.timestamp()
        yield "racedb_schedule_set_aside_files", label, one.last.set_aside
