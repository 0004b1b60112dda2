"""Names of sessions to codes and kinds (design, ruling 7)."""

import pytest

from racedb.ingest.session_names import named_session


@pytest.mark.parametrize(
    ("name", "code", "kind", "part_of"),
    [
        ("Race", "R", "race", None),
        ("Race 2", "R2", "race", None),
        ("Rennen", "R", "race", None),
        ("Rally", "R", "race", None),
        ("Sprint", "SPRINT", "race", None),
        ("Sprint Qualifying", "SQ", "qualifying", None),
        ("Qualifying", "Q", "qualifying", None),
        ("Q2", "Q2", "qualifying", "Q"),
        ("Qualifying 3", "Q3", "qualifying", "Q"),
        ("Free Practice 1", "FP1", "practice", None),
        ("Practice 3", "FP3", "practice", None),
        ("Warm-up", "WU", "warmup", None),
        ("Test", "T", "test", None),
        ("Qualifying GTD Position", "QGP", "qualifying", None),
        ("Feature Race", "FR", "race", None),
        ("Heat 1", "H1", "race", None),
        ("Pre-Qualifying", "PQ", "qualifying", None),
        ("Pre Qualifying", "PQ", "qualifying", None),
        ("Prequalifying", "P-2", "qualifying", None),
        ("Pole Shootout", "PS", "qualifying", None),
        ("Free Practice GT", "FPG", "practice", None),
        ("Warm Up GT", "WUG", "warmup", None),
        ("Test Day", "TD", "test", None),
        ("!!!", "S", "race", None),
    ],
)
def test_a_session_name_has_a_code_and_a_kind(name, code, kind, part_of):
    named = named_session(name, {})

    assert (named.code, named.kind, named.part_of) == (code, kind, part_of)
    assert named.name == name


def test_initials_that_are_taken_get_a_number():
    named = named_session("Qualifying GTD Points", {"QGP": "qualifying gtd position"})

    assert named.code == "QGP-2"


def test_the_same_name_again_is_the_same_session():
    named = named_session("qualifying  gtd position", {"QGP": "qualifying gtd position"})

    assert named.code == "QGP"


def test_initials_that_are_a_standard_code_get_a_number():
    named = named_session("Quiz", {"Q-2": "quarter"})

    assert (named.code, named.kind) == ("Q-3", "race")
