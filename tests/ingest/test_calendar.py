"""A calendar: events and rounds before anything happens there, and what results make of them."""

import pytest

CALENDAR = """Round,Event,Circuit,Country,Dates,Notes
1,Season Opener,Nowhere Ring,Finland,14-16 March,
2,Spa Cup,"Circuit de Spa-Francorchamps, Stavelot",Belgium,21 March,
3,TBC,TBC,,TBC,
,Night Race,Imola,Italy,16-18 May,Cancelled
"""
CUP = ("--series", "Club Cup", "--season", "2025")
RESULT = "Pos,No,Driver,Laps,Time\n1,7,Ann Berg,20,40:01.5\n2,8,Bo Dahl,20,+2.5\n"
RACE = (*CUP, "--session", "Race")
ROUNDS = (
    "SELECT ro.number, e.name, CAST(e.starts_on AS text) AS starts, CAST(e.ends_on AS text) AS ends, "
    "c.name AS circuit, c.country, e.state FROM rounds AS ro JOIN events AS e ON e.id = ro.event_id "
    "LEFT JOIN circuits AS c ON c.id = e.circuit_id ORDER BY ro.number IS NULL, ro.number, e.id"
)


def rounds(ask):
    return [tuple(row.values()) for row in ask(ROUNDS)]


def test_a_calendar_makes_a_season_with_its_rounds(load, ask, query, sheet):
    (report,) = load(sheet(CALENDAR, "calendar.csv"), *CUP)

    assert (report["read"], report["new"], report["notes"], report["findings"]) == (4, 4, [], [])
    assert report["sessions"] == ["Club Cup 2025, calendar of 3 rounds, and 1 called off"]
    assert report["created"] == {"circuits": 3, "events": 4, "rounds": 4, "seasons": 1, "series": 1}
    assert report["cells"]["read"] == 19
    assert rounds(ask) == [
        (1, "Season Opener", "2025-03-14", "2025-03-16", "Nowhere Ring", "FI", "scheduled"),
        (2, "Spa Cup", "2025-03-21", "2025-03-21", "Spa-Francorchamps", "BE", "scheduled"),
        (3, "Round 3", None, None, None, None, "scheduled"),
        (None, "Night Race", "2025-05-16", "2025-05-18", "Imola", "IT", "cancelled"),
    ]  # fmt: skip
    assert [(row["round"], row["event"], row["state"]) for row in query("calendar", "club cup")] == [
        (1, "Season Opener", "scheduled"), (2, "Spa Cup", "scheduled"), (3, "Round 3", "scheduled"),
        (None, "Night Race", "cancelled"),
    ]  # fmt: skip
    assert [row["events"] for row in query("list-seasons")] == [4]


@pytest.mark.parametrize(
    "about",
    [
        ("--event", "season opener"),
        ("--round", "1", "--event", "The Opening Race"),
        ("--event", "The Opening Race", "--date", "2025-03-15"),
        ("--event", "Season Opener", "--date", "2025-10-18"),
        ("--round", "1"),
    ],
    ids=["name", "round", "day", "postponed", "round alone"],
)
def test_results_find_the_event_of_the_calendar(load, ask, query, sheet, about):
    load(sheet(CALENDAR, "calendar.csv"), *CUP)

    (report,) = load(sheet(RESULT), *RACE, *about)

    assert report["created"] == {"drivers": 2, "entries": 2, "sessions": 1}
    (first, *_) = rounds(ask)
    days = ("2025-10-18",) * 2 if "2025-10-18" in about else ("2025-03-14", "2025-03-16")
    assert (first[0], first[2:]) == (1, (*days, "Nowhere Ring", "FI", None))
    assert [row["state"] for row in query("calendar", "club cup")][:2] == ["held", "scheduled"]


def test_results_do_not_change_what_a_calendar_brought(load, sheet, run, base):
    load(sheet(CALENDAR, "calendar.csv"), *CUP)
    before = run("imports", "diff", "1", "--db", base).stdout
    load(sheet(RESULT), *RACE, "--event", "season opener")

    after = run("imports", "diff", "1", "--db", base).stdout
    of_results = run("imports", "diff", "2", "--db", base).stdout

    assert before == after == "Club Cup 2025\n  4 new rounds\n"
    assert "round" not in of_results


