"""A driver, team, event ... by slug, by name, by a part of it; similar ones."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from racedb.db import readonly
from racedb.db.engine import write
from racedb.db.readonly import Reader
from racedb.db.url import database_url
from racedb.errors import UsageError
from racedb.models import SCHEMA
from racedb.queries import lookup
from tests.conftest import migrated

DRIVERS = (
    ("lewis-hamilton", "Lewis Hamilton"),
    ("duncan-hamilton", "Duncan Hamilton"),
    ("kimi-raikkonen", "Kimi Räikkönen"),
    ("jan-berg", "Jan Berg"),
    ("jan-berg-2", "Jan Berg"),
    ("jan-bergmann", "Jan Bergmann"),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def known_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield a database of each kind with some drivers and one event of two seasons."""
    with migrated(request, request.param, tmp_path_factory.mktemp("known")) as url:
        _fill(url)
        yield url


@pytest.fixture
def reader(known_url: str) -> Iterator[Reader]:
    """Open it for reading."""
    with readonly.connect(known_url) as opened:
        yield opened


def _fill(url: str) -> None:
    rows = {
        "drivers": [
            {"id": at, "slug": slug, "name": name} for at, (slug, name) in enumerate(DRIVERS, 1)
        ],
        "aliases": [
            {
                "id": at,
                "kind": "driver",
                "key": key,
                "text": key,
                "target_id": target,
                "scope": scope,
                "decided_by": "load",
                "decided_at": datetime(2026, 1, 1, tzinfo=UTC),
            }
            for at, (key, target, scope) in enumerate(
                [("iceman", 3, None), ("ham", 2, "ref"), ("jb", 4, None), ("jb", 5, None)], 1
            )
        ],
        "series": [{"id": 1, "slug": "gt-cup", "name": "GT Cup"}],
        "seasons": [
            {"id": at, "series_id": 1, "label": label} for at, label in ((1, "2023"), (2, "2024"))
        ],
        "events": [
            {"id": at, "slug": f"{label}-spa", "name": "Spa"}
            for at, label in ((1, 2023), (2, 2024))
        ],
        "classes": [
            {"id": at, "series_id": 1, "code": code} for at, code in ((1, "LM GTE Am"), (2, "GT3"))
        ],
        "rounds": [{"season_id": at, "event_id": at, "number": 1} for at in (1, 2)],
    }
    with write(database_url(url)) as connection:
        for name, values in rows.items():
            connection.execute(SCHEMA.tables[name].insert(), values)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("lewis-hamilton", "lewis-hamilton"),
        ("LEWIS-Hamilton", "lewis-hamilton"),
        ("Lewis Hamilton", "lewis-hamilton"),
        ("HAMILTON, Lewis", "lewis-hamilton"),
        ("Räikkönen", "kimi-raikkonen"),
        ("raikkonen", "kimi-raikkonen"),
        ("raik", "kimi-raikkonen"),
        ("ikkone", "kimi-raikkonen"),
        ("iceman", "kimi-raikkonen"),
        ("l ham", "lewis-hamilton"),
        ("jan-berg", "jan-berg"),
        ("Bergmann", "jan-bergmann"),
        ("Jan B 2", "jan-berg-2"),
    ],
)
def test_a_text_means_a_driver(text: str, meant: str, reader: Reader) -> None:
    assert lookup.resolve(reader, "driver", text) == meant


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        (
            "hamilton",
            "matches 2: lewis-hamilton (Lewis Hamilton), duncan-hamilton (Duncan Hamilton)",
        ),
        ("ham", "matches 2: lewis-hamilton (Lewis Hamilton), duncan-hamilton (Duncan Hamilton)"),
        ("Jan Berg", "matches 2: jan-berg (Jan Berg), jan-berg-2 (Jan Berg)"),
        ("jb", "matches 2: jan-berg (Jan Berg), jan-berg-2 (Jan Berg)"),
        ("berg", "matches 2: jan-berg (Jan Berg), jan-berg-2 (Jan Berg)"),
    ],
)
def test_an_ambiguous_text_lists_who_is_meant(text: str, candidates: str, reader: Reader) -> None:
    with pytest.raises(UsageError) as refused:
        lookup.resolve(reader, "driver", text)

    assert str(refused.value) == f"driver {text!r} {candidates}; be more specific, or use a slug"


@pytest.mark.sqlite_only
def test_a_code_of_one_letter_is_like_nothing(migrated_url: str) -> None:
    with write(database_url(migrated_url)) as connection:
        rows = {
            "events": {"id": 1, "slug": "spa", "name": "Spa"},
            "sessions": {
                "id": 1, "event_id": 1, "code": "Q", "name": "Qualifying", "kind": "qualifying",
                "state": "final",
            },
        }  # fmt: skip
        for name, values in rows.items():
            connection.execute(SCHEMA.tables[name].insert(), [values])

    with readonly.connect(migrated_url) as reader:
        with pytest.raises(UsageError, match=r"nothing is named 'qqqq'$"):
            lookup.find(reader, "qqqq")
        with pytest.raises(UsageError, match="nothing is named 'spaa'; similar: event spa"):
            lookup.find(reader, "spaa")


@pytest.mark.sqlite_only
def test_proposals_are_slugs_which_need_no_quotes(reader: Reader) -> None:
    assert lookup.slugs(reader, "class", "lm g") == ["lm-gte-am"]
    assert lookup.slugs(reader, "class") == ["lm-gte-am", "gt3"]
    assert lookup.resolve(reader, "class", "lm-gte-am") == "lm gte am"
    assert lookup.slugs(reader, "driver", "jan-berg") == ["jan-berg", "jan-berg-2", "jan-bergmann"]


