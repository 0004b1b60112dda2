"""
Loads, re-loads, corrections and undos in any order: what always holds.

The counts of an import add up, foreign keys hold, what is stored came from an import in force, an
undo gives back the identical rows, and a refusal changes nothing.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from racedb.db.url import database_url
from racedb.errors import RaceDBError
from racedb.ingest.load import Settings, load
from racedb.ingest.undo import undo
from racedb.models import Base
from tests.ingest.versions import FINAL, LAPS, PROVISIONAL, ask, dump
from tests.refusals import change

_OTHER = "Pos,No,Driver,Team\n1,7,Ann Berg,Omega\n2,55,Cy Ek,Alpha\n"
_SHARED = "Pos,No,Driver,Team,Laps,Points\n5,7,Ann Berg,Alpha,10,{0}\n5,7,Bo Dahl,Alpha,10,{0}\n"
FILES = {
    "provisional.csv": (PROVISIONAL, "Race"),
    "final.csv": (FINAL, "Race"),
    "appeal.csv": (FINAL.replace("DSQ,,8", "4,3,8"), "Race"),
    "laps.csv": (LAPS, "Race"),
    "corrected-laps.csv": (LAPS.replace("1:58.250", "1:58.150"), "Race"),
    "points.csv": ("No,Points\n7,26\n8,3\n", "Race"),
    "qualifying.csv": (
        "Pos,No,Driver,Q1,Q2\n1,8,Cy Ek,2:00.1,1:59.1\n2,7,Al Berg,2:00.2,\n",
        "Qualifying",
    ),
    "shared.csv": (_SHARED.format(2), "Sprint"),
    "shared-again.csv": (_SHARED.format(1), "Sprint"),
    "other.csv": (_OTHER, "Race 2"),
}
_FACTS = ("results", "laps", "pit_stops")


class History(RuleBasedStateMachine):
    """One database, and what it held before the last import."""

    url: str

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        for name, (text, _) in FILES.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.before = []  # of every import in force: its number, and the dump before it
        self.empty()

    def empty(self):
        """Take everything out, for every example begins with nothing."""
        for table in reversed(Base.metadata.sorted_tables):
            change(self.url, f"DELETE FROM {table.name}")

    def teardown(self):
        """Take the files away."""
        shutil.rmtree(self.folder)

    @rule(
        name=st.sampled_from(sorted(FILES)),
        prune=st.booleans(),
        day=st.sampled_from(["", "2024-06-01", "2024-06-02"]),
    )
    def load(self, name, prune, day):
        """Load a file; the dry run before it tells the same and keeps nothing."""
        before = dump(self.url)
        given = {"series": "Cup", "season": "2024", "event": "Summer", "session": FILES[name][1]}
        given |= {"date": day} if day else {}
        asked = Settings(prune=prune)
        (dry,) = load(
            [self.folder / name], database_url(self.url), given, Settings(prune=prune, dry_run=True)
        ).files
        assert dump(self.url) == before
        (report,) = load([self.folder / name], database_url(self.url), given, asked).files
        assert report.state != "refused", report.message
        assert (report.changes, report.gone) == (dry.changes, dry.gone)
        if report.state == "same":
            assert dump(self.url) == before
        else:
            self.before.append((report.import_id, before))

    @precondition(lambda self: self.before)
    @rule()
    def undo_the_last(self):
        """Get the identical rows back."""
        number, before = self.before.pop()
        undo(database_url(self.url), number)
        assert dump(self.url) == before

    @precondition(lambda self: len(self.before) > 1)
    @rule(data=st.data())
    def undo_an_older_one(self, data):
        """Be refused and change nothing, unless nothing was built on it."""
        place = data.draw(st.integers(0, len(self.before) - 2))
        now, why = dump(self.url), ""
        try:
            undo(database_url(self.url), self.before[place][0])
        except RaceDBError as error:
            why = str(error)
        if why:
            assert "cannot be undone: import" in why
            assert dump(self.url) == now
        else:  # what came later stands by itself, maybe on what is older still: none is the last
            self.before.clear()

    @precondition(lambda self: self.before)
    @rule()
    def undo_twice(self):
        """Be refused."""
        undone = ask(self.url, "SELECT id FROM imports WHERE state = 'undone'")
        for (number,) in undone[:1]:
            with pytest.raises(RaceDBError, match="undone already"):
                undo(database_url(self.url), number)

    @invariant()
    def counts_add_up(self):
        """What was read is new, changed, same or rejected."""
        assert (
            ask(
                self.url,
                "SELECT id FROM imports "
                "WHERE rows_read <> rows_new + rows_changed + rows_same + rows_rejected",
            )
            == []
        )

    @invariant()
    def facts_come_from_imports_in_force(self):
        """Nothing of an undone import is left."""
        for table in _FACTS:
            assert (
                ask(
                    self.url,
                    f"SELECT imports.id FROM {table} JOIN imports ON imports.id = import_id "
                    "WHERE state <> 'applied'",
                )
                == []
            )

    @invariant()
    def every_reference_is_there(self):
        """Foreign keys hold; PostgreSQL lets nothing else in."""
        if not self.url.startswith("postgresql"):
            assert ask(self.url, "PRAGMA foreign_key_check") == []

    @invariant()
    def every_alias_names_somebody(self):
        """Names lead to drivers that are there."""
        assert (
            ask(
                self.url,
                "SELECT text FROM aliases WHERE kind = 'driver' "
                "AND target_id NOT IN (SELECT id FROM drivers)",
            )
            == []
        )


def test_any_history_can_be_taken_back(migrated_url):
    class Here(History):
        url = migrated_url

    count = 6 if migrated_url.startswith("postgresql") else 12
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=count, stateful_step_count=12, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
