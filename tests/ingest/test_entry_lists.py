"""Lists of entries: of an event to come, of a season, with reserves and drivers to be announced."""

import pytest

CUP = ("--series", "Club Cup", "--season", "2025")
LIST = """No,Class,Team,Car,Driver 1,DRIVER1_LICENSE,Driver 2
7,GT3,Alpha,Lola T70,Ann Berg,Gold,TBA
8,GT3,Beta,Lola T70,Cy Ek,Silver,Bo Dahl
Reserves,,,,,,
9,,Gamma,Lola T70,TBC,,
"""
RESULT = (
    "Pos,No,Driver,Status\n1,7,Ann Berg,Finished\n2,11,Ed Falk,Finished\nWD,9,Flo Gert,Withdrawn\n"
)


def entries(query, *words):
    rows = query("entry-list", *words)
    return [tuple(list(row.values())[2:]) for row in rows]


def test_a_list_for_an_event_makes_entries_and_no_session(load, ask, query, sheet):
    (report,) = load(sheet(LIST, "list.csv"), *CUP, "--event", "Spa Cup")

    assert report["sessions"] == ["Spa Cup 2025, entry list"]
    assert (report["read"], report["new"], report["left_out"]) == (3, 3, [])
    assert ask("SELECT count(*) AS n FROM sessions") == [{"n": 0}]
    assert ask("SELECT count(*) AS n FROM drivers") == [{"n": 3}]
    assert entries(query, "spa") == [
        ("7", "GT3", "Alpha", "Lola T70", 1, "Ann Berg", "Gold", None, None),
        ("8", "GT3", "Beta", "Lola T70", 1, "Cy Ek", "Silver", None, None),
        ("8", "GT3", "Beta", "Lola T70", 2, "Bo Dahl", None, None, None),
        ("9", None, "Gamma", "Lola T70", None, None, None, "reserve", None),
    ]  # fmt: skip
    assert query("did-not-come", "event=spa") == []


def test_who_came_is_said_by_results(load, query, sheet, run, base):
    load(sheet(LIST, "list.csv"), *CUP, "--event", "Spa Cup")
    load(sheet(RESULT), *CUP, "--event", "Spa Cup", "--session", "Race")

    came = {row["car_number"]: row["came"] for row in query("entry-list", "spa")}
    assert came == {"7": "yes", "8": "no", "9": "no", "11": "yes"}
    assert [tuple(row.values()) for row in query("did-not-come", "season=2025")] == [
        ("2025", "Spa Cup", None, "8", "GT3", "Beta", "Lola T70", "Cy Ek / Bo Dahl", None),
        ("2025", "Spa Cup", None, "9", None, "Gamma", "Lola T70", "Flo Gert", "reserve"),
    ]  # fmt: skip
    assert entries(query, "spa", "class=gt3")[0][:2] == ("7", "GT3")
    for number in ("2", "1"):
        assert run("imports", "undo", number, "--db", base).exit_code == 0
    assert query("list-events") == []


@pytest.mark.parametrize(
    ("header", "first", "second", "expected"),
    [
        ("Reserve", "x", "", ["8", "7 reserve"]),
        ("Reserve", "no", "R", ["7", "8 reserve"]),
        ("Class", "Pro", "Reserve list", ["7", "8 reserve"]),
        ("Class", "Pro", "Am", ["7", "8"]),
    ],
)
def test_reserves_are_marked_by_a_column_or_a_class(
    load, query, sheet, header, first, second, expected
):
    text = f"No,Driver,{header}\n7,Ann Berg,{first}\n8,Bo Dahl,{second}\n"
    load(sheet(text, "list.csv"), *CUP, "--event", "Spa Cup")

    found = [(row["car_number"], row["reserve"]) for row in query("entry-list", "spa")]
    assert [" ".join(filter(None, it)) for it in found] == expected


