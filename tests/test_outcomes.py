"""What a printed word says became of a car."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from racedb.outcomes import Outcome, outcomes

STATUSES = {
    "finished", "retired", "not_started", "withdrawn", "not_qualified", "not_prequalified",
    "disqualified", "excluded", "no_time", "unknown",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "status", "classified", "detail"),
    [
        *((word, "finished", True, None) for word in ("Finished", "Classified", "Running")),
        *((word, "finished", True, None) for word in ("+1 Lap", "+26 Laps", "Lapped", "2 Rdn.")),
        *((word, "finished", False, None) for word in ("NC", "Not classified", "N/C", "n.c.")),
        *((word, "retired", None, None) for word in ("DNF", "Ret", "Ret.", "R", "Abandon", "Rit.")),
        *((word, "retired", None, None) for word in ("ausgefallen", "D.N.F.", "Ausfall")),
        *((word, "not_started", False, None) for word in ("DNS", "Did not start", "RES")),
        *((word, "withdrawn", False, None) for word in ("DNA", "WD", "Withdrew", "Forfait")),
        *((word, "disqualified", False, None) for word in ("DSQ", "DQ", "Disqualified")),
        *((word, "excluded", False, None) for word in ("EX", "EXC", "Excluded")),
        *((word, "not_qualified", False, None) for word in ("DNQ", "107% Rule")),
        *((word, "not_prequalified", False, None) for word in ("DNPQ", "Did not prequalify")),
        *((word, "no_time", None, None) for word in ("no time", "NO  TIME", "ohne Zeit")),
        *((word, "retired", None, word) for word in ("Engine", "Getriebe", "Crevaison", "Cambio")),
        *((word, "retired", None, word) for word in ("Fatal accident", "Driveshaft/clutch")),
        *((word, "retired", None, word) for word in ("Front left wheel", "Out of fuel on lap 3")),
        ("Underweight", "disqualified", False, "Underweight"),
        ("Ret (engine)", "retired", None, "engine"),
        ("DNF - Gearbox", "retired", None, "Gearbox"),
        ("DNF-Gearbox", "retired", None, "Gearbox"),
        ("Retired: clutch", "retired", None, "clutch"),
        ("DSQ (underweight)", "disqualified", False, "underweight"),
        ("DNS foo", "not_started", False, "foo"),
        ("Did not start foo", "not_started", False, "foo"),
        ("D-pillar", "unknown", None, "D-pillar"),
        ("E motor", "retired", None, "E motor"),
        ("Foo (bar)", "unknown", None, "Foo (bar)"),
        ("Blah", "unknown", None, "Blah"),
        ("", "unknown", None, None),
    ],
)
def test_a_word_means_what_it_means_on_a_results_sheet(word, status, classified, detail):
    known = outcomes([word])

    assert known[word] == Outcome(status, classified, detail)


@given(st.lists(st.text(max_size=20)))
def test_every_word_has_an_outcome(words):
    known = outcomes(words)

    assert set(known) == set(words)
    assert {outcome.status for outcome in known.values()} <= STATUSES
