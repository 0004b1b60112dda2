"""Printed standings are stored beside results, by round and competitor, and never become results."""

import pytest

CUP = ("--series", "Club Cup", "--season", "2025")
TABLE = """Pos,Driver,Nat,Spa,Zolder,Wins,Points
1,Ann Berg,SWE,1P F,2,1,43
2,Bo Dahl,,2,Ret,,18
NC,Cy Ek,,DNS,17†,0,0
"""
RESULT = "Pos,No,Driver,Laps,Time\n1,7,Ann Berg,20,40:01.5\n2,8,Bo Dahl,20,+2.5\n"


def stored(ask, columns="round, position, name, points, wins, line"):
    return [
        tuple(row.values())
        for row in ask(
            f"SELECT {columns} FROM (SELECT ps.*, coalesce(d.name, t.name, m.name) AS name "
            "FROM printed_standings AS ps LEFT JOIN drivers AS d ON d.id = ps.driver_id "
            "LEFT JOIN teams AS t ON t.id = ps.team_id "
            "LEFT JOIN manufacturers AS m ON m.id = ps.manufacturer_id) AS named ORDER BY id"
        )
    ]


def test_standings_find_the_drivers_of_results(load, ask, query, sheet):
    load(sheet(RESULT), *CUP, "--session", "Race", "--event", "Spa Cup", "--round", "1")

    (report,) = load(sheet(TABLE, "standings after round 2.csv"), *CUP)

    assert report["sessions"] == ["Club Cup 2025, standings of drivers after round 2, 3 rows"]
    assert (report["read"], report["new"], report["created"]) == (3, 3, {"drivers": 1})
    assert (report["left_out"], report["notes"]) == ([], [])
    assert stored(ask) == [
        (2, 1, "Ann Berg", 43, 1, 2), (2, 2, "Bo Dahl", 18, None, 3), (2, None, "Cy Ek", 0, 0, 4),
    ]  # fmt: skip
    assert ask("SELECT count(*) AS n FROM results") == [{"n": 2}]
    assert ask("SELECT count(*) AS n FROM sessions") == [{"n": 1}]
    assert [tuple(row.values()) for row in query("printed-standings", "club cup", "2025", "of=drivers")] == [
        ("Club Cup", "2025", "driver", None, 2, 1, "Ann Berg", 43, 1, "Ann Berg"),
        ("Club Cup", "2025", "driver", None, 2, 2, "Bo Dahl", 18, None, "Bo Dahl"),
        ("Club Cup", "2025", "driver", None, 2, None, "Cy Ek", 0, 0, "Cy Ek"),
    ]  # fmt: skip


def test_without_a_round_the_final_table_is_shown_and_else_the_last(load, query, sheet):
    load(sheet(TABLE, "standings 1.csv"), *CUP, "--round", "1")
    load(sheet(TABLE.replace(",43", ",61"), "standings 2.csv"), *CUP, "--round", "2")

    def points(*words):
        return [row["points"] for row in query("printed-standings", "club cup", *words)]

    assert (points(), points("round=1")) == ([61, 18, 0], [43, 18, 0])
    load(sheet(TABLE.replace(",43", ",99"), "standings.csv"), *CUP)
    assert (points(), points("round=2"), points("of=teams")) == ([99, 18, 0], [61, 18, 0], [])


def test_a_newer_table_changes_what_it_states_until_it_is_undone(load, ask, sheet, run, base):
    load(sheet(TABLE, "standings.csv"), *CUP)
    newer = (
        "Pos,Driver,Spa,Zolder,Points\n1,Ann Berg,1,2,40\n2,Bo Dahl,2,Ret,18\n3,Di Falk,3,3,30\n"
    )

    (report,) = load(sheet(newer, "standings b.csv"), *CUP)

    assert (report["new"], report["changed"], report["same"]) == (1, 1, 1)
    assert [finding["message"] for finding in report["findings"]] == [
        "an earlier table of these standings also has: Cy Ek"
    ]
    assert stored(ask, "position, name, points, wins") == [
        (1, "Ann Berg", 40, 1), (2, "Bo Dahl", 18, None), (None, "Cy Ek", 0, 0), (3, "Di Falk", 30, None),
    ]  # fmt: skip
    assert run("imports", "diff", "2", "--db", base).stdout.splitlines() == [
        "Club Cup 2025, standings of drivers, Ann Berg",
        "  points 43 -> 40",
        "Club Cup 2025",
        "  1 new printed standing",
    ]
    assert load(sheet(TABLE, "standings.csv"), *CUP)[0]["changed"] == 1
    for number in ("3", "2"):
        assert run("imports", "undo", number, "--db", base).exit_code == 0
    assert stored(ask, "name, points") == [("Ann Berg", 43), ("Bo Dahl", 18), ("Cy Ek", 0)]
    assert run("imports", "undo", "1", "--db", base).exit_code == 0
    assert stored(ask) == []


