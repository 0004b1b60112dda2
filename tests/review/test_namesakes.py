"""Names that stand for several people, or may do so: no file is refused, somebody is asked."""

import json

import pytest

HEADER = "Pos,No,Driver,Date of birth,Team,Laps\n"
FATHER, SON = "1950-01-02", "1980-03-04"
WHO = "SELECT event, d.slug FROM crews c JOIN drivers d ON d.id = c.driver_id ORDER BY 1, 2"


@pytest.fixture
def season(run, base, file):
    """Load an event of any year."""

    def loaded(text, event, year, *more):
        context = ("--series", "Cup", "--season", str(year), "--event", event, "--session", "Race")
        path = file(text, f"{event}.csv".lower())
        return run(
            "load", path, "--db", base.url, *context, "--date", f"{year}-05-01", *more
        ).exit_code

    return loaded


@pytest.fixture
def questions(review):
    """Return the open questions: score, reasons and slug."""

    def listed():
        found = json.loads(review("list", "--format", "json").stdout)
        return [(it["score"], it["reasons"], it["slug"]) for it in found]

    return listed


def row(born="", number=5, name="Ann Berg", team="Alfa"):
    return f"1,{number},{name},{born},{team},20\n"


@pytest.mark.parametrize(
    ("born", "asked"),
    [
        ("1980-03-05", True),  # a day
        ("1981-03-04", True),  # a year
        ("1980-04-03", True),  # day and month swapped
        ("1980-01-01", True),  # the year alone
        ("1979-12-31", False),
        ("1980-05-04", False),
        ("1982-03-04", False),
    ],
)
@pytest.mark.sqlite_only
def test_birthdays_that_may_be_a_slip_are_asked_about(season, questions, base, born, asked):
    assert season(HEADER + row(SON), "Spring", 2010) == 0
    assert season(HEADER + row(born), "Summer", 2010) == (5 if asked else 0)
    assert base("SELECT count(*) AS n FROM drivers") == [{"n": 2}]
    assert questions() == ([(55, "birthdays nearly the same", "ann-berg")] if asked else [])


@pytest.mark.sqlite_only
def test_a_slip_in_a_birthday_is_merged_and_two_again(season, questions, base, review):
    season(HEADER + row(SON), "Spring", 2010)
    season(HEADER + row("1980-03-05"), "Summer", 2010)
    before = base(WHO)
    assert review("accept", 1).stderr == "review 1: ann-berg-2 is now ann-berg (1 entry moved)\n"
    assert base(WHO) == [{"event": "Spring", "slug": "ann-berg"}, {"event": "Summer", "slug": "ann-berg"}]  # fmt: skip
    assert questions() == []
    assert season(HEADER + row(), "Autumn", 2010) == 0  # one driver has the name again
    assert review("reopen", 1).exit_code == 0
    assert base(WHO)[1:] == before


@pytest.mark.sqlite_only
def test_namesakes_may_be_merged_by_a_file_of_their_slugs(season, base, review, file):
    season(HEADER + row(SON), "Spring", 2010)
    season(HEADER + row("1980-03-05"), "Summer", 2010)
    path = file("name,decision,same_as\nann-berg-2,same,ann-berg\n", "d.csv")
    assert review("apply", path).exit_code == 0
    assert base("SELECT count(*) AS n FROM drivers") == [{"n": 1}]


def test_a_row_goes_to_the_namesake_whom_it_fits(season, questions, base):
    both = HEADER + row(FATHER, team="Fathers") + row(SON, 6, team="Sons").replace("1,6", "2,6")
    assert season(both, "Spring", 2000) == 0
    assert season(HEADER + row(team="Sons", number=9), "Summer", 2000) == 5
    assert base(WHO)[2:] == [{"event": "Summer", "slug": "ann-berg-2"}]
    assert questions() == [(56, "same season, same series, about that time", "ann-berg")]


