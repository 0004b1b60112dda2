"""What the canned queries answer about a weekend with laps: exact rows, on both databases."""

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from racedb import queries
from racedb.db import readonly
from racedb.db.engine import write
from racedb.db.readonly import Value
from racedb.db.url import database_url
from racedb.errors import UsageError
from racedb.models import SCHEMA
from racedb.render.charts.kinds import named
from racedb.summaries import registry
from tests.queries.weekend import weekend, weekend_url

__all__ = ["weekend", "weekend_url"]

Ask = Callable[..., list[tuple[Value, ...]]]
MAY = {"event": "2024-may", "session": "R"}
S = 1_000_000


@pytest.fixture
def ask(weekend: str) -> Ask:
    """Return some columns of the rows of a query."""
    return _ask_of(weekend)


@pytest.fixture
def ask_changed(weekend_url: str) -> Ask:
    """Do the same for a weekend that the test changes."""
    return _ask_of(weekend_url)


def _ask_of(url: str) -> Ask:
    def asked(name: str, columns: str, **given: str) -> list[tuple[Value, ...]]:
        with readonly.connect(url) as reader:
            result = queries.run(reader, queries.load(name), given)
            wanted = [result.columns.index(column) for column in columns.split()]
            return [tuple(row[at] for at in wanted) for row in result.rows]

    return asked


def test_a_lap_chart_has_the_order_at_the_end_of_each_lap(ask: Ask) -> None:
    rows = ask("lap-chart", "lap_number position car_number driver", **MAY)

    assert rows == [
        (1, 1, "3", "Di Falk"), (1, 2, "1", "Ann Berg"), (1, 3, "2", "Cy Ek"),
        (2, 1, "1", "Ann Berg"), (2, 2, "2", "Cy Ek"), (2, 3, "3", "Di Falk"),
        (3, 1, "2", "Cy Ek"), (3, 2, "1", "Bo Dahl"),
        (4, 1, "2", "Cy Ek"), (4, 2, "1", "Bo Dahl"),
        (5, 1, "2", "Cy Ek"), (5, 2, "1", "Bo Dahl"),
    ]  # fmt: skip
    only = ask("lap-chart", "lap_number car_number", cars="3, 2", **MAY)
    assert only == [(1, "3"), (1, "2"), (2, "2"), (2, "3"), (3, "2"), (4, "2"), (5, "2")]


@pytest.mark.parametrize(
    ("cars", "message"),
    [
        ("9", "no car number of 2024-may matches '9'; there are 3: 1, 2, 3"),
        ("1, 02", "no car number of 2024-may matches '02'; similar: 2"),
    ],
)
def test_a_car_number_that_nobody_has_is_an_error(ask: Ask, cars: str, message: str) -> None:
    for name in ("lap-chart", "lap-times", "stints", "gap-to-leader", "pit-stops", "race-control"):
        with pytest.raises(UsageError, match=message):
            ask(name, "car_number", cars=cars, **MAY)
    with pytest.raises(UsageError, match=message):
        ask("provenance", "car_number", car_number=cars, event="2024-may")


def test_without_session_times_the_lap_times_are_added_up(
    ask_changed: Ask, weekend_url: str
) -> None:
    columns = "lap_number car_number gap_us"
    before = ask_changed("gap-to-leader", columns, **MAY)
    laps = SCHEMA.tables["laps"]
    with write(database_url(weekend_url)) as connection:
        connection.execute(sa.update(laps).where(laps.c.entry_id == 1).values(elapsed_us=None))
        registry.rebuild(connection)
    assert ask_changed("gap-to-leader", columns, **MAY) == before

    with write(database_url(weekend_url)) as connection:
        third = (laps.c.entry_id == 1) & (laps.c.number == 3)
        connection.execute(sa.update(laps).where(third).values(lap_us=None))
        registry.rebuild(connection)
    # with a lap time missing nothing more is known of the car
    known = [row for row in before if row[1] != "1" or row[0] < 3]
    assert [row[:2] for row in ask_changed("gap-to-leader", columns, **MAY)] == [
        row[:2] for row in known
    ]
    assert ask_changed("lap-chart", "lap_number position", cars="1", **MAY) == [
        (1, 2), (2, 1), (3, None), (4, None), (5, None),
    ]  # fmt: skip


