"""What became of rows that are about a season: a calendar, standings, a list of entries."""

from collections.abc import Collection
from dataclasses import dataclass, field

from racedb.ingest.upsert import Counts
from racedb.readers.reading import Finding
from racedb.table import Reject


@dataclass(slots=True)
class Written:
    """Counts of rows, and what is to be said of them."""

    counts: Counts = field(default_factory=Counts)
    rejects: list[Reject] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """What the rows are, for the report: 'Formula 1 2025, calendar of 24 rounds'."""

    def count(self, outcomes: Collection[str]) -> None:
        """Count a row of the file by what became of its rows: new, changed, same."""
        self.counts.new += "new" in outcomes
        self.counts.changed += "new" not in outcomes and "changed" in outcomes
        self.counts.same += not {"new", "changed"} & set(outcomes)
