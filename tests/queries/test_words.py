"""Words of a question: without a name, not needed, of an event at a circuit."""

from collections.abc import Iterator

import pytest

from racedb import queries
from racedb.db import readonly
from racedb.db.engine import write
from racedb.db.readonly import Reader
from racedb.db.url import database_url
from racedb.errors import UsageError
from racedb.models import SCHEMA
from racedb.queries import lookup
from racedb.queries.words import Word
from tests.conftest import migrated

ROWS = {
    "drivers": [{"id": it, "slug": f"driver-{it}", "name": f"Driver {it}"} for it in range(1, 10)],
    "teams": [{"id": 1, "slug": "red-stable", "name": "Red Stable"}],
    "manufacturers": [{"id": 1, "slug": "ferrari", "name": "Ferrari"}],
    "series": [{"id": 1, "slug": "club-cup", "name": "Club Cup"}],
    "seasons": [{"id": 1, "series_id": 1, "label": "2024"}],
    "classes": [{"id": 1, "series_id": 1, "code": "GT3"}],
    "circuits": [
        {"id": 1, "slug": "monza", "name": "Monza"},
        {"id": 2, "slug": "spa-francorchamps", "name": "Spa"},
    ],
    "layouts": [{"id": 1, "circuit_id": 2, "slug": "spa-gp", "name": "Grand Prix", "length_m": 7004}],
    "events": [
        {"id": 1, "slug": "2024-summer-race", "name": "Summer Race", "circuit_id": 1},
        {"id": 2, "slug": "2024-autumn-race", "name": "Autumn Race", "layout_id": 1},
        {"id": 3, "slug": "2024-finale", "name": "Finale", "layout_id": 1},
    ],
    "rounds": [{"season_id": 1, "event_id": it, "number": it} for it in (1, 2, 3)],
    "entries": [
        {"id": it, "event_id": 1, "car_number": str(it), "variant": 1} for it in range(1, 10)
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def club_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield a database of each kind with one season of one series."""
    with migrated(request, request.param, tmp_path_factory.mktemp("club")) as url:
        with write(database_url(url)) as connection:
            for name, rows in ROWS.items():
                for row in rows:
                    connection.execute(SCHEMA.tables[name].insert(), row)
        yield url


@pytest.fixture
def reader(club_url: str) -> Iterator[Reader]:
    """Open it for reading."""
    with readonly.connect(club_url) as opened:
        yield opened


def asked(reader: Reader, name: str, *words: str, **given: object) -> dict[str, object]:
    """Return the values of a query that are no defaults."""
    query = queries.load(name)
    values = queries.resolved(reader, query, queries.values(query, words, given))
    defaults = {it.name: it.default for it in query.parameters}
    return {key: value for key, value in values.items() if value != defaults[key]}


@pytest.mark.parametrize(
    ("name", "words", "meant"),
    [
        ("wins", ["driver 3"], {"driver": "driver-3"}),
        ("wins", ["ferrari"], {"manufacturer": "ferrari"}),
        ("wins", ["stable", "ferrari"], {"team": "red-stable", "manufacturer": "ferrari"}),
        ("wins", ["class"], {"wins": "class"}),
        ("calendar", [], {"series": "club-cup"}),
        ("calendar", ["2024"], {"series": "club-cup", "season": ("2024",)}),
        ("calendar", ["1990s", "club"], None),
        ("standings", ["teams"], {"of": "teams"}),
        ("standings", ["club", "gt3"], {"series": "club-cup", "class": ("gt3",)}),
        ("what-if", ["club", "2024", "x"], {"series": "club-cup", "season": ("2024",), "system": "x"}),
        ("classification", ["monza"], {"event": ("2024-summer-race",)}),
        ("classification", ["monza 2024"], {"event": ("2024-summer-race",)}),
    ],
)  # fmt: skip
def test_a_word_is_what_it_can_be(
    name: str, words: list[str], meant: dict[str, object] | None, reader: Reader
) -> None:
    if meant is None:
        with pytest.raises(UsageError, match="no season is in 1990s; there is 1: 2024"):
            asked(reader, name, *words)
    else:
        assert asked(reader, name, *words) == meant


def test_a_value_with_its_name_stays_there(reader: Reader) -> None:
    with pytest.raises(UsageError, match="no driver matches 'ferrari'; none of the 9 is similar"):
        asked(reader, "wins", driver="ferrari")


def test_a_word_for_a_parameter_that_is_gone_is_named(reader: Reader) -> None:
    with pytest.raises(UsageError, match="has no parameter 'of'"):
        queries.resolved(reader, queries.load("wins"), {"of": Word("teams")})


@pytest.mark.parametrize(
    ("name", "words", "message"),
    [
        (
            "entry-list", [],
            ("query entry-list needs event=... (the event); there are 3: 2024-summer-race "
            "(Summer Race), 2024-autumn-race (Autumn Race), 2024-finale (Finale)"),
        ),
        (
            "head-to-head", ["driver 1"],
            "query head-to-head needs b=... (the other); there are 9: 'racedb list drivers'",
        ),
        (
            "what-if", ["club"],
            ("query what-if needs system=... (code of a points system, see `racedb points list`, "
            "or a file: club.toml)"),
        ),
        (
            "classification", ["spa"],
            ("event 'spa' matches 2: 2024-autumn-race (Autumn Race), 2024-finale (Finale); be more "
            "specific, or use a slug"),
        ),
        (
            "standings", ["clubb"],
            "no series matches 'clubb'; similar: club-cup",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_listed(
    name: str, words: list[str], message: str, reader: Reader
) -> None:
    with pytest.raises(UsageError) as refused:
        asked(reader, name, *words)

    assert str(refused.value) == message


@pytest.mark.sqlite_only
def test_of_one_team_nobody_says_that_it_is_meant(reader: Reader) -> None:
    with pytest.raises(UsageError, match=r"needs team=... \(the team\); there is 1: red-stable"):
        asked(reader, "team-entries")


@pytest.mark.sqlite_only
def test_numbers_of_cars_have_no_list(reader: Reader) -> None:
    _, listed = lookup.choices(reader, "car number", {})

    assert listed == "there are 9"
    assert lookup.is_known(reader, "car number", "7")
    assert not lookup.is_known(reader, "car number", "007")
    assert lookup.choices(reader, "team", {}) == (
        ["red-stable"],
        "there is 1: red-stable (Red Stable)",
    )
    assert lookup.choices(reader, "car", {}) == ([], "there are none")