def test_laps_led(ask: Ask) -> None:
    assert ask("laps-led", "car_number driver laps_led first_lap last_lap", **MAY) == [
        ("2", "Cy Ek", 3, 3, 5), ("3", "Di Falk", 1, 1, 1), ("1", "Ann Berg", 1, 2, 2),
    ]  # fmt: skip


def test_what_is_kept_of_laps_is_what_the_laps_give(ask: Ask) -> None:
    firsts = Counter(
        row[1:] for row in ask("lap-chart", "position car_number driver", **MAY) if row[0] == 1
    )
    led = ask("laps-led", "car_number driver laps_led", **MAY)
    assert led
    assert {row[:2]: row[2] for row in led} == firsts

    best: dict[Value, int] = {}
    for driver, lap_us in ask("lap-times", "driver lap_us", **MAY):
        best[driver] = min(int(str(lap_us)), best.get(driver, 10**9))
    assert dict(ask("best-lap-per-driver", "driver best_lap_us", **MAY)) == best
    paced = ask("crew-pace", "driver best_lap_us", **MAY)
    assert dict(paced) == best
    assert paced == ask("crew-pace", "driver best_lap_us", best="100", **MAY)


def test_gaps_are_to_who_ended_the_lap_first(ask: Ask) -> None:
    rows = ask("gap-to-leader", "lap_number car_number gap_us", cars="1", **MAY)

    assert rows == [(1, "1", 1 * S), (2, "1", 0), (3, "1", 4 * S), (4, "1", 1 * S), (5, "1", 2 * S)]
    near = ask("gap-to-leader", "lap_number gap_us", cars="1", within_s="1", **MAY)
    assert near == [(1, 1 * S), (2, 0), (4, 1 * S)]


def test_changes_of_places_are_counted_lap_by_lap(ask: Ask) -> None:
    columns = "lap_number leader new_leader cars_up places_gained most_by most_places"

    assert ask("position-changes", columns, **MAY) == [
        (1, "3", 0, 0, 0, None, None),
        (2, "1", 1, 2, 2, "1", 1),
        (3, "2", 1, 1, 1, "2", 1),
        (4, "2", 0, 0, 0, None, None),
        (5, "2", 0, 0, 0, None, None),
    ]


def test_a_lap_without_a_leader_has_its_changes(ask_changed: Ask, weekend_url: str) -> None:
    laps = SCHEMA.tables["laps"]
    with write(database_url(weekend_url)) as connection:
        for entry, numbers in ((1, [4, 2]), (2, [3, 3])):
            for number, position in enumerate(numbers, start=4):
                this = (laps.c.entry_id == entry) & (laps.c.number == number)
                connection.execute(sa.update(laps).where(this).values(position=position))
        registry.rebuild(connection)

    columns = "event session lap_number leader cars_up most_by most_places"
    assert ask_changed("position-changes", columns, **MAY)[-2:] == [
        ("May", "Race", 4, None, 0, None, None), ("May", "Race", 5, None, 1, "1", 2),
    ]  # fmt: skip


def test_stints_end_with_a_stop(ask: Ask) -> None:
    columns = (
        "car_number stint driver first_lap last_lap laps best_lap_us mean_clean_us duration_us"
    )

    assert ask("stints", columns, **MAY) == [
        ("2", 1, "Cy Ek", 1, 5, 5, 10 * S, 10_500_000, 55 * S),
        ("1", 1, "Ann Berg", 1, 2, 2, 10 * S, None, 22 * S),
        ("1", 2, "Bo Dahl", 3, 5, 3, 9 * S, 10 * S, 35 * S),
        ("3", 1, "Di Falk", 1, 2, 2, 11 * S, 12 * S, 23 * S),
    ]


def test_a_missing_lap_ends_no_stint_and_makes_no_out_lap(
    ask_changed: Ask, weekend_url: str
) -> None:
    laps = SCHEMA.tables["laps"]
    with write(database_url(weekend_url)) as connection:
        missing = sa.tuple_(laps.c.entry_id, laps.c.number).in_([(2, 3), (1, 3)])
        connection.execute(sa.delete(laps).where(missing))

    assert ask_changed("stints", "car_number stint driver first_lap last_lap laps", **MAY) == [
        ("2", 1, "Cy Ek", 1, 5, 4),
        ("1", 1, "Ann Berg", 1, 2, 2),
        ("1", 2, "Bo Dahl", 4, 5, 2),  # an in-lap was the last one before
        ("3", 1, "Di Falk", 1, 2, 2),
    ]
    assert ask_changed("lap-times", "lap_number lap_us", cars="1", **MAY) == [
        (4, 9 * S),
        (5, 11 * S),
    ]