def test_a_newer_calendar_moves_what_has_not_happened(load, ask, sheet, run, base):
    load(sheet(CALENDAR, "calendar.csv"), *CUP)
    newer = (
        "Round,Event,Circuit,Dates\n1,Spa Cup,Spa,14 March\n2,Season Opener,Nowhere Ring,21-23 March\n"
        "3,Night Race,Imola,16-18 May\n4,Finale,Zolder,October 4\n"
    )
    (report,) = load(sheet(newer, "newer.csv"), *CUP)

    assert (report["new"], report["changed"], report["same"]) == (1, 3, 0)
    assert [finding["message"] for finding in report["findings"]] == [
        "an earlier calendar of Club Cup 2025 also has: Round 3"
    ]
    assert [row[:4] for row in rounds(ask)] == [
        (1, "Spa Cup", "2025-03-14", "2025-03-14"),
        (2, "Season Opener", "2025-03-21", "2025-03-23"),
        (3, "Round 3", None, None),
        (3, "Night Race", "2025-05-16", "2025-05-18"),
        (4, "Finale", "2025-10-04", "2025-10-04"),
    ]  # fmt: skip
    shown = run("imports", "diff", "2", "--db", base)
    assert shown.stdout.splitlines() == [
        "Spa Cup 2025",
        "  begins 2025-03-21 -> 2025-03-14, ends 2025-03-21 -> 2025-03-14, number 2 -> 1",
        "Season Opener 2025",
        "  begins 2025-03-14 -> 2025-03-21, ends 2025-03-16 -> 2025-03-23, number 1 -> 2",
        "Night Race 2025",
        "  state cancelled -> scheduled, number none -> 3",
        "Club Cup 2025",
        "  1 new round",
    ]  # fmt: skip
    again = load(sheet(CALENDAR, "calendar.csv"), *CUP)
    assert (again[0]["state"], again[0]["changed"]) == ("applied", 3)


def test_undo_takes_a_calendar_back(load, ask, sheet, run, base):
    load(sheet(CALENDAR, "calendar.csv"), *CUP)
    load(sheet(RESULT), *RACE, "--event", "Spa Cup")

    refused = run("imports", "undo", "1", "--db", base)
    assert refused.exit_code == 1
    assert "import 2 (race.csv) changed its rows; undo 2 first" in refused.stderr
    assert run("imports", "undo", "2", "--db", base).exit_code == 0
    assert [row[-1] for row in rounds(ask)] == ["scheduled", "scheduled", "scheduled", "cancelled"]
    assert run("imports", "undo", "1", "--db", base).exit_code == 0
    assert ask("SELECT count(*) AS n FROM events") == [{"n": 0}]
    assert ask("SELECT count(*) AS n FROM seasons") == [{"n": 0}]


def test_an_event_that_took_place_is_completed_and_not_contradicted(load, ask, sheet):
    load(sheet(RESULT), *RACE, "--event", "Season Opener", "--date", "2025-03-16")
    load(sheet(RESULT, "b.csv"), *RACE, "--event", "Spa Cup", "--round", "9", "--date", "2025-03-23",
         "--circuit", "Zolder")  # fmt: skip
    load(sheet(RESULT, "c.csv"), *RACE, "--event", "Imola", "--circuit", "Imola")
    text = CALENDAR.replace("21 March", "28 March")

    (report,) = load(sheet(text, "calendar.csv"), *CUP, exit_code=5)

    assert (report["new"], report["changed"], report["same"]) == (1, 2, 1)
    assert [finding["message"] for finding in report["findings"]] == [
        "line 3: Spa Cup 2025 was on 2025-03-23; the calendar says on 2025-03-28: left out",
        ("line 3: Spa Cup 2025 was at another circuit; the calendar says at Circuit de "
            "Spa-Francorchamps: left out"),
        "line 3: Spa Cup 2025 was round 9; the calendar says round 2: left out",
        "line 5: Night Race 2025 has results; the calendar says cancelled: left out",
    ]  # fmt: skip
    assert rounds(ask) == [
        (1, "Season Opener", "2025-03-14", "2025-03-16", "Nowhere Ring", "FI", None),
        (3, "Round 3", None, None, None, None, "scheduled"),
        (9, "Spa Cup", "2025-03-23", "2025-03-23", "Zolder", "BE", None),
        (None, "Night Race", "2025-05-16", "2025-05-18", "Imola", "IT", None),
    ]  # fmt: skip