@pytest.mark.sqlite_only
def test_more_candidates_than_a_line_holds_are_cut(migrated_url: str) -> None:
    with write(database_url(migrated_url)) as connection:
        many = [{"id": 100 + at, "slug": f"max-{at}", "name": f"Max {at}"} for at in range(20)]
        connection.execute(SCHEMA.tables["drivers"].insert(), many)

    with readonly.connect(migrated_url) as reader:
        with pytest.raises(
            UsageError, match=r"matches 20: max-0 .*, max-7 \(Max 7\) \.\.\.; be more"
        ):
            lookup.resolve(reader, "driver", "max")
        with pytest.raises(UsageError, match="no driver matches 'zq'; none of the 20 is similar"):
            lookup.resolve(reader, "driver", "zq")


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("driver", "hamliton", "no driver matches 'hamliton'; similar: lewis-hamilton, "),
        ("driver", "Xq", "no driver matches 'Xq'; there are 6: lewis-hamilton (Lewis Hamilton), "),
        ("driver", "", "no driver matches ''; there are 6: "),
        ("driver", "%", "no driver matches '%'; there are 6: "),
        ("season", "1999", "no season matches '1999'; there are 2: 2023, 2024"),
        ("session", "R", "no session matches 'R'; there are none"),
        ("team", "x", "no team matches 'x'; there are none"),
    ],
)
def test_a_text_that_means_nobody_is_told_who_is_near(
    kind: str, text: str, said: str, reader: Reader
) -> None:
    with pytest.raises(UsageError) as refused:
        lookup.resolve(reader, kind, text)

    assert str(refused.value).startswith(said)


def test_the_season_tells_which_event_is_meant(reader: Reader) -> None:
    assert lookup.resolve(reader, "event", "spa", {"season": "2024"}) == "2024-spa"
    assert lookup.resolve(reader, "event", "1", {"season": "2024"}) == "2024-spa"  # its round
    assert lookup.resolve(reader, "event", "spa 2023", {"series": "gt-cup"}) == "2023-spa"
    with pytest.raises(UsageError, match="event 'spa' matches 2"):
        lookup.resolve(reader, "event", "spa", {"series": "gt-cup"})
    with pytest.raises(UsageError, match="no event of gt-cup of 2022 matches 'spa'; there are no"):
        lookup.resolve(reader, "event", "spa", {"season": "2022", "series": "gt-cup"})


def test_a_season_does_not_narrow_drivers(reader: Reader) -> None:
    assert lookup.resolve(reader, "driver", "raik", {"season": "2022"}) == "kimi-raikkonen"


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("season", "2023", ("2023",)),
        ("season", "2023,2024", ("2023", "2024")),
        ("season", "2020s", ("2023", "2024")),
        ("season", "2024-2030", ("2024",)),
        ("season", "2000 - 2023, 2023", ("2023",)),
        ("event", "spa 2023, 2024-spa", ("2023-spa", "2024-spa")),
    ],
)
def test_several_are_named_by_commas_and_years(
    kind: str, text: str, found: tuple[str, ...], reader: Reader
) -> None:
    assert lookup.resolve_several(reader, kind, text) == found


@pytest.mark.sqlite_only
def test_a_label_of_two_years_is_that_season(migrated_url: str) -> None:
    labels = ("2023", "2023-2024")
    seasons = [{"id": at, "series_id": 1, "label": label} for at, label in enumerate(labels, 1)]
    with write(database_url(migrated_url)) as connection:
        series = {"id": 1, "slug": "gt-cup", "name": "GT Cup"}
        connection.execute(SCHEMA.tables["series"].insert(), [series])
        connection.execute(SCHEMA.tables["seasons"].insert(), seasons)

    with readonly.connect(migrated_url) as reader:
        assert lookup.resolve_several(reader, "season", "2023-2024") == ("2023-2024",)
        assert lookup.resolve_several(reader, "season", "2023-2023") == ("2023", "2023-2024")


@pytest.mark.sqlite_only
def test_a_class_with_a_comma_is_one_class(migrated_url: str) -> None:
    classes = [
        {"id": at, "series_id": 1, "code": code} for at, code in ((1, "Over 2,000 cc"), (2, "GT"))
    ]
    with write(database_url(migrated_url)) as connection:
        series = {"id": 1, "slug": "gt-cup", "name": "GT Cup"}
        connection.execute(SCHEMA.tables["series"].insert(), [series])
        connection.execute(SCHEMA.tables["classes"].insert(), classes)

    with readonly.connect(migrated_url) as reader:
        assert lookup.resolve_several(reader, "class", "Over 2,000 cc") == ("over 2,000 cc",)
        assert lookup.resolve_several(reader, "class", "over, gt") == ("over 2,000 cc", "gt")


def test_years_without_a_season_are_an_error(reader: Reader) -> None:
    with pytest.raises(UsageError, match="no season is in 1990s; there are 2: 2023, 2024"):
        lookup.resolve_several(reader, "season", "1990s")
    with pytest.raises(UsageError, match="no season is in 2030-2031; there are none"):
        lookup.resolve_several(reader, "season", "2030-2031", {"series": "x"})


def test_slugs_are_listed_by_their_beginning(reader: Reader) -> None:
    assert lookup.slugs(reader, "driver", "jan b") == ["jan-berg", "jan-berg-2", "jan-bergmann"]
    assert lookup.slugs(reader, "driver", "", most=2) == ["lewis-hamilton", "duncan-hamilton"]
    assert lookup.nth(reader, "driver", 1) == "duncan-hamilton"
    assert lookup.nth(reader, "driver", 6) is None