def test_pace_is_of_the_best_clean_laps(ask: Ask) -> None:
    columns = "car_number driver clean_laps laps_counted best_lap_us mean_us median_us"

    assert ask("crew-pace", columns, **MAY) == [
        ("2", "Cy Ek", 4, 2, 10 * S, 10 * S, 10 * S),
        ("1", "Bo Dahl", 2, 1, 9 * S, 9 * S, 9 * S),
        ("3", "Di Falk", 1, 1, 12 * S, 12 * S, 12 * S),
    ]
    assert ask("crew-pace", columns, best="100", **MAY)[:2] == [
        ("2", "Cy Ek", 4, 4, 10 * S, 10_500_000, 10 * S),
        ("1", "Bo Dahl", 2, 2, 9 * S, 10 * S, 10 * S),
    ]


def test_the_best_lap_of_a_driver_is_of_a_lap_that_counts(ask: Ask) -> None:
    columns = "driver best_lap_us car_number session"

    assert ask("best-lap-per-driver", columns, **MAY) == [
        ("Bo Dahl", 9 * S, "1", "Race"),
        ("Cy Ek", 10 * S, "2", "Race"),
        ("Di Falk", 12 * S, "3", "Race"),
    ]
    assert ask("best-lap-per-driver", columns, laps="all", **MAY) == [
        ("Bo Dahl", 9 * S, "1", "Race"),
        ("Ann Berg", 10 * S, "1", "Race"),
        ("Cy Ek", 10 * S, "2", "Race"),
        ("Di Falk", 11 * S, "3", "Race"),
    ]
    # no laps of qualifying: what is printed for cars of one driver
    assert ask("best-lap-per-driver", columns, event="2024-may", session="Q") == [
        ("Cy Ek", 9_500_000, "2", "Qualifying"), ("Di Falk", 9_900_000, "3", "Qualifying"),
    ]  # fmt: skip


def test_best_sectors_make_the_theoretical_best(ask: Ask) -> None:
    columns = "car_number theoretical_us best_lap_us left_us"

    assert ask("theoretical-best", columns, **MAY) == [
        ("1", 8 * S, 9 * S, 1 * S), ("2", 10 * S, 10 * S, 0), ("3", 11 * S, 11 * S, 0),
    ]  # fmt: skip
    assert ask("theoretical-best", "drivers theoretical_us", by="driver", **MAY)[0] == (
        "Bo Dahl", 8 * S,
    )  # fmt: skip


def test_lap_times_that_show_pace(ask: Ask) -> None:
    assert ask("lap-times", "car_number lap_number lap_us", cars="1", **MAY) == [
        ("1", 4, 9 * S), ("1", 5, 11 * S),
    ]  # fmt: skip
    assert len(ask("lap-times", "lap_number", laps="all", **MAY)) == 12


def test_pit_stops(ask: Ask) -> None:
    assert ask("pit-summary", "car_number stops lane_us shortest_us longest_us", **MAY) == [
        ("1", 1, 4 * S, 4 * S, 4 * S)
    ]
    columns = "car_number stop lap_number lane_us stationary_us driver_before driver_after"
    assert ask("pit-stops", columns, **MAY) == [("1", 1, 2, 4 * S, None, "Ann Berg", "Bo Dahl")]


def test_a_class_is_a_race_of_its_own(ask: Ask) -> None:
    columns = "class class_position car_number class_gap_us class_gap_laps"

    assert ask("class-result", columns, **MAY) == [
        ("PRO", 1, "2", None, None), ("PRO", 2, "1", 2 * S, None), ("AM", None, "3", None, None),
    ]  # fmt: skip


def test_places_from_grid_and_qualifying_to_the_flag(ask: Ask) -> None:
    assert ask("grid-vs-finish", "car_number grid_position position gained", **MAY) == [
        ("2", 2, 1, 1), ("1", 1, 2, -1), ("3", 3, None, None),
    ]  # fmt: skip
    columns = "car_number qualifying qualifying_position position gained qualifying_lap_us"
    assert ask("qualifying-vs-race", columns, **MAY) == [
        ("2", "Qualifying", 2, 1, 1, 9_500_000),
        ("1", "Qualifying", 1, 2, -1, 9 * S),
        ("3", "Qualifying", 3, None, None, 9_900_000),
    ]