def test_the_round_is_that_of_the_event_in_the_title(load, ask, sheet):
    load(sheet("Round,Event\n1,Spa Grand Prix\n2,Imola Grand Prix\n", "calendar.csv"), *CUP)
    page = f"Standings after the Imola Grand Prix\n\n{TABLE}"

    load(sheet(page, "a.csv"), *CUP)

    assert stored(ask, "DISTINCT round, of, id") == [
        (2, "driver", 1),
        (2, "driver", 2),
        (2, "driver", 3),
    ]


def test_constructors_are_told_by_their_engines_and_a_repeated_row_is_one(load, ask, sheet):
    text = (
        "Pos,Constructor,Engine,R1,R2,Points\n1,Cooper,climax,1,2,14\n1,Cooper,climax,3,4,14\n"
        "2,Ferrari,ferrari,5,3,6\n3,Cooper,maserati,7,8,1\n,Cooper,,9,10,\n"
    )
    (report,) = load(sheet(text, "standings.csv"), *CUP)

    assert (report["read"], report["new"], report["same"]) == (5, 4, 1)
    assert stored(ask, "of, position, name, points") == [
        ("team", 1, "Cooper-Climax", 14), ("team", 2, "Ferrari", 6), ("team", 3, "Cooper-Maserati", 1),
        ("team", None, "Cooper", None),
    ]  # fmt: skip


def test_classes_manufacturers_and_pairs_of_drivers(load, ask, query, sheet):
    makers = "Pos,Manufacturer,R1,R2,Pts\n1,Ford,25,18,43\n"
    pairs = "Pos,Class,Drivers,R1,R2,Pts\n1,Pro,Ann Berg / Bo Dahl,25,18,43\n1,Am,Cy Ek,9,9,18.5\n"

    load(sheet(makers, "m.csv"), *CUP)
    (report,) = load(sheet(pairs, "p.csv"), *CUP)

    assert (report["read"], report["new"]) == (2, 2)
    assert stored(ask, "of, name, points") == [
        ("manufacturer", "Ford", 43), ("driver", "Ann Berg", 43), ("driver", "Bo Dahl", 43),
        ("driver", "Cy Ek", 18.5),
    ]  # fmt: skip
    assert ask("SELECT count(*) AS n FROM cars") == [{"n": 0}]
    assert [(row["class"], row["name"]) for row in query("printed-standings", "club cup", "class=am")] == [
        ("Am", "Cy Ek")
    ]  # fmt: skip


def test_a_name_of_two_drivers_is_the_one_of_the_season_and_asked_about(load, ask, sheet):
    for season, born in (("1975", "1950-01-01"), ("2025", "1990-01-01")):
        text = f"Pos,No,Driver,DOB,Laps,Time\n1,7,Ann Berg,{born},20,40:01.5\n"
        about = (
            "--season",
            season,
            "--event",
            "Spa",
            "--date",
            f"{season}-05-01",
            "--session",
            "Race",
        )
        load(sheet(text, f"{season}.csv"), "--series", "Club Cup", *about)

    (report,) = load(sheet(TABLE, "standings.csv"), *CUP)
    about = ("--series", "Hill Cup", "--season", "2025")
    (doubtful,) = load(sheet(TABLE, "hill standings.csv"), *about, exit_code=5)

    assert report["created"] == {"drivers": 2}
    assert ask(
        "SELECT CAST(d.born_on AS text) AS born FROM printed_standings AS ps "
        "JOIN drivers AS d ON d.id = ps.driver_id WHERE ps.position = 1 ORDER BY ps.id LIMIT 1"
    ) == [{"born": "1990-01-01"}]
    assert [finding["message"] for finding in doubtful["findings"]] == [
        "'Ann Berg' is the name of several drivers; load results of the season before them"
    ]


