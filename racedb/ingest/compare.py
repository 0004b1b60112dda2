"""
`racedb compare`: compare what a file states with what is stored, without loading it.

A comparison is a load that is rolled back, so that it finds names, sessions and cars like a load.
It also compares what a load would leave as it is: teams, classes, cars and crews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.db.engine import exists, missing
from racedb.db.url import as_text
from racedb.history.diff import Change
from racedb.ingest.load import load
from racedb.ingest.plan import Settings
from racedb.ingest.report import FileReport

if TYPE_CHECKING:
    from sqlalchemy import URL

_WORDS = {"changed": "differs", "new": "only in file", "gone": "only stored"}


@dataclass(slots=True)
class Comparison:
    """How one file compares: the old values of its changes are stored, the new ones in the file."""

    report: FileReport
    changes: list[Change] = field(default_factory=list)

    def count(self, what: str) -> int:
        """Count the cars that 'differs', 'only in file' or 'only stored' is about."""
        return len({change.car for change in self.changes if change.what == what})


def compare(
    paths: Sequence[Path], url: "URL", given: Mapping[str, str], settings: Settings
) -> list[Comparison]:
    """
    Compare files with what is stored.

    Args:
        paths: files, or folders with a manifest or a known dump.
        url: the database.
        given: context from the command line.
        settings: how to read.

    Raises:
        UsageError: there is no such database, or the command line is wrong.
    """
    if not exists(url):
        raise missing(url)
    report = load(paths, as_text(url), given, settings._replace(dry_run=True, again=True))
    return [_comparison(one) for one in report.files]


def _comparison(report: FileReport) -> Comparison:
    if report.state == "refused":  # what it found until then would not be all
        return Comparison(report)
    found = [*report.changes, *report.conflicts, *report.gone]
    sessions = dict.fromkeys(change.session for change in found)
    order = {session: number for number, session in enumerate(sessions)}
    found.sort(key=lambda change: order[change.session])
    return Comparison(report, [one._replace(what=_WORDS[one.what]) for one in found])