def test_the_spread_of_the_field(ask: Ask) -> None:
    columns = "cars_timed cars_without_time first_us tenth_us last_us first_to_last_us limit_107_us"

    rows = ask("field-spread", columns + " cars_outside_107", event="2024-may", session="Q")

    assert rows == [(3, 0, 9 * S, None, 9_900_000, 900_000, 9_630_000, 1)]


def test_the_tenth_car_is_the_tenth_of_those_with_a_time(
    ask_changed: Ask, weekend_url: str
) -> None:
    times = [None, None, *(20 * S + number for number in range(7))]  # besides three below 10 s
    with write(database_url(weekend_url)) as connection:
        for entry, best_us in enumerate(times, start=100):
            car = {"id": entry, "event_id": 1, "car_number": f"T{entry}", "variant": 1}
            result = {
                "session_id": 1, "entry_id": entry, "row_order": entry, "status": "finished",
                "best_lap_us": best_us, "import_id": 1, "line": entry,
            }  # fmt: skip
            connection.execute(SCHEMA.tables["entries"].insert(), [car])
            connection.execute(SCHEMA.tables["results"].insert(), [result])

    columns = "cars_timed cars_without_time tenth_us last_us"
    spread = ask_changed("field-spread", columns, event="2024-may", session="Q")
    assert spread == [(10, 2, 20 * S + 6, 20 * S + 6)]


def test_speeds_are_computed_from_the_length(ask: Ask) -> None:
    assert ask("speed-table", "car_number speed_kph printed_kph", **MAY) == [
        ("1", 200.0, None), ("2", 180.0, None), ("3", 163.636, None),
    ]  # fmt: skip


def test_records_of_a_layout(ask: Ask) -> None:
    assert ask("layout-record", "layout class kind best_lap_us drivers event starts_on") == [
        ("long", "PRO", "qualifying", 9 * S, "Ann Berg / Bo Dahl", "May", "2024-05-10"),
        ("long", "PRO", "race", 9 * S, "Ann Berg / Bo Dahl", "May", "2024-05-10"),
        ("long", "AM", "qualifying", 9_900_000, "Di Falk", "May", "2024-05-10"),
        ("long", "AM", "race", 10_500_000, "Di Falk", "May", "2023-05-11"),
    ]
    only = ask("layout-record", "best_lap_us", circuit="ring", kind="race", **{"class": "am"})
    assert only == [(10_500_000,)]


def test_cars_of_one_team_are_compared(ask: Ask) -> None:
    columns = "team car_number other_car_number position other_position faster_by_us"

    assert ask("teammates", columns, **MAY) == [("Nord", "2", "1", 1, 2, -1 * S)]
    assert ask("teammates", columns, team="sued", **MAY) == []


def test_a_career_in_numbers(ask: Ask) -> None:
    columns = (
        "series first_season last_season starts wins class_wins podiums poles fastest_laps"
        " sprint_wins best_position points"
    )

    # Ann is named in car 3 of 2023, but only Di drove it.
    assert ask("driver-career", columns, driver="ann") == [
        ("GT Cup", "2024", "2024", 1, 0, 0, 1, 1, 0, 1, 2, 26.0)
    ]
    # His own points of 2023, not those of the car; nobody had a grid there.
    assert ask("driver-career", columns, driver="falk") == [
        ("GT Cup", "2023", "2024", 2, 1, 1, 1, 0, 1, 0, 1, 20.0)
    ]
    assert ask("driver-career", columns, driver="cy") == [
        ("GT Cup", "2023", "2024", 2, 1, 2, 2, 0, 0, 0, 1, 43.0)
    ]


def test_a_renamed_team_has_one_history(ask: Ask) -> None:
    columns = "season team entries starts wins class_wins podiums best_position points"
    expected = [
        ("2023", "Alt-Nord", 1, 1, 1, 1, 1, 1, 25.0),
        ("2024", "Nord", 2, 2, 1, 1, 2, 1, 51.0),
    ]

    assert ask("team-history", columns, team="nord") == expected
    assert ask("team-history", columns, team="alt-nord") == expected


