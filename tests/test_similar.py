"""Which names are worth a question, and which are not."""

import pytest

from racedb.names.pairs import compare_things, find_similar, find_similar_things, likely_pairs
from racedb.names.similar import compare_names, is_same_in_a_seat
from racedb.text_keys import fold

QUESTIONS = [
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
    ("Kevin Kirchhöfer", "Kevin Kirchhoefer", 58, ("given name equal", "surname spelled alike")),
    ("Romain Dumal", "Romain Dumas", 54, ("given name equal", "surname a letter off")),
    ("Nelson Pique", "Nelson Pique Jr.", 55, ("same name", "only one is jr")),
    ("Bob Harker", "Robert Harker", 68, ("surname equal", "short form of the given name")),
    ("Bob Harker", "Rob Harker", 68, ("surname equal", "short form of the given name")),
    ("Dick Thoma", "R. Thoma", 70, ("surname equal", "initial fits")),
    ("Maxi Brandt", "Maximilian Brandt", 68, ("surname equal", "short form of the given name")),
    ("Tessy Brandt", "Tessalia Brandt", 68, ("surname equal", "short form of the given name")),
    ("Felipe Albarque", "Filipe Albarque", 62, ("surname equal", "given name a vowel off")),
    ("Marianna Koch", "Marienna Koch", 62, ("surname equal", "given name a vowel off")),
    ("Juan Marti", "Giovanni Marti", 35, ("surname equal", "another form of the given name")),
    ("Allan McNorth", "Allan Mc North", 66, ("blanks differ",)),
    ("Stoffel van Doorn", "Stoffel Vandoorn", 66, ("blanks differ",)),
    ("Giedo vd Gaarde", "Giedo van der Gaarde", 70, ("same name",)),
    ("Miss Nele Kohl", "Nele Kohl", 70, ("same name",)),
    ("Ho Pin Tang", "Hoping Tang", 64, ("surname equal", "given name a letter off")),
    ("Jörg Müller", "Joerg Mueller", 58, ("given name spelled alike", "surname spelled alike")),
    ("J. Müller", "Jörg Mueller", 59, ("initial fits", "surname spelled alike")),
    ("Alain Coudert", "Alain Courdet", 54, ("given name equal", "surname a letter off")),
    ("Diego Diaz Vilar", "Diego Diez Vilar", 60, ("surname equal", "further given names")),
    ("Cheng Congfu", "Cong Fu Cheng", 65, ("names turned round",)),
    ("Martial (Fernand Lacour)", "Fernand Lacour", 60, ("further names",)),
]


@pytest.mark.parametrize(("one", "other", "points", "reasons"), QUESTIONS)
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
        ("A. Dumal", "Alain Dumas"),  # a slip beside a mere initial
    ],
)
def test_two_people_are_no_question(one, other):
    assert compare_names(one, other) is None
    assert compare_names(other, one) is None


def test_pairs_are_found_without_the_name_itself():
    known = [
        fold(name)
        for name in ("Michael Rossetti", "Marco Rossetti", "Ann Berg", "Bo de Kam", "Solo", "B Y")
    ]

    def find(name):
        return sorted(other for _, other in find_similar([fold(name)], known))

    assert find("M. Rossetti") == ["marco rossetti", "michael rossetti"]
    assert find("Michael Rossetti") == []
    assert find("Solo") == []
    assert find("Ann Bergh") == ["ann berg"]
    assert find("Ann Dahl") == []
    assert find("B. de Kam") == ["bo de kam"]
    assert find("Rossetti Michael") == ["michael rossetti"]
    assert find("X Y") == []
    assert find_similar(["a 1"], ["a 1", "ab 1"]) == {}


def test_few_and_many_new_names_find_the_same_pairs():
    """Few are looked for among the names with a word in common only."""
    names = [(one, other) for one, other, *_ in QUESTIONS]
    new, known = ([fold(pair[at]) for pair in names] for at in (0, 1))
    many = find_similar(new + [f"nobody number{n}" for n in range(100)], known)
    few = {}
    for one in new:
        few |= find_similar([one], known)
    assert many == few
    assert set(zip(new, known, strict=True)) <= set(many)
    assert find_similar(known, new) == {(other, one): like for (one, other), like in many.items()}


def test_two_new_names_are_one_pair():
    names = ["ann berg", "a berg"]
    assert list(find_similar(names, names)) == [("a berg", "ann berg")]


def test_a_name_is_compared_with_few_of_many_names():
    keys = [f"{a}given {b}surname" for a in "abcdefghijk" for b in map(str, range(100))]
    assert len(likely_pairs(["agiven 7surname"], keys)) == 37  # of 1,100: those a letter off


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("D. Pipe", "David Pipe", True),
        ("R. Thomas", "Dick Thomas", True),
        ("Richard Thomas", "Dick Thomas", True),
        ("Ann Berg", "ANN BERG", True),
        ("Jürgen Müller", "Juergen Mueller", True),
        ("Manuel Roth", "Manul Rath", False),
        ("D. Pipe", "Rob Pipe", False),
        ("Karl Wendt", "Carl Wendt", False),  # likely, but nothing that a list knows
        ("Ann Berg", "Ann Bergh", False),
        ("Ann Berg Jr.", "Ann Berg", False),
        ("Berg", "Ann Berg", False),
        ("Ann Berg", "Bo Berg", False),
    ],
)
def test_one_seat_has_one_person(one, other, same):
    assert is_same_in_a_seat(one, other) is same
    assert is_same_in_a_seat(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "whole", "like"),
    [
        ("Alpha Tauri", "AlphaTauri", False, (70, ("blanks or marks differ",))),
        ("Cadillac V-Series.R", "Cadillac V-Series R", True, (70, ("blanks or marks differ",))),
        ("Team Penske", "Penske Racing", False, (60, ("same telling words",))),
        ("Circuit de Spa-Francorchamps", "Spa-Francorchamps", False, (60, ("same telling words",))),
        ("Duqueine Engineering", "Duqeine Engineering", False, (55, ("a letter off",))),
        ("Porsche 962", "Porsche 956", True, None),
        ("Kite Racing 31", "Kite Racing 32", False, None),
        ("Team", "Racing", False, None),
        ("Acme Racing", "Acme Works Racing", False, (35, ("further words",))),
        ("Acme Racing", "Acme Works Racing", True, None),
        ("Porsche Racing", "Porsche Team", True, None),
        ("Audi Sport", "BMW", False, None),
    ],
)
def test_names_of_teams_and_cars_are_compared_by_what_tells_them_apart(one, other, whole, like):
    a, b = fold(one), fold(other)
    assert compare_things(a, b, whole=whole) == compare_things(b, a, whole=whole) == like
    assert find_similar_things([a], [a, b], whole=whole) == ({(a, b): like} if like else {})


def test_further_words_are_looked_up_by_a_rare_word_in_either_direction() -> None:
    like = (35, ("further words",))
    names = ["acme delta", "acme", "acme works"]

    found = find_similar_things(["acme"], names, whole=False)

    assert found == {("acme", "acme delta"): like, ("acme", "acme works"): like}
    assert find_similar_things(["acme works"], names, whole=False) == {("acme works", "acme"): like}


def test_a_word_that_very_many_names_have_makes_no_pairs() -> None:
    many = [f"acme {chr(97 + at % 26)}{chr(97 + at // 26)}lta" for at in range(150)]

    assert find_similar_things(["acme"], ["acme", *many], whole=False) == {}