@pytest.mark.parametrize(
    ("name", "text", "args", "message"),
    [
        ("standings", TABLE, ("--series", "Cup"), "cannot tell which season this file belongs to; try: "),
        ("standings", TABLE, ("--season", "2025"), "cannot tell which series this file belongs to; try: "),
        ("standings", TABLE, (*CUP, "--session", "Race"),
         "holds standings of a season, which are of no session ('Race' is given); leave out --session"),
        ("standings", TABLE, (*CUP, "--event", "Monza"),
         ("cannot tell which round 'Monza' is, after which these standings are: Club Cup 2025 has no "
         "such event with a number; --round says it")),
        ("standings", TABLE + "4,Ann Berg,,,,,7\n", CUP,
         ":5: 'Ann Berg' is in line 2 of these standings already, with other values; fix the file"),
        ("standings", TABLE + "4,,,,,,7\n", CUP, ":5: names nobody who is ranked; fix the file"),
    ],
    ids=["season", "series", "session", "event", "twice", "nobody"],
)  # fmt: skip
def test_standings_that_cannot_be_stored_say_why_in_one_line(
    run, base, sheet, name, text, args, message
):
    ran = run("load", "--db", base, sheet(text, f"{name}.csv"), *args)

    assert ran.exit_code in (1, 2)
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_explain_shows_standings(run, sheet):
    ran = run("load", "--explain", sheet(TABLE, "standings after round 2.csv"), *CUP)

    assert "Table 1: standings of a season, 3 rows in lines 2 to 4, header in line 1" in ran.stdout
    assert "left out: a round of the season" in ran.stdout
    assert "round     2 (the name of the file)" in ran.stdout
    assert "--session" not in ran.stdout


RACE = """Pos,No,Driver,Team,Car,Laps
1,7,Juan Fangio,Team Lotus,Lotus 25,20
2,8,Carlos Sainz,Cooper,Cooper T51,20
3,9,Max Stolz,Haas,Haas VF-18,20
"""


def test_who_is_printed_with_other_words_is_one_of_the_season(load, ask, sheet):
    load(sheet(RACE), *CUP, "--session", "Race", "--event", "Spa Cup", "--round", "1")
    drivers = "Pos,Driver,Points\n1,Juan Manuel Fangio,9\n2,Carlos Sainz Jr.,6\n3,Stolz,4\n4,Jos Stolz,3\n"
    teams = "Pos,Team,Engine,Points\n1,Lotus,Climax,9\n2,Cooper,Climax,6\n3,Haas F1 Team,,4\n4,Lola,,3\n"

    (of_drivers,) = load(sheet(drivers, "driver standings.csv"), *CUP)
    (of_teams,) = load(sheet(teams, "team standings.csv"), *CUP)

    assert (of_drivers["created"], of_teams["created"]) == ({"drivers": 2}, {"teams": 1})
    assert stored(ask, "position, name, printed_name") == [
        (1, "Juan Fangio", "Juan Manuel Fangio"), (2, "Carlos Sainz", "Carlos Sainz Jr."),
        (3, "Stolz", "Stolz"), (4, "Jos Stolz", "Jos Stolz"),
        (1, "Team Lotus", "Lotus"), (2, "Cooper", "Cooper"), (3, "Haas", "Haas F1 Team"),
        (4, "Lola", "Lola"),
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_a_name_of_two_drivers_of_the_season_is_neither_by_its_words(load, ask, sheet):
    two = "Pos,No,Driver,Laps\n1,7,Ann Maria Berg,20\n2,8,Ann Sofia Berg,20\n"
    load(sheet(two), *CUP, "--session", "Race", "--event", "Spa Cup", "--round", "1")

    load(sheet("Pos,Driver,Points\n1,Ann Berg,9\n", "standings.csv"), *CUP, exit_code=5)

    assert stored(ask, "position, name, points") == [(1, "Ann Berg", 9)]