def test_wins_are_counted_and_listed(ask: Ask) -> None:
    assert ask("most-wins", "name wins") == [("Cy Ek", 1), ("Di Falk", 1)]
    assert ask("most-wins", "name wins", of="team") == [("Nord", 1), ("Alt-Nord", 1)]
    assert ask("most-wins", "name wins", of="manufacturer", season="2023") == [("Beta", 1)]
    assert ask("most-wins", "name wins", wins="class", circuit="ring") == [
        ("Cy Ek", 2), ("Di Falk", 1),
    ]  # fmt: skip
    assert ask("most-wins", "name", most="1") == [("Cy Ek",)]
    assert ask("wins", "date event car_number drivers", driver="cy") == [
        ("2024-05-11", "May", "2", "Cy Ek")
    ]
    assert ask("wins", "date", driver="ann") == []
    assert ask("wins", "date drivers") == [("2023-05-11", "Di Falk"), ("2024-05-11", "Cy Ek")]
    assert ask("wins", "drivers", season="2023") == ask("wins", "drivers", event="2023-may")
    assert ask("wins", "drivers", season="2023") == [("Di Falk",)]
    assert ask("wins", "date", manufacturer="beta", season="2024") == []
    assert ask("wins", "date", team="alt-nord") == [("2023-05-11",)]
    assert ask("wins", "date team", manufacturer="alfa", wins="class") == [
        ("2023-05-11", "Süd"), ("2024-05-11", "Nord"),
    ]  # fmt: skip


def test_wins_of_makers_by_season_and_class(ask: Ask) -> None:
    columns = "season class manufacturer wins podiums class_wins class_podiums"

    assert ask("manufacturer-wins", columns) == [
        ("2023", "PRO", "Alfa", 0, 1, 1, 1),
        ("2023", "AM", "Beta", 1, 1, 1, 1),
        ("2024", "PRO", "Alfa", 1, 2, 1, 2),
    ]


def test_reliability(ask: Ask) -> None:
    columns = "name starts finished retired finished_percent most_common_cause"

    assert ask("reliability", columns) == [
        ("Alfa", 3, 3, 0, 100.0, None), ("Beta", 2, 1, 1, 50.0, "Gearbox"),
    ]  # fmt: skip
    assert ask("reliability", columns, sprints="with") == [
        ("Alfa", 4, 4, 0, 100.0, None), ("Beta", 3, 1, 2, 33.3, "Gearbox"),
    ]  # fmt: skip
    assert ask("reliability", "name starts", by="car", starts="3") == [("Alfa One", 3)]


def test_points_add_up_round_by_round(ask: Ask) -> None:
    assert ask("season-points", "season round name points total", series="gt-cup") == [
        ("2023", 1, "Di Falk", 20.0, 20.0),
        ("2023", 1, "Cy Ek", 18.0, 18.0),
        ("2024", 1, "Ann Berg", 26.0, 26.0),
        ("2024", 1, "Bo Dahl", 26.0, 26.0),
        ("2024", 1, "Cy Ek", 25.0, 25.0),
    ]
    assert ask("season-points", "name total", series="gt-cup", season="2024", of="team") == [
        ("Nord", 51.0)
    ]
    assert ask("season-points", "name total", series="gt-cup", of="manufacturer") == [
        ("Beta", 25.0), ("Alfa", 18.0), ("Alfa", 51.0),
    ]  # fmt: skip


def test_ages_of_winners(ask: Ask) -> None:
    columns = "driver age_years age_days date"

    # 44 years and one day: 44 * 365 + 11 leap days + 1
    assert ask("age-of-winners", columns) == [
        ("Di Falk", 33, 12_183, "2023-05-11"), ("Cy Ek", 44, 16_072, "2024-05-11"),
    ]  # fmt: skip
    assert ask("age-of-winners", "driver", order="oldest", most="1") == [("Cy Ek",)]


def test_two_drivers_are_compared_where_they_met(ask: Ask) -> None:
    columns = "event kind a_position b_position ahead"

    assert ask("head-to-head", columns, a="cy", b="di") == [
        ("May", "race", 2, 1, "b"), ("May", "race", 1, None, "a"), ("May", "qualifying", 2, 3, "a"),
    ]  # fmt: skip
    assert ask("head-to-head", columns, a="ann", b="bo", season="2024")[0][-1] == "same car"
    assert ask(
        "head-to-head-summary", "kind sessions a_ahead b_ahead same_car neither", a="cy", b="di"
    ) == [("race", 2, 1, 1, 0, 0), ("qualifying", 1, 1, 0, 0, 0)]