@pytest.mark.sqlite_only
def test_a_clear_fit_is_no_question(season, questions, base):
    assert season(HEADER + row(FATHER), "Spring", 1980) == 0
    assert season(HEADER + row(SON), "Summer", 2010) == 0
    assert season(HEADER + row(team=""), "Autumn", 2011) == 0  # too long after the father
    assert season(HEADER + row(team=""), "Winter", 1981) == 0  # before the son was of age
    assert base(WHO) == [
        {"event": "Autumn", "slug": "ann-berg-2"}, {"event": "Spring", "slug": "ann-berg"},
        {"event": "Summer", "slug": "ann-berg-2"}, {"event": "Winter", "slug": "ann-berg"},
    ]  # fmt: skip
    assert questions() == []


@pytest.mark.sqlite_only
def test_a_name_that_fits_nobody_is_a_new_driver_s(season, questions, base):
    season(HEADER + row(FATHER), "Spring", 1970)
    season(HEADER + row("1951-05-06"), "Summer", 1970)
    assert season(HEADER + row(), "Autumn", 2020) == 5
    assert base(WHO)[:1] == [{"event": "Autumn", "slug": "ann-berg-3"}]
    assert {slug for _, _, slug in questions()} == {"ann-berg", "ann-berg-2"}


def test_a_person_says_who_of_the_namesakes_it_was(season, base, review):
    both = HEADER + row(FATHER, team="Fathers") + row(SON, 6, team="Sons").replace("1,6", "2,6")
    season(both, "Spring", 2000)
    season(HEADER + row(team="Sons", number=9), "Summer", 2000)
    ran = review("accept", 1, "--as", "ann-berg")
    assert ran.stderr == ("review 1: Ann Berg is ann-berg at 2000-summer (1 entry moved)\n")
    assert base(WHO)[2:] == [{"event": "Summer", "slug": "ann-berg"}]
    season(HEADER + row(team="Sons", number=9).replace(",20", ",21"), "Summer", 2000)
    assert base(WHO)[2:] == [{"event": "Summer", "slug": "ann-berg"}]
    assert review("reopen", 1).exit_code == 0
    assert base(WHO)[2:] == [{"event": "Summer", "slug": "ann-berg-2"}]


@pytest.mark.parametrize(
    ("born", "years", "said", "slugs"),
    [
        ("", (1937, 1996), "drove in 1937 and not again until 1996", ["ann-berg", "ann-berg-2"]),
        ("1950-01-02", (1960, 1970), "10 years old in 1960", ["ann-berg-2", "ann-berg"]),
        ("1920-01-02", (1996, 2004), "84 years old in 2004", ["ann-berg", "ann-berg-2"]),
    ],
)
@pytest.mark.sqlite_only
def test_a_career_of_two_people_is_asked_about_and_split(
    season, questions, base, review, born, years, said, slugs
):
    first, last = years
    season(HEADER + row(born), "Spring", last)
    season(HEADER + row(born), "Summer", first)
    assert questions() == [(45, said, "ann-berg")]
    ran = review("new", 1)
    assert ran.stderr == "Ann Berg is two people: ann-berg and ann-berg-2 (1 entry moved)\n"
    driven = dict(zip(("Summer", "Spring"), slugs, strict=True))
    assert {it["event"]: it["slug"] for it in base(WHO)} == driven
    season(HEADER + row(team="Other"), "Autumn", last)
    assert {it["event"]: it["slug"] for it in base(WHO)}["Autumn"] == driven["Spring"]
    assert review("reopen", 1).exit_code == 0
    assert {it["slug"] for it in base(WHO)} == {"ann-berg"}
    assert review("accept", 1).stderr == "review 1: Ann Berg is one person\n"
    assert questions() == []
    assert season(HEADER + row(team="Other"), "Winter", last) == 0  # it is asked once


def test_a_driver_is_split_without_a_question(season, base, review):
    season(HEADER + row(), "Spring", 2000)
    season(HEADER + row(), "Summer", 2010)
    ran = review("decide", "Ann Berg", "split", "2005")
    assert ran.stderr == "Ann Berg is two people: ann-berg and ann-berg-2 (1 entry moved)\n"
    assert base(WHO) == [{"event": "Spring", "slug": "ann-berg"}, {"event": "Summer", "slug": "ann-berg-2"}]  # fmt: skip
    assert "split" not in review("export").stdout
