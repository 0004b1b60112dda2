"""Queries are found by the words of a question, and lists by other words for what they list."""

import pytest

from racedb import queries
from racedb.errors import UsageError

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who won?", "wins"),
        ("who won the 1990s", "wins"),
        ("winners", "wins"),
        ("how many wins has Hamilton", "wins"),
        ("results", "classification"),
        ("podium", "driver-career"),
        ("fastest lap", "best-lap-per-driver"),
        ("lap record at Spa", "layout-record"),
        ("champions", "standings"),
        ("laps", "lap-times"),
        ("DNF", "outcomes"),
        ("overtakes", "position-changes"),
        ("did Ann beat Bo", "head-to-head"),
        ("tyres", "stints"),
        ("pit stops", "pit-stops"),
        ("schedule", "calendar"),
        ("tracks", "list-circuits"),
        ("safety car", "race-control"),
    ],
)
def test_a_question_finds_its_query(question: str, name: str) -> None:
    assert queries.about(question)[0].name == name


@pytest.mark.parametrize("question", ["", "xyzzy", "who is the", "Ann Berg"])
def test_a_question_about_nothing_finds_nothing(question: str) -> None:
    assert queries.about(question) == []


def test_a_question_in_place_of_a_name_is_answered_by_names_and_titles() -> None:
    with pytest.raises(UsageError) as refused:
        queries.load("champion")

    assert str(refused.value) == (
        "no query is named 'champion'; these may answer it: standings (Standings of "
        "championships), title-race (Who can still win the title)"
    )


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("standing", "did you mean 'standings'?"),  # a slip is no question
        ("xyzzy", "'racedb query' lists all"),
        ("strintt", "did you mean 'stints'?"),
    ],
)
def test_a_slip_is_corrected(name: str, advice: str) -> None:
    with pytest.raises(UsageError) as refused:
        queries.load(name)

    assert str(refused.value) == f"no query is named {name!r}; {advice}"


@pytest.mark.parametrize(
    ("word", "listed"),
    [
        ("drivers", "drivers"), ("driver", "drivers"), ("Tracks", "circuits"),
        ("makers", "manufacturers"), ("championships", "series"), ("years", "seasons"),
    ],
)  # fmt: skip
def test_lists_have_other_names(word: str, listed: str) -> None:
    assert queries.list_of(word) == f"list-{listed}"


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("driverss", "did you mean 'drivers'?"),
        ("entries", "try racedb query entry-list"),
        ("standings", "try racedb query standings"),
        ("xyzzy", f"known are {', '.join(queries.lists())}"),
    ],
)  # fmt: skip
def test_no_list_has_this_name(word: str, advice: str) -> None:
    with pytest.raises(UsageError) as refused:
        queries.list_of(word)

    assert str(refused.value) == f"there is no list of {word!r}; {advice}"
