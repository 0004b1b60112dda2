"""
Other series than Formula 1: the shipped rules give the tables that were published.

`seasons/others/` has the places in the columns of the rounds, beside the final table. Some have all
drivers, others those who fought for the title. IndyCar and MotoGP of 2023: the pages of the seasons in
Wikipedia, and motogp.com; MotoGP of 2016: motogp.com; WEC: fiawec.com; FIA GT: the results of SRO;
BTCC: btcc.net. Of NASCAR there is one race of a rule, as racing-reference.info (Daytona 2017) and NASCAR
(Bristol 2025 and 2026) print its points; of IMSA the last round of two seasons, with the points before it.
"""

import csv
from pathlib import Path

import pytest

from racedb.championships.library import files, shipped_rules
from tests.championships.tables import Results, read, shipped

OTHERS = Path(__file__).parent / "seasons" / "others"
SEASONS = {  # file: series, season, championship, sessions of a cell
    "btcc-2012": (
        "btcc", "2012", "drivers", ["race", "race 2", "race 3", "qualifying"]
    ),
    "fia-gt-2009-gt2": ("fia-gt-championship", "2009", "drivers", ["race"]),
    "indycar-2019": ("indycar", "2019", "drivers", ["race", "qualifying"]),
    "motogp-2016": ("motogp", "2016", "riders", ["race"]),
    "motogp-2023": ("motogp", "2023", "riders", ["race", "sprint"]),
    "nascar-2017-daytona": (
        "nascar-cup-series", "2017", "drivers", ["race", "stage", "stage 2"]
    ),
    "nascar-2025-bristol": (
        "nascar-cup-series", "2025", "drivers", ["race", "stage", "stage 2"]
    ),
    "nascar-2026-bristol": (
        "nascar-cup-series", "2026", "drivers", ["race", "stage", "stage 2"]
    ),
    "wec-2022-hypercar": ("fia-wec", "2022", "drivers", ["race", "qualifying"]),
}  # fmt: skip


def lines(name: str) -> list[dict[str, str]]:
    """Read the rows of a season."""
    with (OTHERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def season_of(name: str) -> Results:
    """Read the results of a season."""
    return read([list(line.values())[:-2] for line in lines(name)], kinds=SEASONS[name][-1])


def test_every_file_is_tried() -> None:
    assert {path.stem for path in OTHERS.glob("*.csv")} == SEASONS.keys()


@pytest.mark.parametrize("name", SEASONS)
def test_table_is_as_it_was_published(name: str) -> None:
    series, season, code, _ = SEASONS[name]
    published = [
        (int(line["position"]), line["driver"], float(line["points"]))
        for line in lines(name)
        if line["points"] not in {"", "0"}  # those without points are not listed everywhere
    ]
    table = season_of(name).table(shipped(season, code, series))
    assert [row for row in table if row[1] in {who for _, who, _ in published}] == published


@pytest.mark.parametrize(
    ("name", "code", "published"),
    [
        ("wec-2022-hypercar", "manufacturers", [(1, "Toyota", 186), (2, "Alpine", 144)]),
        ("motogp-2023", "constructors", [
            (1, "Ducati", 700), (2, "KTM", 373), (3, "Aprilia", 326), (4, "Yamaha", 196),
            (5, "Honda", 185),
        ]),
    ],
)  # fmt: skip
def test_best_car_of_a_maker_scores_as_it_was_published(
    name: str, code: str, published: list[tuple[int, str, float]]
) -> None:
    series, season, *_ = SEASONS[name]
    assert season_of(name).table(shipped(season, code, series)) == published


@pytest.mark.parametrize(
    ("season", "text", "published"),
    [
        ("2021", """
         Nasr and Derani        | Cadillac | 2/1
         Taylor and Albuquerque | Acura    | 3/6
         """, {"Nasr and Derani": (3052, 3407), "Taylor and Albuquerque": (3071, 3396)}),
        ("2022", """
         Blomqvist and Jarvis   | Acura    | 1/1
         Taylor and Albuquerque | Acura    | 6/3
         """, {"Blomqvist and Jarvis": (3047, 3432), "Taylor and Albuquerque": (3066, 3346)}),
    ],
)  # fmt: skip
def test_last_round_of_imsa_decides_as_it_was_published(
    season: str, text: str, published: dict[str, tuple[int, int]]
) -> None:
    lines_ = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    petit_le_mans = read(lines_, kinds=["race", "qualifying"])
    table = petit_le_mans.table(shipped(season, "drivers", "imsa"))
    assert {name: published[name][0] + points for _, name, points in table} == {
        name: after for name, (_, after) in published.items()
    }


def test_playoffs_of_nascar_give_nothing() -> None:
    rules = shipped("2024", "drivers", "nascar-cup-series")
    season = read([["Ann", "Ford", *["1/1"] * 27]], kinds=["race", "stage"])
    assert season.table(rules, after=25) == season.table(rules) == [(1, "Ann", 26 * 50)]


def test_win_of_nascar_is_worth_more_and_the_fastest_lap_something() -> None:
    race = read([["Ann", "Ford", "1*"], ["Bob", "Ford", "2"]])
    won = {
        season: [points for *_, points in race.table(shipped(season, "drivers", "nascar-cup-series"))]
        for season in ("2024", "2025", "2026")
    }  # fmt: skip
    assert won == {"2024": [40, 35], "2025": [41, 35], "2026": [56, 35]}


def test_every_system_but_the_example_scores_a_season() -> None:
    tried = {
        ("fia-gt-championship", "2009"): "fia-gt-2009",
        ("fia-gt-championship", "2008"): None,  # points after six hours of Spa
        ("btcc", "2011"): None,
        ("btcc", "2012"): "btcc-2012",
        ("imsa", "2020"): None,
        ("imsa", "2021"): "imsa-2021",
        ("nascar-cup-series", "2016"): None,
        ("nascar-cup-series", "2017"): "nascar-2017",
        ("nascar-cup-series", "2025"): "nascar-2025",
        ("nascar-cup-series", "2026"): "nascar-2026",
        ("indycar", "2017"): None,  # other points for qualifying at Indianapolis
        ("indycar", "2018"): "indycar-2018",
        ("indycar", "2025"): "indycar-2018",
        ("motogp", "1992"): None,
        ("motogp", "1993"): "motogp-1993",
        ("fia-wec", "2019-20"): None,
        ("fia-wec", "2021"): "wec-2021",
        ("fia-wec", "2026"): None,
    }
    assert {
        key: next((it.system.code for it in shipped_rules(*key)), None) for key in tried
    } == tried
    others = {code for code in files() if not code.startswith("f1-")}
    assert others - {"club-example"} == {it for it in tried.values() if it}
