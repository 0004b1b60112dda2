"""
Other series than Formula 1: the shipped rules give the tables that were published.

`seasons/others/` has the places in the columns of the rounds, beside the final table. Some have all
drivers, others those who fought for the title. IndyCar and MotoGP of 2023: the pages of the seasons in
Wikipedia, and motogp.com; MotoGP of 2016: motogp.com; WEC: fiawec.com; FIA GT: the results of SRO.
"""

import csv
from pathlib import Path

import pytest

from racedb.championships.library import files, shipped_rules
from tests.championships.tables import Results, read, shipped

OTHERS = Path(__file__).parent / "seasons" / "others"
SEASONS = {  # file: series, season, championship, sessions of a cell
    "fia-gt-2009-gt2": ("fia-gt-championship", "2009", "drivers", ["race"]),
    "indycar-2019": ("indycar", "2019", "drivers", ["race", "qualifying"]),
    "motogp-2016": ("motogp", "2016", "riders", ["race"]),
    "motogp-2023": ("motogp", "2023", "riders", ["race", "sprint"]),
    "wec-2022-hypercar": ("fia-wec", "2022", "drivers", ["race", "qualifying"]),
}


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


def test_every_system_but_the_example_scores_a_season() -> None:
    tried = {
        ("fia-gt-championship", "2009"): "fia-gt-2009",
        ("fia-gt-championship", "2008"): None,  # points after six hours of Spa
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
