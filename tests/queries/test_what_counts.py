"""What counts as a race, a start and a class win is one rule in all queries, on both databases."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from racedb import queries
from racedb.db import readonly
from racedb.db.engine import write
from racedb.db.readonly import Value
from racedb.db.url import database_url
from racedb.summaries import registry
from tests.queries.weekend import weekend_url

__all__ = ["weekend_url"]

Ask = Callable[..., list[tuple[Value, ...]]]
CAREER = "starts wins class_wins poles sprint_wins points"
NONE = "UPDATE results SET class_position = NULL"


@pytest.fixture
def ask(weekend_url: str) -> Ask:
    """Change the weekend, then return some columns of the rows of a query."""

    def asked(name: str, columns: str, *changes: str, **given: str) -> list[tuple[Value, ...]]:
        with write(database_url(weekend_url)) as connection:
            for change in changes:
                connection.execute(sa.text(change))
            registry.rebuild(connection)
        with readonly.connect(weekend_url) as reader:
            result = queries.run(reader, queries.load(name), given)
            wanted = [result.columns.index(column) for column in columns.split()]
            return [tuple(row[at] for at in wanted) for row in result.rows]

    return asked


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sessions SET state = 'cancelled' WHERE id = 2",
        "UPDATE sessions SET part_of_id = 1 WHERE id = 2",
    ],
    ids=["cancelled", "a part"],
)
def test_a_race_that_is_cancelled_or_a_part_counts_nowhere(ask: Ask, change: str) -> None:
    assert ask("most-wins", "name wins", change) == [("Di Falk", 1)]
    assert ask("wins", "date", driver="cy") == []
    assert ask("driver-career", CAREER, driver="cy") == [(1, 0, 1, 0, 0, 18.0)]
    assert ask("team-history", "season starts wins points", team="nord") == [
        ("2023", 1, 1, 25.0), ("2024", 0, 0, 8.0),
    ]  # fmt: skip
    assert ask("reliability", "name starts") == [("Alfa", 1), ("Beta", 1)]
    assert ask("season-points", "name total", series="gt-cup", season="2024") == [
        ("Ann Berg", 8.0), ("Bo Dahl", 8.0),
    ]  # fmt: skip
    assert ask("head-to-head-summary", "kind sessions", a="ann", b="cy") == [("qualifying", 1)]


def test_sprints_count_as_races_where_they_are_asked_for(ask: Ask) -> None:
    assert ask("most-wins", "name wins", sprints="with") == [
        ("Ann Berg", 1), ("Bo Dahl", 1), ("Cy Ek", 1), ("Di Falk", 1),
    ]  # fmt: skip
    assert ask("driver-career", CAREER, driver="ann", sprints="with") == [(2, 1, 1, 1, 0, 26.0)]
    assert ask("head-to-head-summary", "kind sessions", a="ann", b="di", sprints="with") == [
        ("race", 2), ("qualifying", 1),
    ]  # fmt: skip
    assert ask("head-to-head-summary", "kind sessions", a="ann", b="di") == [
        ("race", 1), ("qualifying", 1),
    ]  # fmt: skip


def test_class_wins_are_counted_where_no_position_in_a_class_is_printed(ask: Ask) -> None:
    assert ask("most-wins", "name wins", NONE, wins="class") == [("Cy Ek", 2), ("Di Falk", 1)]
    assert ask("wins", "date class_position position", driver="cy", wins="class") == [
        ("2023-05-11", 1, 2), ("2024-05-11", 1, 1),
    ]  # fmt: skip
    assert ask("driver-career", "class_wins", driver="cy") == [(2,)]
    assert ask("team-history", "season class_wins", team="nord") == [("2023", 1), ("2024", 1)]
    assert ask("manufacturer-wins", "season class class_wins class_podiums") == [
        ("2023", "PRO", 1, 1), ("2023", "AM", 1, 1), ("2024", "PRO", 1, 2),
    ]  # fmt: skip


def test_class_wins_are_empty_where_no_class_is_known(ask: Ask) -> None:
    no_class = "UPDATE entries SET class_id = NULL"

    assert ask("driver-career", "wins class_wins", NONE, no_class, driver="cy") == [(1, None)]
    assert ask("team-history", "wins class_wins", team="nord") == [(1, None), (1, None)]
    assert set(ask("manufacturer-wins", "class_wins class_podiums")) == {(None, None)}
    assert ask("most-wins", "name wins", wins="class") == []


def test_a_car_with_laps_and_a_place_did_start_whatever_the_word(ask: Ask) -> None:
    withdrew = "UPDATE results SET status = 'withdrawn' WHERE session_id = 2 AND entry_id <> 1"

    no_grid = "UPDATE results SET grid_position = NULL WHERE session_id = 2 AND entry_id = 3"

    # Car 2 has laps and a place, car 3 has laps and a place on the grid, or else laps only.
    assert ask("driver-career", "starts", withdrew, driver="cy") == [(2,)]
    assert ask("driver-career", "starts", driver="falk") == [(2,)]
    assert ask("driver-career", "starts", no_grid, driver="falk") == [(1,)]
    assert ask("reliability", "name starts") == [("Alfa", 3), ("Beta", 1)]


@pytest.mark.parametrize("word", ["disqualified", "excluded"])
def test_a_car_that_was_sent_home_before_the_race_did_not_start(ask: Ask, word: str) -> None:
    changed = (
        f"UPDATE results SET position = NULL, status = '{word}', laps = {{}}, grid_position = {{}} "
        "WHERE session_id = 2 AND entry_id = 2"
    )

    for laps, grid, starts in ((0, "NULL", 1), (0, 5, 2), (3, "NULL", 2), ("NULL", "NULL", 2)):
        assert ask("driver-career", "starts", changed.format(laps, grid), driver="cy") == [
            (starts,)
        ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sessions SET classified_lap = 3 WHERE id = 2",
        "UPDATE results SET laps = 3 WHERE session_id = 2 AND position IS NOT NULL",
    ],
    ids=["stated", "by the results"],
)
def test_laps_beyond_the_classified_ones_lead_nothing(ask: Ask, change: str) -> None:
    assert ask("laps-led", "driver laps_led last_lap", change, event="2024-may", session="R") == [
        ("Di Falk", 1, 1), ("Ann Berg", 1, 2), ("Cy Ek", 1, 3),
    ]  # fmt: skip


def test_an_event_whose_races_are_rounds_counts_once(ask: Ask) -> None:
    numbered = (
        "UPDATE rounds SET session_id = 2 WHERE event_id = 1",
        "INSERT INTO rounds (id, season_id, event_id, session_id, number) VALUES (9, 2, 1, 3, 2)",
    )

    assert ask("driver-career", CAREER, *numbered, driver="ann") == [(1, 0, 0, 1, 1, 26.0)]
    assert ask("team-history", "season starts points", team="nord") == [
        ("2023", 1, 25.0), ("2024", 2, 51.0),
    ]  # fmt: skip
    assert ask("manufacturer-wins", "season wins") == [("2023", 0), ("2023", 1), ("2024", 1)]
    assert ask("season-points", "round name points", series="gt-cup", season="2024") == [
        (1, "Cy Ek", 25.0), (1, "Ann Berg", 18.0), (1, "Bo Dahl", 18.0),
        (2, "Ann Berg", 8.0), (2, "Bo Dahl", 8.0),
    ]  # fmt: skip


def test_every_query_about_races_states_the_rule_of_sprints() -> None:
    about_races = [name for name in queries.names() if ":sprints" in queries.load(name).sql]

    assert {"driver-career", "most-wins", "reliability", "head-to-head"} <= set(about_races)
    for name in about_races:
        stated = [it for it in queries.load(name).parameters if it.name == "sprints"]
        assert [(it.type, it.default, it.help) for it in stated] == [
            ("without|with", "without", "whether sprints count as races")
        ]
