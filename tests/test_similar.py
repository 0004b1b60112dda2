"""Which names are worth a question, and which are not."""

import pytest

from racedb.names import similar
from racedb.names.similar import SimilarNames, compare_names
from racedb.text_keys import fold


@pytest.mark.parametrize(
    ("one", "other", "points", "reasons"),
    [
        ("M. Rossetti", "Michael Rossetti", 70, ("surname equal", "initial fits")),
        ("JP Moreno", "Juan Pablo Moreno", 70, ("surname equal", "initial fits")),
        ("Alex Brandt", "Alexandre Brandt", 68, ("surname equal", "short form of the given name")),
        ("Tom Kister", "Thomas Kister", 68, ("surname equal", "short form of the given name")),
        ("Carl Wendt", "Karl Wendt", 69, ("surname equal", "given name spelled alike")),
        ("Philipp Eng", "Filip Eng", 69, ("surname equal", "given name spelled alike")),
        ("Micheal Ammer", "Michael Ammer", 64, ("surname equal", "given name a letter off")),
        ("Stefan Ortel", "Stéphane Ortel", 64, ("surname equal", "given name a letter off")),
        ("Alba Negrao", "Alba Funari Negrao", 60, ("surname equal", "further given names")),
        ("Dan Junca", "Dan Junca Perez", 60, ("further names",)),
        ("Neel Janik", "Janik Neel", 65, ("names turned round",)),
        ("Kevin Kirchhöfer", "Kevin Kirchhoefer", 58, ("given name equal", "surname a letter off")),
        ("Romain Dumal", "Romain Dumas", 54, ("given name equal", "surname a letter off")),
        ("Nelson Pique", "Nelson Pique Jr.", 55, ("same name", "only one is jr")),
    ],
)
def test_a_question_is_worth_it(one, other, points, reasons):
    for a, b in ((one, other), (other, one)):
        found = compare_names(a, b)
        assert found is not None
        assert (found.points, found.reasons) == (points, reasons)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mario Andres", "Marco Andres"),  # another letter is another name
        ("Ralf Schuster", "Michael Schuster"),
        ("Mick Schuster", "Michael Schuster"),
        ("R. Schuster", "Michael Schuster"),
        ("Jean-Paul Bodin", "Jean-Pierre Bodin"),
        ("Jan Magnus", "Kevin Magnus"),
        ("Nelson Pique Sr.", "Nelson Pique Jr."),
        ("Romain Dumas", "Romain Dubois"),
        ("Ann Lux", "Ann Lax"),  # too short for a slip
        ("Ann Berg", "Cy Ek"),
        ("Senna", "Ayrton Senna"),  # a lone surname says too little
        ("Rolf Weber", "Ralf Weber"),
    ],
)
def test_two_people_are_no_question(one, other):
    assert compare_names(one, other) is None
    assert compare_names(other, one) is None


def test_the_index_finds_the_likest_first_and_not_the_name_itself():
    index = SimilarNames(
        map(fold, ("Michael Rossetti", "Marco Rossetti", "Ann Berg", "Bo de Kam", "Solo"))
    )
    found = index.find(fold("M. Rossetti"))
    assert [key for key, _ in found] == ["marco rossetti", "michael rossetti"]
    assert index.find("michael rossetti") == []
    assert index.find("solo") == []
    assert [key for key, _ in index.find("ann bergh")] == ["ann berg"]
    assert index.find("ann dahl") == []
    assert [key for key, _ in index.find("b de kam")] == ["bo de kam"]
    assert [key for key, _ in index.find("rossetti michael")] == ["michael rossetti"]


def test_a_name_is_compared_with_few_of_many_names(monkeypatch):
    keys = [f"given{a} surname{b}" for a in range(100) for b in range(100)]
    index = SimilarNames(keys)
    compared = []
    monkeypatch.setattr(similar, "compare_names", lambda one, other: compared.append(other))
    assert index.find("given7 surname7") == []
    # The 99 of the same surname, and of the same given name those whose surname is near.
    assert len(compared) == 99 + 99
    compared.clear()
    assert index.find("given7 somebody") == []
    assert compared == []
