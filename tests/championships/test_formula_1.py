"""
Formula 1 since 1950: the shipped rules give the tables that the CSI and the FIA published.

`seasons/` has results of places that matter beside the final table of the drivers, as yearbooks and
formula1.com print them; other seasons are tried by those who fought for the title.
"""

import csv
from pathlib import Path

import pytest

from racedb.championships.library import files, shipped_rules
from racedb.championships.standings import Row
from tests.championships.tables import Results, read, results, shipped

SEASONS = Path(__file__).parent / "seasons"
CONSTRUCTORS = {
    "1958": [
        (1, "Vanwall", 48), (2, "Ferrari", 40), (3, "Cooper", 31), (4, "BRM", 18),
        (5, "Maserati", 6), (6, "Lotus", 3),
    ],
    "1967": [
        (1, "Brabham-Repco", 63), (2, "Lotus-Ford", 44), (3, "Cooper-Maserati", 28),
        (4, "Honda", 20), (5, "Ferrari", 20), (6, "BRM", 17), (7, "Eagle-Weslake", 13),
        (8, "Lotus-BRM", 6), (8, "Cooper-Climax", 6), (10, "McLaren-BRM", 3),
        (11, "Brabham-Climax", 2),
    ],
    "1979": [
        (1, "Ferrari", 113), (2, "Williams", 75), (3, "Ligier", 61), (4, "Lotus", 39),
        (5, "Tyrrell", 28), (6, "Renault", 26), (7, "McLaren", 15), (8, "Brabham-Alfa Romeo", 7),
        (9, "Arrows", 5), (10, "Shadow", 3), (11, "ATS", 2), (12, "Fittipaldi", 1),
    ],
    "1988": [
        (1, "McLaren", 199), (2, "Ferrari", 65), (3, "Benetton", 39), (4, "Lotus", 23),
        (5, "Arrows", 23), (6, "March", 22), (7, "Williams", 20), (8, "Tyrrell", 5),
        (9, "Rial", 3), (10, "Minardi", 1),
    ],
    "2014": [
        (1, "Mercedes", 701), (2, "Red Bull", 405), (3, "Williams", 320), (4, "Ferrari", 216),
        (5, "McLaren", 181), (6, "Force India", 155), (7, "Toro Rosso", 30), (8, "Lotus", 10),
        (9, "Marussia", 2), (10, "Sauber", 0), (11, "Caterham", 0),
    ],
    "2021": [
        (1, "Mercedes", 613.5), (2, "Red Bull", 585.5), (3, "Ferrari", 323.5),
        (4, "McLaren", 275), (5, "Alpine", 155), (6, "AlphaTauri", 142),
        (7, "Aston Martin", 77), (8, "Williams", 23), (9, "Alfa Romeo", 13), (10, "Haas", 0),
    ],
}  # fmt: skip