def test_a_meeting_of_several_rounds_is_one_event_and_a_second_visit_another(load, ask, sheet):
    text = "Round,Event,Date\n1,Spa,3 May\n2,Spa,4 May\n3,Zolder,1 June\n4,Spa,20 September\n5,Hills,\n"
    (report,) = load(sheet(text, "calendar.csv"), *CUP)

    assert (report["new"], report["same"]) == (4, 1)
    assert [finding["message"] for finding in report["findings"]] == [
        "line 3: Spa is the event of line 2, and one round"
    ]
    assert [row[:3] for row in rounds(ask)] == [
        (1, "Spa", "2025-05-03"), (3, "Zolder", "2025-06-01"), (4, "Spa", "2025-09-20"), (5, "Hills", None),
    ]  # fmt: skip
    load(sheet(RESULT), *CUP, "--session", "Race 2", "--event", "Spa", "--round", "2")
    assert ask("SELECT count(*) AS n FROM events") == [{"n": 4}]
    assert load(sheet(text + "\n", "again.csv"), *CUP, exit_code=5)[0]["new"] == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("Nowhere Ring,7 May", "2025-05-07"),
        ("Nowhere Ring,", "2025-05-03"),
        (",3 May", "2025-05-03"),
    ],
    ids=["near days", "no day", "no circuit"],
)
def test_a_round_that_got_another_name_is_the_same_event(load, ask, sheet, row, day):
    header = "Round,Event,Circuit,Date\n"
    load(sheet(f"{header}1,Spring Cup,Nowhere Ring,3 May\n", "calendar.csv"), *CUP)

    (report,) = load(sheet(f"{header}1,Sponsor Cup,{row}\n", "b.csv"), *CUP)

    assert (report["new"], report["changed"], report["findings"]) == (0, 1, [])
    assert rounds(ask) == [(1, "Sponsor Cup", day, day, "Nowhere Ring", None, "scheduled")]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("row", "added"),
    [
        ("Zolder,3 May", ("2025-05-03", "2025-05-03", "Zolder", "BE", "scheduled")),
        ("Nowhere Ring,20 September", ("2025-09-20", "2025-09-20", "Nowhere Ring", None, "scheduled")),
    ],
    ids=["circuit", "days"],
)  # fmt: skip
def test_a_round_of_another_name_and_place_or_time_is_another_event(load, ask, sheet, row, added):
    header = "Round,Event,Circuit,Date\n"
    load(sheet(f"{header}1,Spring Cup,Nowhere Ring,3 May\n", "calendar.csv"), *CUP)

    (report,) = load(sheet(f"{header}1,Sponsor Cup,{row}\n", "b.csv"), *CUP)

    assert (report["new"], report["changed"]) == (1, 0)
    assert [finding["message"] for finding in report["findings"]] == [
        "an earlier calendar of Club Cup 2025 also has: Spring Cup"
    ]
    assert rounds(ask) == [
        (1, "Spring Cup", "2025-05-03", "2025-05-03", "Nowhere Ring", None, "scheduled"),
        (1, "Sponsor Cup", *added),
    ]


@pytest.mark.sqlite_only
def test_the_number_of_an_event_that_took_place_stays_with_it(load, ask, sheet):
    load(sheet(RESULT), *RACE, "--event", "Spa Cup", "--round", "1", "--date", "2025-05-03")
    load(sheet("Round,Event,Date\n2,Hills,1 June\n", "calendar.csv"), *CUP)

    (report,) = load(sheet("Round,Event,Date\n1,Hills,8 June\n", "b.csv"), *CUP)

    assert (report["new"], report["changed"]) == (0, 1)
    assert [row[:4] for row in rounds(ask)] == [
        (1, "Spa Cup", "2025-05-03", "2025-05-03"),
        (2, "Hills", "2025-06-08", "2025-06-08"),
    ]


