"""
Loads, re-loads, corrections, answers to reviews and undos in any order: what is always true.

The counts of an import add up, foreign keys hold, stored facts come from applied imports, corrected
values stay corrected, an undo restores identical rows, and a refusal changes nothing.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from racedb.db.engine import read, write
from racedb.db.url import database_url
from racedb.errors import RaceDBError
from racedb.history import corrections
from racedb.history.undo import undo
from racedb.identity import decisions
from racedb.identity.questions import list_questions
from racedb.ingest.load import load
from racedb.ingest.plan import Settings
from racedb.models import SCHEMA
from racedb.summaries import registry
from tests.ingest.versions import FINAL, LAPS, PROVISIONAL, ask
from tests.refusals import contents

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
    "names.csv": ("Pos,No,Driver,Team\n1,5,A. Berg,Alpha\n2,6,Cyril Ek,Beta\n", "Autumn Race"),
    "crew.csv": ("Pos,No,Drivers,Team\n1,5,Ann Berg / Cy Ek,Omega\n", "Autumn Race"),
}
_CAR = {"event": "2024-summer", "session": "R", "driver": None, "variant": None, "lap": None}
_OF_CAR = (
    " JOIN entries e ON e.id = f.entry_id JOIN events v ON v.id = e.event_id "
    "JOIN sessions s ON s.id = f.session_id "
    "WHERE v.slug = '2024-summer' AND e.variant = 1 AND s.code = "
)
CORRECTIONS = (  # table, names, value, a query for it and its answer while it is in force
    (
        "results", {**_CAR, "car": "8"}, {"points": "17"},
        f"SELECT f.points FROM results f{_OF_CAR}'R' AND e.car_number = '8'", 17,
    ),
    (
        "results", {**_CAR, "car": "33"}, {"best_lap_us": "1:59.000"},
        f"SELECT f.best_lap_us FROM results f{_OF_CAR}'R' AND e.car_number = '33'", 119_000_000,
    ),
    (
        "results", {**_CAR, "car": "7", "session": "Q"}, {"position": "2"},
        f"SELECT f.position FROM results f{_OF_CAR}'Q' AND e.car_number = '7'", 2,
    ),
    (
        "laps", {**_CAR, "car": "12", "lap": 2}, {"lap_us": "2:00.001"},
        f"SELECT f.lap_us FROM laps f{_OF_CAR}'R' AND e.car_number = '12' AND f.number = 2",
        120_001_000,
    ),
    (
        "entries", {**_CAR, "car": "7", "session": None}, {"entrant_name": "Alpha by Omega"},
        (
            "SELECT e.entrant_name FROM entries e JOIN events v ON v.id = e.event_id "
            "WHERE v.slug = '2024-summer' AND e.variant = 1 AND e.car_number = '7'"
        ),
        "Alpha by Omega",
    ),
    ("results", {**_CAR, "car": "7"}, {"position": "-2"}, "", None),
    ("results", {**_CAR, "car": "404"}, {"position": "2"}, "", None),
)  # fmt: skip
_FACTS = ("results", "laps", "pit_stops")


class Step(NamedTuple):
    """What was done, how it is undone, and the contents of the database before."""

    kind: str
    number: int
    before: dict[str, list[str]]

    def __repr__(self):
        """Leave the rows out, so that a failed history is readable."""
        return f"{self.kind} {self.number}"


class History(RuleBasedStateMachine):
    """One database, and the steps that made it what it is."""

    url: str

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        for name, (text, _) in FILES.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.steps = []
        self.by_hand = False
        """A person undid a step of his own, which leaves revisions."""
        self.empty()

    def empty(self):
        """Delete all rows: every example begins with an empty database."""
        with write(database_url(self.url)) as connection:
            for table in reversed(SCHEMA.sorted_tables):
                connection.execute(table.delete())

    def teardown(self):
        """Delete the files."""
        shutil.rmtree(self.folder)

    @initialize(names=st.sampled_from([(), ("names.csv",), ("names.csv", "crew.csv")]))
    def begin(self, names):
        """Begin with a race, and sometimes with another one whose names resemble its names."""
        for name in ("provisional.csv", *names):
            self.load(name, prune=False, day="")

    def did(self, kind, number, before):
        """Remember a step."""
        self.steps.append(Step(kind, number, before))

    def refused(self, action):
        """Do it in a transaction; return why it was refused, which must change nothing."""
        before = contents(self.url)
        try:
            with write(database_url(self.url)) as connection:
                self.result = action(connection)
        except RaceDBError as error:
            assert contents(self.url) == before
            return str(error)
        return ""

    @rule(
        name=st.sampled_from(sorted(FILES)),
        prune=st.booleans(),
        day=st.sampled_from(["", "2024-06-01", "2024-06-02"]),
    )
    def load(self, name, prune, day):
        """Load a file; a dry run before it reports the same and stores nothing."""
        before = contents(self.url)
        session = FILES[name][1]
        event = "Autumn" if "Autumn" in session else "Summer"
        given = {"series": "Cup", "season": "2024", "event": event, "session": session}
        given |= {"date": day} if day else {}
        asked = Settings(prune=prune)
        (dry,) = load(
            [self.folder / name], self.url, given, Settings(prune=prune, dry_run=True)
        ).files
        assert contents(self.url) == before
        (report,) = load([self.folder / name], self.url, given, asked).files
        assert report.state != "refused", report.message
        assert (report.changes, report.gone) == (dry.changes, dry.gone)
        if report.state == "same":
            assert contents(self.url) == before
        else:
            self.did("import", report.import_id, before)

    @rule(which=st.sampled_from(CORRECTIONS))
    def correct(self, which):
        """Correct a value of a row, if it exists."""
        before = contents(self.url)
        known = {number for (number,) in ask(self.url, "SELECT id FROM corrections")}
        why = self.refused(lambda it: corrections.correct(it, *which[:3], "protest", "steward"))
        assert why or which[3]  # the last two are never possible
        if why:
            return
        (one,) = self.result
        if one.id in known:  # it replaces the first one, which no step can restore
            self.steps.clear()
        else:
            self.did("correction", one.id, before)

    @precondition(lambda self: ask(self.url, "SELECT id FROM reviews WHERE state = 'open'"))
    @rule(data=st.data())
    def answer(self, data):
        """Answer that a name is a known one, or that it is not."""
        before = contents(self.url)
        with write(database_url(self.url)) as connection:
            asked = list_questions(connection)
        if not asked:  # by now it is known to be somebody else
            return
        one = data.draw(st.sampled_from(asked), label="question")
        is_known = data.draw(st.booleans(), label="is the known one")
        if not self.refused(
            lambda it: (
                decisions.accept(it, one.review, one.slug, "steward")
                if is_known
                else decisions.mark_different(it, one.review, "steward")
            )
        ):
            self.did("answer", one.review, before)

    @precondition(lambda self: self.steps)
    @rule()
    def undo_the_last_step(self):
        """Restore the identical rows; only steps of people leave revisions."""
        step = self.steps.pop()
        match step.kind:
            case "import":
                undo(database_url(self.url), step.number)
            case "correction":
                assert not self.refused(lambda it: corrections.remove(it, step.number))
            case "answer":
                assert not self.refused(lambda it: decisions.reopen(it, step.number))
        now = contents(self.url)
        assert {**now, "revisions": []} == {**step.before, "revisions": []}
        if step.kind == "import" and not self.by_hand:
            assert now == step.before
        self.by_hand |= step.kind != "import"

    @precondition(lambda self: any(step.kind == "import" for step in self.steps[:-1]))
    @rule(data=st.data())
    def undo_an_older_import(self, data):
        """Be refused and change nothing, unless nothing depends on it."""
        imports = [step for step in self.steps[:-1] if step.kind == "import"]
        step = data.draw(st.sampled_from(imports), label="import")
        now, why = contents(self.url), ""
        try:
            undo(database_url(self.url), step.number)
        except RaceDBError as error:
            why = str(error)
        if why:
            assert "cannot be undone: " in why
            assert contents(self.url) == now
        else:  # later steps do not depend on it: their state before is no longer known
            self.steps.clear()

    @precondition(lambda self: self.undone())
    @rule()
    def undo_twice(self):
        """Be refused."""
        with pytest.raises(RaceDBError, match="already undone"):
            undo(database_url(self.url), self.undone()[0][0])

    def undone(self):
        """Return the loads that were undone."""
        return ask(self.url, "SELECT id FROM imports WHERE state = 'undone' AND reader <> 'review'")

    @invariant()
    def corrections_are_in_force(self):
        """A corrected value stays, whatever was loaded since."""
        made = ask(self.url, "SELECT table_name, column_name, row_key FROM corrections")
        for table, names, values, question, answer in CORRECTIONS:
            for of, column, key in made:
                of_car = (json.loads(key) if isinstance(key, str) else key)["car"] == names["car"]
                if question and of_car and (of, column) == (table, *values):
                    assert {value for (value,) in ask(self.url, question)} <= {answer}

    @invariant()
    def counts_add_up(self):
        """A row that was read is new, changed, the same or rejected."""
        assert (
            ask(
                self.url,
                "SELECT id FROM imports "
                "WHERE rows_read <> rows_new + rows_changed + rows_same + rows_rejected",
            )
            == []
        )

    @invariant()
    def facts_come_from_applied_imports(self):
        """No fact names an undone import."""
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
    def every_reference_exists(self):
        """Foreign keys hold; PostgreSQL lets nothing else in."""
        if not self.url.startswith("postgresql"):
            assert ask(self.url, "PRAGMA foreign_key_check") == []

    @invariant()
    def summaries_are_what_the_facts_give(self):
        """Every summary follows from the facts."""
        with read(database_url(self.url)) as connection:
            assert list(registry.verify(connection)) == []

    @invariant()
    def every_alias_has_a_driver(self):
        """Names of drivers lead to drivers that exist."""
        assert (
            ask(
                self.url,
                "SELECT text FROM aliases WHERE kind = 'driver' "
                "AND target_id NOT IN (SELECT id FROM drivers)",
            )
            == []
        )


def test_any_history_can_be_undone(migrated_url):
    class Here(History):
        url = migrated_url

    count = 4 if migrated_url.startswith("postgresql") else 8
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=count, stateful_step_count=16, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