def test_a_later_list_says_who_is_no_reserve_any_more(load, query, sheet):
    load(sheet("No,Driver,Reserve\n9,Ann Berg,\n", "list.csv"), *CUP, "--event", "Spa Cup")
    load(sheet("No,Driver,Reserve,Team\n9,Ann Berg,,Alpha\n", "b.csv"), *CUP, "--event", "Spa Cup")

    assert [(row["team"], row["reserve"]) for row in query("entry-list", "spa")] == [
        ("Alpha", None)
    ]


SEASON = """Entrant,Chassis,No.,Driver name,Rounds
Alpha Racing,Lola T70,7,Ann Berg,All
Alpha Racing,Lola T70,7,Bo Dahl,1-3
Beta,Lola T70,8,TBA,2
"""


def season(query):
    return [tuple(row.values()) for row in query("season-entries", "club cup")]


def test_a_list_of_a_season_has_its_numbers_and_drivers(load, ask, query, sheet, run, base):
    (report,) = load(sheet(SEASON, "entries.csv"), *CUP)

    assert report["sessions"] == ["Club Cup 2025, entries of the season, 3 rows"]
    assert (report["read"], report["new"], report["left_out"]) == (3, 3, [])
    assert season(query) == [
        ("2025", "7", None, "Alpha Racing", "Lola T70", "Ann Berg", None, None, "All"),
        ("2025", "7", None, "Alpha Racing", "Lola T70", "Bo Dahl", None, None, "1-3"),
        ("2025", "8", None, "Beta", "Lola T70", None, None, None, "2"),
    ]  # fmt: skip
    assert ask("SELECT count(*) AS n FROM events") == [{"n": 0}]
    newer = (
        SEASON.replace("TBA,2", "Cy Ek,2")
        .replace("Bo Dahl,1-3\n", "Bo Dahl,1-4\n")
        .replace("Ann Berg", "Di Falk")
    )
    (report,) = load(sheet(newer, "newer.csv"), *CUP)

    assert (report["new"], report["changed"], report["same"]) == (2, 1, 0)
    assert [finding["message"] for finding in report["findings"]] == [
        "an earlier list of the season also has: 7 Ann Berg"
    ]
    assert [row[5] for row in season(query)] == ["Ann Berg", "Bo Dahl", "Di Falk", "Cy Ek"]
    assert run("imports", "diff", "2", "--db", base).stdout.splitlines() == [
        "Club Cup 2025, entries of the season",
        "  car 7: rounds 1-3 -> 1-4",
        "Club Cup 2025",
        "  2 new entered drivers",
    ]  # fmt: skip
    assert load(sheet(SEASON, "entries.csv"), *CUP)[0]["state"] == "applied"
    for number in ("3", "2"):
        assert run("imports", "undo", number, "--db", base).exit_code == 0
    assert [row[5] for row in season(query)] == ["Ann Berg", "Bo Dahl", None]


@pytest.mark.sqlite_only
def test_a_list_of_a_season_may_have_no_teams(load, query, sheet):
    (report,) = load(sheet("No,Driver\n7,Ann Berg\n8,Bo Dahl\n", "entries.csv"), *CUP)

    assert report["sessions"] == ["Club Cup 2025, entries of the season, 2 rows"]
    assert season(query) == [
        ("2025", "7", None, None, None, "Ann Berg", None, None, None),
        ("2025", "8", None, None, None, "Bo Dahl", None, None, None),
    ]


@pytest.mark.parametrize(
    ("text", "args", "message"),
    [
        (SEASON, ("--season", "2025"), "cannot tell which series and event this file belongs to"),
        (SEASON, ("--series", "Cup"), "cannot tell which season and event this file belongs to"),
        (SEASON + "Alpha Racing,Lola T70,7,Ann Berg,2\n", CUP,
         ":5: car 7 is in line 2 with this driver already; fix the file"),
        ("Driver,Team\nAnn Berg,Alpha\n", CUP, "cannot tell which event this file belongs to"),
    ],
    ids=["series", "season", "twice", "no numbers"],
)  # fmt: skip
def test_a_list_that_cannot_be_stored_says_why_in_one_line(run, base, sheet, text, args, message):
    ran = run("load", "--db", base, sheet(text, "list.csv"), *args)

    assert ran.exit_code in (1, 2)
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
