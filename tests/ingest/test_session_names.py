"""Names of sessions to codes and kinds (design, ruling 7)."""

import pytest

from racedb.ingest.session_names import is_numbered_race, named_session


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
        ("SQ1", "SQ1", "qualifying", "SQ"),
        ("Race Stage 2", "RS2", "other", "R"),
        ("Qualifying 3", "QUALI3", "qualifying", None),
        ("2nd Qualifying", "QUALI2", "qualifying", None),
        ("Sprint Qualifying 2", "SQUALI2", "qualifying", None),
        ("SS", "SQ", "qualifying", None),
        ("2nd Race", "R2", "race", None),
        ("Race Two", "R2", "race", None),
        ("Race II", "R2", "race", None),
        ("Race #2", "R2", "race", None),
        ("Race No. 2", "R2", "race", None),
        ("Race 2 of 3", "R2", "race", None),
        ("2. Rennen", "R2", "race", None),
        ("Second Practice", "FP2", "practice", None),
        ("Qualifying Race", "QR", "race", None),
        ("Qualifikationsrennen", "Q-2", "race", None),
        ("Race 2 Qualifying", "R2Q", "qualifying", None),
        ("24 Hours", "2H", "race", None),
        ("Night Practice", "NP", "practice", None),
        ("A-Main", "AM", "race", None),
        ("Session 1", "S1", "other", None),
        ("Group Q", "GQ", "other", None),
        ("SS4", "S4", "other", None),
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
        ("!!!", "S", "other", None),
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

    assert (named.code, named.kind) == ("Q-3", "other")


@pytest.mark.parametrize(
    ("code", "is_one"), [("R2", True), ("R", False), ("RH", False), ("FP2", False)]
)
def test_a_race_with_a_number_is_one_of_several(code, is_one):
    assert is_numbered_race(code) is is_one