def lines(year: str) -> list[dict[str, str]]:
    """Read the rows of a season."""
    with (SEASONS / f"{year}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def season_of(year: str) -> Results:
    """Read the results of a season."""
    return read([list(line.values())[:-2] for line in lines(year)])


def last_rows(year: str, results_: Results) -> dict[str, Row]:
    """Return the rows of the drivers after the last round."""
    names = {number: name for name, number in results_.drivers.items()}
    last = results_.score(shipped(year)).tables[-1]
    return {names[row.competitor]: row for row in last.rows}


@pytest.mark.parametrize("year", sorted(path.stem for path in SEASONS.glob("*.csv")))
def test_table_of_the_drivers_is_as_it_was_published(year: str) -> None:
    published = {
        (int(line["position"]), line["driver"], float(line["points"]))
        for line in lines(year)
        if line["points"]
    }
    assert set(season_of(year).table(shipped(year))) == published


@pytest.mark.parametrize("year", CONSTRUCTORS)
def test_table_of_the_constructors_is_as_it_was_published(year: str) -> None:
    found = season_of(year).table(shipped(year, "constructors"))
    assert sorted(found) == sorted(CONSTRUCTORS[year])


@pytest.mark.parametrize(
    ("year", "driver", "all_points"),
    [
        ("1950", "Luigi Fagioli", 28), ("1958", "Mike Hawthorn", 49), ("1967", "Jack Brabham", 48),
        ("1979", "Jody Scheckter", 60), ("1988", "Alain Prost", 105), ("1988", "Ayrton Senna", 94),
    ],
)  # fmt: skip
def test_dropped_results_still_show_in_all_points(
    year: str, driver: str, all_points: float
) -> None:
    assert last_rows(year, season_of(year))[driver].gross_points == all_points


TITLES = {
    "1960": (
        """
        Jack Brabham  | Cooper-Climax | R D - 1 1 1 1 1 - 4
        Bruce McLaren | Cooper-Climax | 1 2 - R 2 3 4 2 - 3
        """,
        [(1, "Jack Brabham", 43), (2, "Bruce McLaren", 34)],
    ),
    "1961": (
        """
        Phil Hill          | Ferrari | 3 2 1 9 2 3 1 -
        Wolfgang von Trips | Ferrari | 4 1 2 R 1 2 R -
        """,
        [(1, "Phil Hill", 34), (2, "Wolfgang von Trips", 33)],
    ),
    "1997": (
        """
        Michael Schumacher    | Ferrari  | 2 5 R 2 1 4 1 1 R 2 4 1 6 6 R 1 R
        Heinz-Harald Frentzen | Williams | 8 9 R 1 R 8 4 2 R R R 3 3 3 3 2 6
        Jacques Villeneuve    | Williams | R 1 1 R R 1 R 4 1 R 1 5 5 1 1 D 3
        """,
        [
            (1, "Jacques Villeneuve", 81), (2, "Heinz-Harald Frentzen", 42),
            (None, "Michael Schumacher", 78),
        ],
    ),
    "2007": (
        """
        Kimi Räikkönen  | Ferrari | 1 3 3 R 8 5 4 1 1 R 2 2 3 1 3 1 1
        Fernando Alonso | McLaren | 2 1 5 3 1 7 2 7 2 1 4 3 1 3 R 2 3
        Lewis Hamilton  | McLaren | 3 2 2 2 2 1 1 3 3 9 1 5 2 4 1 R 7
        """,
        [(1, "Kimi Räikkönen", 110), (2, "Lewis Hamilton", 109), (3, "Fernando Alonso", 109)],
    ),
    "2022": (
        """
        Max Verstappen  | Red Bull | 19 1 R 1*/1 1* 1 3 1 1 7 2*/1 1 1 1* 1* 1 7 1 1 1 6/4 1
        Charles Leclerc | Ferrari  | 1* 2* 1* 6/2 2 R 4 R 5 4 1/2 R 6 6 3 2 2 3 3 6 4/6 2
        Sergio Pérez    | Red Bull | 18 4 2 2/3 4 2* 1 2* R 2 R/5 4 5 2 5 6* 1 2 4 3 7/5 3
        """,
        [(1, "Max Verstappen", 454), (2, "Charles Leclerc", 308), (3, "Sergio Pérez", 305)],
    ),
    "2025": (  # after three rounds, with no point for the fastest lap
        """
        Lando Norris   | McLaren  | 1* 2*/8 2
        Max Verstappen | Red Bull | 2  4/3  1
        """,
        [(1, "Lando Norris", 62), (2, "Max Verstappen", 61)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("year", TITLES)
def test_title_is_decided_as_it_was(year: str) -> None:
    text, published = TITLES[year]
    assert results(text).table(shipped(year)) == published


def test_brazilian_points_of_1995_are_for_the_drivers_alone() -> None:
    brazil = results("""
        Michael Schumacher | Benetton | 1
        David Coulthard    | Williams | 2
        Gerhard Berger     | Ferrari  | 3
    """)
    assert brazil.table(shipped("1995")) == [
        (1, "Michael Schumacher", 10), (2, "David Coulthard", 6), (3, "Gerhard Berger", 4),
    ]  # fmt: skip
    assert brazil.table(shipped("1995", "constructors")) == [(1, "Ferrari", 4)]


def test_mclaren_of_2007_has_no_place_from_the_decision_on() -> None:
    rounds = ["1"] * 10 + ["3"] + ["1"] * 6
    both = results(f"""
        Lewis Hamilton | McLaren | {" ".join(rounds)}
        Felipe Massa   | Ferrari | {" ".join(["2"] * 17)}
    """)
    table = shipped("2007", "constructors")
    before, since = both.table(table, after=12), both.table(table, after=13)
    assert [row[:2] for row in before] == [(1, "McLaren"), (2, "Ferrari")]
    assert [row[:2] for row in since] == [(1, "Ferrari"), (None, "McLaren")]


def test_every_system_of_formula_1_is_for_a_season_and_every_season_has_one() -> None:
    seasons = {str(year): shipped_rules("formula-1", str(year)) for year in range(1950, 2027)}
    used = {rules.system.code for of_season in seasons.values() for rules in of_season}
    assert used == {code for code in files() if code.startswith("f1-")}
    assert {year: len(of_season) for year, of_season in seasons.items()} == {
        year: 1 if year < "1958" else 2 for year in seasons
    }
