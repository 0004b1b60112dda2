"""Two sources that spell the crew of one car otherwise: seat by seat joined, or asked about."""

import json

import pytest

HEADER = "Pos,No,Drivers,Team,Laps\n"
LAPS = "No,Driver,Lap,Lap Time\n5,{0},1,1:45.0\n5,{0},2,1:39.1\n"
CREW = "SELECT driver FROM crews WHERE event = 'Summer' AND car_number = '5' ORDER BY seat"


def race(*crews):
    """Return a classification: (car number, crew) of each car."""
    return HEADER + "".join(
        f"{n},{car},{crew},Team {car},20\n" for n, (car, crew) in enumerate(crews, 1)
    )


@pytest.fixture
def crew(base):
    """Return the crew of car 5 of the event."""
    return lambda: [row["driver"] for row in base(CREW)]


@pytest.fixture
def asked(review):
    """Return who is in question: the two names, in the order of the alphabet."""

    def pairs():
        found = json.loads(review("list", "--format", "json").stdout)
        return [tuple(sorted((it["name"], it["resembles"]))) for it in found]

    return pairs


KNOWN = {
    "a short form": ("Dick Thomas", "Richard Thomas"),
    "an initial": ("Dick Thomas", "R. Thomas"),
    "of an initial": ("R. Thomas", "Dick Thomas"),
    "umlauts": ("Jürgen Müller", "Juergen Mueller"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_name_that_is_known_elsewhere_doubles_no_crew(load, base, crew, asked, name):
    stored, known = KNOWN[name]
    load(race((9, known)), "Spring")
    load(race((5, f"{stored} / Bo Dahl")), "Summer", session="Qualifying")

    load(race((5, f"Bo Dahl / {known}")), "Summer")

    assert sorted(crew()) == sorted(["Bo Dahl", stored])
    assert base(
        "SELECT drivers FROM classification WHERE event = 'Summer' AND session = 'Race'"
    ) == [{"drivers": f"Bo Dahl / {stored}"}]
    assert asked() == [tuple(sorted((stored, known)))]


@pytest.mark.sqlite_only
def test_such_a_name_means_the_driver_of_the_car_in_laps_and_in_a_shorter_list(load, base, crew):
    load(race((9, "Richard Thomas")), "Spring")
    load(race((5, "Dick Thomas / Bo Dahl / Cy Ek")), "Summer", session="Qualifying")
    load(LAPS.format("Richard Thomas"), "Summer")

    load(race((5, "Bo Dahl / Richard Thomas")), "Summer")

    assert crew() == ["Bo Dahl", "Dick Thomas", "Cy Ek"]
    assert base("SELECT DISTINCT driver FROM lap_times") == [{"driver": "Dick Thomas"}]
    assert base("SELECT drivers FROM classification WHERE event = 'Spring'") == [
        {"drivers": "Richard Thomas"}
    ]


@pytest.mark.sqlite_only
def test_the_answer_makes_the_two_one_and_two_again(load, base, crew, review, asked):
    load(race((9, "Richard Thomas")), "Spring")
    load(race((5, "Dick Thomas / Bo Dahl")), "Summer", session="Qualifying")
    load(race((5, "Richard Thomas / Bo Dahl")), "Summer")
    both = "SELECT drivers FROM classification ORDER BY event, session"
    before = base(both)
    assert before == [
        {"drivers": it}
        for it in ("Richard Thomas", "Dick Thomas / Bo Dahl", "Dick Thomas / Bo Dahl")
    ]

    assert review("accept", "1").exit_code == 0
    assert [len(crew()), asked()] == [2, []]
    assert len({it["drivers"].split(" / ")[0] for it in base(both)}) == 1
    assert review("reopen", "1").exit_code == 0
    assert base(both) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("known", "summer"),
    [
        # both raced against each other, which one file says
        (race((9, "Richard Thomas"), (8, "Dick Thomas")), ()),
        # the other one drives in this event, too
        (race((9, "Cy Ek")), ((9, "Richard Thomas"),)),
    ],
    ids=["in another event", "in this event"],
)  # fmt: skip
def test_who_is_certainly_somebody_else_drove_the_car(load, crew, asked, known, summer):
    load(known, "Spring")
    load(race((5, "Dick Thomas / Bo Dahl"), *summer), "Summer", session="Qualifying")

    load(race((5, "Richard Thomas / Bo Dahl")), "Summer")

    assert sorted(crew()) == ["Bo Dahl", "Dick Thomas", "Richard Thomas"]
    assert asked() == []


@pytest.mark.sqlite_only
def test_names_that_people_decided_about_mean_whom_they_say(load, crew, review, file):
    path = file("name,decision,same_as\nRichard Thomas,same,Rick Thomas\n", "d.csv")
    assert review("apply", path).exit_code == 0
    load(race((5, "Dick Thomas / Bo Dahl")), "Summer", session="Qualifying")

    load(race((5, "Richard Thomas / Bo Dahl")), "Summer")

    assert sorted(crew()) == ["Bo Dahl", "Dick Thomas", "Rick Thomas"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("stored", "named", "pairs"),
    [
        ("Richard Thomas", ["R. Thomas", "Richard Thomas"], []),
        ("Robert Thomas", ["R. Thomas", "Bob Thomas"],
         [("R. Thomas", "Robert Thomas"), ("Bob Thomas", "Robert Thomas")]),
    ],
    ids=["one is named himself", "both may be he"],
)  # fmt: skip
def test_two_whom_one_list_names_in_a_car_are_two(load, base, asked, stored, named, pairs):
    load(race((5, f"{stored} / Bo Dahl")), "Summer", session="Qualifying")

    load(race((5, " / ".join(named))), "Summer")

    assert base("SELECT drivers FROM classification WHERE session = 'Race'") == [
        {"drivers": " / ".join(named)}
    ]
    assert sorted(asked()) == sorted(pairs)


@pytest.mark.sqlite_only
def test_an_initial_of_another_short_form_in_one_car_is_asked_about(load, crew, review):
    load(race((5, "Richard Thomas / Bo Dahl")), "Summer", session="Qualifying")

    load(race((5, "B. Dahl / D. Thomas")), "Summer")

    assert sorted(crew()) == ["Bo Dahl", "D. Thomas", "Richard Thomas"]
    (question,) = json.loads(review("list", "--format", "json").stdout)
    assert (question["name"], question["resembles"]) == ("D. Thomas", "Richard Thomas")
    assert question["reasons"].startswith("surname equal in one car, same team, same car number")


@pytest.mark.sqlite_only
def test_another_birthday_in_a_seat_is_another_driver(load, base):
    born = "Pos,No,Driver,DOB,Team,Laps\n1,5,{},{},Alfa,20\n"
    load(born.format("Dick Thomas", "1950-01-02"), "Summer", session="Qualifying")
    load(born.format("R. Thomas", "1975-03-04"), "Summer")
    assert base("SELECT name FROM drivers ORDER BY name") == [
        {"name": "Dick Thomas"}, {"name": "R. Thomas"},
    ]  # fmt: skip


@pytest.mark.sqlite_only
@pytest.mark.parametrize("text", ["R. Thomas", "DICK THOMAS", "Thomas"])
def test_the_best_lap_was_driven_by_one_of_the_crew(load, base, text):
    load(
        f"Pos,No,Drivers,Team,Laps,Best Lap,Best Lap Driver\n1,5,Dick Thomas / Bo Dahl,T,20,1:40.0,{text}\n",
        "Summer",
    )
    assert base("SELECT d.name FROM results r JOIN drivers d ON d.id = r.best_lap_driver_id") == [
        {"name": "Dick Thomas"}
    ]
    assert base("SELECT count(*) AS n FROM drivers") == [{"n": 2}]


@pytest.mark.sqlite_only
def test_a_best_lap_by_one_of_two_or_by_nobody_of_the_crew(load, base):
    header = "Pos,No,Drivers,Team,Laps,Best Lap,Best Lap Driver\n"
    load(
        header + "1,5,Ann Berg / Al Berg,T,20,1:40.0,A. Berg\n2,7,Cy Ek,T,20,1:41.0,Bo Dahl\n",
        "Summer",
    )
    assert base(
        "SELECT d.name FROM results r JOIN drivers d ON d.id = r.best_lap_driver_id ORDER BY r.position"
    ) == [{"name": "A. Berg"}, {"name": "Bo Dahl"}]


# ---- cars without a number -----------------------------------------------------------------------

NUMBERED = "Pos,No,Driver,Team,Laps\n1,44,Lew Hamil,Merc,20\n2,63,George Russell,Will,20\n,5,Sebastian Vett,Aston,3\n"
PLAIN = "Pos,Driver,Team,Laps,Points\n1,Lew Hamil,Mercedes,20,25\n2,George Russel,Williams,20,18\n,S. Vett,Aston,3,0\n"
RESULTS = "SELECT car_number, drivers, position, points FROM classification ORDER BY row_order"


@pytest.mark.parametrize(
    ("texts", "kept"),
    [((NUMBERED, PLAIN), "George Russell"), ((PLAIN, NUMBERED), "George Russel")],
    ids=["after", "before"],
)
def test_a_list_without_numbers_doubles_no_car_whose_driver_is_spelt_otherwise(
    load, base, review, asked, texts, kept
):
    """The one is in the same place, the other one in the same team."""
    for name, text in zip(("one", "other"), texts, strict=True):
        assert load(text, "Summer", "--session", "Race", session=name).exit_code in (0, 5)

    cars = [("44", 1, 25), ("63", 2, 18), ("5", None, 0)]
    found = base(RESULTS)
    assert [(it["car_number"], it["position"], it["points"]) for it in found] == cars
    assert sorted(asked()) == [("George Russel", "George Russell"), ("S. Vett", "Sebastian Vett")]
    for number in (1, 2):
        assert review("accept", number).exit_code == 0
    assert [it["drivers"] for it in base(RESULTS)] == ["Lew Hamil", kept, "Sebastian Vett"]
    assert base("SELECT count(*) AS n FROM drivers") == [{"n": 3}]


@pytest.mark.sqlite_only
def test_a_list_without_numbers_may_name_somebody_else_in_a_place(load, base):
    load(NUMBERED, "Summer")
    load(
        "Pos,Driver,Team,Laps\n2,Bo Dahl,Beta,20\n3,George Russel,Gamma,19\n",
        "Summer",
        session="race",
    )
    assert base("SELECT count(*) AS n FROM entries") == [{"n": 5}]


def test_a_car_without_a_number_may_get_one_that_another_car_has(load, base):
    """The laps name the driver of the one, and the number of the other."""
    load("Pos,No,Driver,Team,Laps\n1,1,Max Ver,Red,2\n2,16,Cha Lec,Fer,2\n", "Summer")
    load("Pos,Driver,Team,Laps\n1,V1,Bull,2\n2,L16,Rari,2\n", "Summer", session="race")

    laps = load(
        "No,Driver,Lap,Lap Time\n1,V1,1,1:45.0\n16,L16,1,1:46.0\n1,V1,2,1:44.0\n",
        "Summer",
        session="Practice",
    )

    assert laps.exit_code == 0, laps.stderr
    assert base(
        "SELECT car_number, variant, crew_names FROM entries ORDER BY car_number, variant"
    ) == [
        {"car_number": "1", "variant": 1, "crew_names": "Max Ver"},
        {"car_number": "1", "variant": 2, "crew_names": "V1"},
        {"car_number": "16", "variant": 1, "crew_names": "Cha Lec"},
        {"car_number": "16", "variant": 2, "crew_names": "L16"},
    ]
    assert base(
        "SELECT car_number, driver, lap_number AS lap FROM lap_times ORDER BY car_number, lap"
    ) == [
        {"car_number": "1", "driver": "V1", "lap": 1},
        {"car_number": "1", "driver": "V1", "lap": 2},
        {"car_number": "16", "driver": "L16", "lap": 1},
    ]