WITHOUT = {"stops": "without", **MAY}


def test_without_stops_gaps_and_positions_are_as_if_no_car_had_stopped(ask: Ask) -> None:
    columns = "lap_number car_number gap_us position class team"

    # Car 1 stops after lap 2: its lap 3 takes 15 s, and 10 s that of car 2 of its class. Lap 1 is slow.
    assert ask("gap-to-leader", columns, **WITHOUT) == [
        (1, "3", 0, 1, "AM", "Süd"), (1, "1", S, 2, "PRO", "Nord"), (1, "2", 2 * S, 3, "PRO", "Nord"),
        (2, "1", 0, 1, "PRO", "Nord"), (2, "2", S, 2, "PRO", "Nord"), (2, "3", S, 2, "AM", "Süd"),
        (3, "1", 0, 1, "PRO", "Nord"), (3, "2", S, 2, "PRO", "Nord"),
        (4, "1", 0, 1, "PRO", "Nord"), (4, "2", 4 * S, 2, "PRO", "Nord"),
        (5, "1", 0, 1, "PRO", "Nord"), (5, "2", 3 * S, 2, "PRO", "Nord"),
    ]  # fmt: skip
    assert ask("lap-chart", "lap_number position car_number team", cars="1,2", **WITHOUT)[2:6] == [
        (2, 1, "1", "Nord"), (2, 2, "2", "Nord"), (3, 1, "1", "Nord"), (3, 2, "2", "Nord"),
    ]  # fmt: skip
    assert ask("gap-to-leader", "lap_number", cars="1", within_s="0", **WITHOUT) == [
        (2,), (3,), (4,), (5,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "gaps"),
    [
        # In a lap that is slow for all, what a stop costs does not count: the gap closes anyway.
        ("UPDATE laps SET lap_us = 20000000, elapsed_us = 65000000 WHERE entry_id = 2 AND number = 5",
         [(4, "2", 4 * S), (5, "2", 8 * S)]),
        # A lap four times as long as those of others is no stop.
        ("UPDATE laps SET lap_us = 50000000, elapsed_us = 72000000 WHERE entry_id = 1 AND number = 3",
         [(3, "1", 39 * S), (4, "1", S), (5, "1", 2 * S)]),
        # Without session times the lap times are added up.
        ("UPDATE laps SET elapsed_us = NULL WHERE entry_id = 1",
         [(2, "2", S), (3, "2", S), (4, "2", 4 * S), (5, "2", 3 * S)]),
    ],
)  # fmt: skip
def test_what_a_stop_costs(
    change: str, gaps: list[tuple[Value, ...]], ask_changed: Ask, weekend_url: str
) -> None:
    with write(database_url(weekend_url)) as connection:
        connection.execute(sa.text(change))

    found = ask_changed("gap-to-leader", "lap_number car_number gap_us", cars="1,2", **WITHOUT)
    behind = [row for row in found if row[2] and row[0] != 1]
    assert behind[-len(gaps) :] == gaps


def test_outcomes_are_finishes_and_causes(ask: Ask) -> None:
    columns = "name outcome cars cars_percent starts"

    assert ask("outcomes", columns) == [
        ("Alfa", "finished", 3, 100.0, 3),
        ("Beta", "Gearbox", 1, 50.0, 2), ("Beta", "finished", 1, 50.0, 2),
    ]  # fmt: skip
    assert ask("outcomes", "name outcome cars_percent", sprints="with", by="car", starts="3") == [
        ("Alfa One", "finished", 100.0), ("Beta Two", "Gearbox", 33.3),
        ("Beta Two", "finished", 33.3), ("Beta Two", "retired", 33.3),
    ]  # fmt: skip


@pytest.mark.parametrize("name", queries.names())
@pytest.mark.sqlite_only
def test_a_picture_names_columns_that_the_query_has(name: str, ask: Ask) -> None:
    query = queries.load(name)
    if query.chart:
        values = {"team": "nord", "series": "gt-cup"}
        required = {it.name: values.get(it.name, "cy") for it in query.parameters if it.required}
        picture = named(query.chart)
        columns = [*picture.columns(), *picture.colour, *picture.label, *picture.to_label]
        assert ask(name, " ".join(columns), **required) is not None
