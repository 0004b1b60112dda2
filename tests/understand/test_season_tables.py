"""Calendars and standings are known by all their headers; results stay results."""

import pytest

from racedb.table import Table
from racedb.understand.calendars import is_nobody, state_in
from racedb.understand.other_tables import refusal
from racedb.understand.tables import table_from_grid

pytestmark = pytest.mark.sqlite_only


def table(text: str, heading: str = "", file: str = "") -> Table:
    rows = [(n, line.split(",")) for n, line in enumerate(text.split("/"), start=1)]
    found = table_from_grid(rows, heading=heading, file=file)
    assert found is not None
    return found.table


def fields(found: Table) -> str:
    return " ".join(str(column.field) for column in found.columns)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Round,Grand Prix,Circuit,Race date/1,Bahrain,Sakhir,2 March", "round event circuit date"),
        ("Rd,Race,Track/1,Season Opener,Spa/2,Night Race,Zolder", "round event circuit"),
        ("Race,Event,Dates/1,Spa Cup,1-2 May/2,Zolder Cup,TBC", "round event date"),
        ("Race,Date,Venue/1 May,1,Spa/2 May,2,Zolder", "date None circuit"),
        ("#,Datum,Strecke,Land/1,1. Mai,Spa,Belgien", "round date circuit country"),
        ("Date Start,Date End,Meeting Name,Year/2025-03-14,2025-03-16,Melbourne GP,2025",
         "starts_on ends_on event season"),
        ("Round,Date,Country,Time,Status/1,1 May,Belgium,14:00,Cancelled",
         "round date event None event_state"),
        ("Rnd,Event,Date,Date/1,Spa Cup,1 May,2 May", "round event date None"),
    ],
)  # fmt: skip
def test_a_calendar_is_known_by_its_headers(text: str, expected: str) -> None:
    found = table(text)

    assert (found.kind, fields(found)) == ("calendar", expected)


@pytest.mark.parametrize(
    "text",
    [
        "Round,Grand Prix,Winner,Date/1,Spa,Ann Berg,1 May",
        "Round,Event,Date,Driver,Best Lap/1,Spa,1 May,Ann Berg,1:30.0",
        "Season,Round,Name,Date,Grid,Final Position/2024,1,Spa,1 May,3,4",
        "No,Name,Date/1,Ann,1 May 1990",
        "Round,Date,Session,Time/1,1 May,Race,14:00",
        "Circuit,Event/Spa,Spa Cup",
        "Round,Event,Zebra,Lion,Tiger,Ape,Cat/1,Spa Cup,a,b,c,d,e",
    ],
)
def test_other_tables_are_no_calendar(text: str) -> None:
    assert table(text).kind != "calendar"


def test_what_became_of_an_event_is_read_in_several_languages() -> None:
    assert [state_in(it) for it in ("Cancelled", "2 March (postponed)", "abgesagt", "Annulé", "Spa")] == [
        "cancelled", "postponed", "cancelled", "cancelled", None,
    ]  # fmt: skip
    assert [is_nobody(it) for it in ("TBA", "t.b.c.", "To be announced", "Tba Racing")] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "heading", "file", "expected"),
    [
        ("Pos,Driver,BHR,SAU,AUS,Points/1,Ann Berg,1P F,Ret,2†,43", "", "",
         "position driver - - - season_points"),
        ("Pos,Driver,Nat,Team,Points/1,Ann Berg,SWE,Alpha,43", "Drivers' Championship standings", "",
         "position driver country_1 - season_points"),
        ("Pos,Team,Nationality,Pts/1,Alpha,Italian,43", "", "team-standings",
         "position team team_country season_points"),
        ("Pos,Manufacturer,R1,R2,Pts/1,Ford,25,18,43", "", "",
         "position manufacturer - - season_points"),
        ("Rank,Class,Rider,R1,R2,Wins,Total/1,Pro,Ann Berg,25,18,1,43", "", "",
         "position class driver - - wins season_points"),
        ("Pos,Driver,Wins,Podiums,Laps,Points/1,Ann Berg,1,2,300,43", "", "",
         "position driver wins - - season_points"),
        ("Pos,Driver,Points,Net points,Gap/1,Ann Berg,50,43,-", "Points table", "",
         "position driver - season_points -"),
        ("Pos,First name,Surname,Points,Hobby/1,Ann,Berg,43,chess", "Standings", "",
         "position given_1 family_1 season_points None"),
        ("season,position,driver,points/2024,1,Ann Berg,43/2024,2,Bo Dahl,30", "", "",
         "season position driver season_points"),
        ("season,position,driver,points/2024,1,Ann Berg,43½/2024,2,Bo Dahl,30", "", "",
         "season position driver season_points"),
        (("season,round,position,constructor,engine,points/2024,1,1,Alpha,x,25/2024,1,2,Beta,x,18/"
         "2024,1,3,Gamma,x,15/2024,2,1,Alpha,x,43/2024,2,2,Beta,x,43/2024,2,3,Gamma,x,15"), "", "",
         "season round position team engine season_points"),
    ],
)  # fmt: skip
def test_standings_are_known_by_rounds_sums_or_a_title(
    text: str, heading: str, file: str, expected: str
) -> None:
    found = table(text, heading, file)

    assert (found.kind, fields(found)) == ("printed_standings", expected)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Pos,Driver,Team,Points/1,Ann Berg,Alpha,25", "Race result"),
        ("Pos,Driver,Laps,Time,Points/1,Ann Berg,20,40:01.5,25", "Standings after the race"),
        ("Pos,Driver,Run 1,Run 2,Total/1,Ann Berg,58.123,57.900,1:56.023", ""),
        ("Pos,Driver,Heat 1,Heat 2,Points/1,Ann Berg,1,2,43", ""),
        ("Driver,Points/Ann Berg,43", ""),
        ("Pos,Zebra,R1,R2,Points/1,x,1,2,43", ""),
        (("season,round,position,driver,points/2024,1,1,Ann Berg,25/2024,1,2,Bo Dahl,18/"
         "2024,2,1,Bo Dahl,25/2024,2,2,Ann Berg,18"), ""),
        ("season,position,driver,points/2024,1,Ann Berg,25/2024,1,Ann Berg,18", ""),
        ("season,position,driver,points/2024,1,Ann Berg,many", ""),
    ],
)  # fmt: skip
def test_results_are_no_standings(text: str, heading: str) -> None:
    assert table(text, heading).kind != "printed_standings"


def test_columns_of_rounds_without_a_sum_are_refused_as_standings() -> None:
    found = table("Pos,Driver,Rd 1,Rd 2,Rd 3/1,Ann Berg,25,18,15/2,Bo Dahl,18,25,25")

    assert refusal(found) == "holds standings of a season: load the results that they add up"