@pytest.mark.sqlite_only
def test_a_calendar_without_days_completes_the_circuit_of_what_took_place(load, ask, sheet):
    load(sheet(RESULT), *RACE, "--event", "Spa Cup", "--round", "1", "--date", "2025-05-03")

    text = "Round,Event,Circuit\n1,Spa Cup,Zolder\n"
    (report,) = load(sheet(text, "calendar.csv"), *CUP)

    assert (report["new"], report["changed"], report["findings"]) == (0, 1, [])
    assert rounds(ask) == [(1, "Spa Cup", "2025-05-03", "2025-05-03", "Zolder", "BE", None)]


@pytest.mark.parametrize(
    ("text", "args", "message"),
    [
        (CALENDAR, ("--season", "2025"),
         ("cannot tell which series this file belongs to; try: racedb load {path} "
         '{db}--season 2025 --series "<Club Cup>"   (or a [[load]] in manifest.toml)')),
        (CALENDAR, ("--series", "Cup"), "cannot tell which season this file belongs to; "),
        (CALENDAR, RACE, ("holds the rounds of a season, which are of no session ('Race' is given); "
         "leave out --session, or say with --columns what it holds")),
        (CALENDAR.replace("3,TBC", "2,Third Race"), CUP,
         ("round 2 is there twice: 'Third Race', and 'Spa Cup' in line 3; "
         "fix the file, or accept the valid rows with --max-rejects 1")),
        (CALENDAR.replace("21 March", "2023-03-21"), CUP,
         "Spa Cup: 2023-03-21 is outside the season 2025; "),
        ("Round,Event,Circuit\nX,-,TBA\n1,Spa Cup,Spa\n2,Night Race,Imola\n", CUP, "names neither an event nor a circuit nor a round"),
    ],
    ids=["series", "season", "session", "twice", "year", "nothing"],
)  # fmt: skip
def test_a_calendar_that_cannot_be_stored_says_why_in_one_line(
    run, base, sheet, text, args, message
):
    path = sheet(text, "calendar.csv")

    ran = run("load", "--db", base, path, *args)

    assert ran.exit_code in (1, 2)
    assert message.format(path=path, db=f"--db {base} " if "sqlite" in base else "") in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_days_that_nobody_can_read_are_notes(load, ask, sheet):
    text = "Round,Event,Start date,End date\n1,Spa Cup,soon,\n2,Night Race,1 May,3 May\n3,Hills,4 May,5 May\n"
    (report,) = load(sheet(text, "calendar.csv"), *CUP, exit_code=5)

    assert [note["message"] for note in report["notes"]] == [
        "starts_on: 'soon' is not a day or a range of days"
    ]
    assert [row[1:4] for row in rounds(ask)] == [
        ("Spa Cup", None, None), ("Night Race", "2025-05-01", "2025-05-03"), ("Hills", "2025-05-04", "2025-05-05"),
    ]  # fmt: skip
    (report,) = load(
        sheet(text, "b.csv"), "--series", "Winter Cup", "--season", "Winter", exit_code=5
    )
    assert report["notes"][1]["message"] == (
        "starts_on: '1 May' is not a day or a range of days; --season says of which year"
    )


def test_columns_that_a_person_names_make_a_calendar(load, ask, sheet):
    load(
        sheet("1;Spa;2025-05-03\n2;Zolder;2025-06-01\n", "c.csv"),
        *CUP,
        "--columns",
        "round,event,date",
    )

    assert [row[:3] for row in rounds(ask)] == [
        (1, "Spa", "2025-05-03"),
        (2, "Zolder", "2025-06-01"),
    ]


def test_explain_shows_a_calendar(run, sheet):
    ran = run("load", "--explain", sheet(CALENDAR, "calendar.csv"), *CUP)

    assert "Table 1: a calendar, 4 rows in lines 2 to 5, header in line 1" in ran.stdout
    assert "14-16 March | 21 March | TBC" in ran.stdout
    assert "session" not in ran.stdout
