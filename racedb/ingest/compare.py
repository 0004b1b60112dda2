"""
`racedb compare`: what a file says against what is stored, without loading it.

It is a load that is rolled back, so that names, sessions and cars are found as a load finds them.
A load overwrites neither teams nor crews of cars; here they are compared, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.db.engine import exists, missing
from racedb.db.url import as_text
from racedb.history.diff import Change
from racedb.ingest.load import load
from racedb.ingest.report import FileReport
from racedb.ingest.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import URL

_WORDS = {"changed": "differs", "new": "only in file", "gone": "only stored"}


@dataclass(slots=True)
class Comparison:
    """How one file compares; old of a change is what is stored, new what the file says."""

    report: FileReport
    changes: list[Change] = field(default_factory=list)

    def count(self, what: str) -> int:
        """Count the cars that differ, or are only in the file, or only stored."""
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
    return [_compared(one) for one in report.files]


def _compared(report: FileReport) -> Comparison:
    if report.state == "refused":  # what was found before it was is not all that there is
        return Comparison(report, [])
    found = [*report.changes, *report.conflicts, *report.gone]
    order = {
        session: place for place, session in enumerate(dict.fromkeys(c.session for c in found))
    }
    found.sort(key=lambda change: order[change.session])
    return Comparison(report, [one._replace(what=_WORDS[one.what]) for one in found])
