"""The order of a classification after penalties: exact places, times and gaps."""

import pytest

from racedb.errors import LoadError
from racedb.history.reranking import COLUMNS, Decision, DrivenLap, rerank

S = 1_000_000
M = 60 * S
NONE = dict.fromkeys(COLUMNS)


def car(number, place, class_place=None, **values):
    row = {
        **NONE, "entry_id": number, "car_number": str(number), "class_id": 1,
        "position": place, "class_position": class_place, "row_order": place,
        "status": "finished", "classified": True,
    }  # fmt: skip
    return row | values


def race():
    """Four cars on the lead lap, two a lap down, one out; of classes 1 and 2."""
    return [
        car(7, 1, 1, laps=20, total_us=30 * M, points=25.0),
        car(8, 2, 2, laps=20, total_us=30 * M + 3 * S, gap_us=3 * S, points=18.0),
        car(21, 3, 1, class_id=2, laps=20, total_us=30 * M + 5 * S, gap_us=5 * S),
        car(9, 4, 3, laps=20, total_us=30 * M + 9 * S, gap_us=9 * S),
        car(22, 5, 2, class_id=2, laps=19, total_us=30 * M + 20 * S, gap_laps=1),
        car(10, 6, 4, laps=19, total_us=30 * M + 40 * S, gap_laps=1),
        car(11, None, laps=7, row_order=7, status="retired", classified=False),
    ]


def by_gaps():
    """The same race as a sheet prints it that has the time of the winner alone."""
    rows = race()
    return [rows[0], *({**row, "total_us": None} for row in rows[1:])]


def qualifying():
    laps = {7: 88, 8: 89, 9: 90}
    rows = [car(n, i, best_lap_us=us * S) for i, (n, us) in enumerate(laps.items(), 1)]
    return [*rows, car(10, None, row_order=4, status="no_time", classified=None)]


def decision(number, kind, amount=None, lap_number=None):
    values = {"time_us": None, "places": None, "laps": None}
    if kind in ("seconds", "deleted_time"):
        values["time_us"] = amount and int(amount * S)
    elif kind in values:
        values[kind] = amount
    return Decision(id=1, entry_id=number, kind=kind, lap_number=lap_number, **values)


def order(rows, *decisions, kind="race", laps=None):
    """Return the cars in their new order, with place and place in the class."""
    ranking = rerank(rows, kind, decisions, laps or {})
    new = [{**row, **ranking.changed.get(row["entry_id"], {})} for row in rows]
    new.sort(key=lambda row: row["row_order"])
    return [(row["entry_id"], row["position"], row["class_position"]) for row in new]


def changed(rows, *decisions, kind="race", laps=None):
    return rerank(rows, kind, decisions, laps or {}).changed


def test_seconds_are_added_and_the_cars_of_the_lap_ranked_again():
    assert order(race(), decision(7, "seconds", 4)) == [
        (8, 1, 1), (7, 2, 2), (21, 3, 1), (9, 4, 3), (22, 5, 2), (10, 6, 4), (11, None, None),
    ]  # fmt: skip
    assert changed(race(), decision(7, "seconds", 4)) == {
        7: {
            "row_order": 2,
            "position": 2,
            "class_position": 2,
            "total_us": 30 * M + 4 * S,
            "gap_us": S,
        },
        8: {"row_order": 1, "position": 1, "class_position": 1, "gap_us": None},
        21: {"gap_us": 2 * S},
        9: {"gap_us": 6 * S},
    }


def test_nobody_falls_behind_the_cars_of_the_lap_below():
    assert order(race(), decision(8, "seconds", 600))[:5] == [
        (7, 1, 1), (21, 2, 1), (9, 3, 2), (8, 4, 3), (22, 5, 2),
    ]  # fmt: skip


def test_seconds_that_cost_no_place_change_the_time_and_the_gap():
    assert changed(race(), decision(8, "seconds", 1)) == {
        8: {"total_us": 30 * M + 4 * S, "gap_us": 4 * S}
    }
    assert changed(race(), decision(22, "seconds", 5)) == {22: {"total_us": 30 * M + 25 * S}}


def test_a_leader_who_stays_in_front_is_nearer_to_the_others():
    assert changed(race(), decision(7, "seconds", 2)) == {
        7: {"total_us": 30 * M + 2 * S},
        8: {"gap_us": S},
        21: {"gap_us": 3 * S},
        9: {"gap_us": 7 * S},
    }


def test_gaps_are_enough_where_the_totals_are_not_printed():
    assert changed(by_gaps(), decision(8, "seconds", 4)) == {
        8: {"row_order": 3, "position": 3, "gap_us": 7 * S},
        21: {"row_order": 2, "position": 2},
    }


def test_equal_times_keep_the_order_of_the_road_and_it_says_so():
    ranking = rerank(race(), "race", [decision(7, "seconds", 3)], {})

    assert ranking.ties == ["car 7 and car 8 have equal times and keep the order of the road"]
    assert "position" not in ranking.changed[7]
    assert ranking.changed[8] == {"gap_us": 0}


def test_several_penalties_of_several_cars():
    assert order(race(), decision(7, "seconds", 30), decision(8, "seconds", 10))[:4] == [
        (21, 1, 1), (9, 2, 1), (8, 3, 2), (7, 4, 3),
    ]  # fmt: skip
    assert order(race(), decision(7, "seconds", 4), decision(8, "seconds", 4))[:4] == [
        (7, 1, 1), (21, 2, 1), (8, 3, 2), (9, 4, 3),
    ]  # fmt: skip
    assert order(race(), decision(7, "seconds", 4), decision(8, "seconds", 0.5))[:3] == [
        (8, 1, 1), (7, 2, 2), (21, 3, 1),
    ]  # fmt: skip
    assert order(race(), decision(7, "seconds", 2), decision(7, "seconds", 2))[:2] == [
        (8, 1, 1), (7, 2, 2),
    ]  # fmt: skip


def test_laps_are_taken_off():
    one = changed(race(), decision(7, "laps", 1))

    assert one[7] == {
        "row_order": 4, "position": 4, "class_position": 3, "laps": 19, "gap_laps": 1,
    }  # fmt: skip
    assert one[8] == {"row_order": 1, "position": 1, "class_position": 1, "gap_us": None}
    assert one[9] == {"row_order": 3, "position": 3, "class_position": 2, "gap_us": 6 * S}
    assert 22 not in one
    assert changed(race(), decision(11, "laps", 1)) == {11: {"laps": 6}}


def test_a_disqualified_car_loses_its_place_and_those_behind_move_up():
    assert order(race(), decision(7, "disqualification")) == [
        (8, 1, 1), (21, 2, 1), (9, 3, 2), (22, 4, 2), (10, 5, 3), (11, None, None), (7, None, None),
    ]  # fmt: skip
    one = changed(race(), decision(7, "disqualification"))
    assert one[7] == {
        "row_order": 7, "position": None, "class_position": None, "classified": False,
        "status": "disqualified", "points": None,
    }  # fmt: skip
    assert one[21] == {"row_order": 2, "position": 2, "gap_us": 2 * S}
    assert changed(race(), decision(11, "disqualification")) == {11: {"status": "disqualified"}}


def test_who_is_disqualified_has_no_other_penalty():
    both = changed(race(), decision(8, "disqualification"), decision(8, "seconds", 5))

    assert (both[8]["position"], both[8]["status"]) == (None, "disqualified")


def test_a_race_of_one_car_that_is_disqualified_has_no_order():
    only = [car(7, 1, laps=20, total_us=M), car(8, None, row_order=2, gap_us=S)]

    assert changed(only, decision(7, "disqualification"))[7]["position"] is None


def test_places_are_lost_in_the_order_after_the_times():
    assert order(race(), decision(7, "places", 2))[:4] == [
        (8, 1, 1), (21, 2, 1), (7, 3, 2), (9, 4, 3),
    ]  # fmt: skip
    assert order(race(), decision(7, "places", 1), decision(7, "seconds", 4))[:3] == [
        (8, 1, 1), (21, 2, 1), (7, 3, 2),
    ]  # fmt: skip
    assert order(race(), decision(10, "places", 9))[5] == (10, 6, 4)
    assert changed(race(), decision(8, "places", 1)) == {
        8: {"row_order": 3, "position": 3}, 21: {"row_order": 2, "position": 2},
    }  # fmt: skip
    dropped = order(race(), decision(8, "places", 1), decision(8, "disqualification"))
    assert dropped[-1] == (8, None, None)


def test_rows_in_the_order_of_classes_stay_where_they_are():
    rows = sorted(race(), key=lambda row: (row["class_id"], row["position"] or 99))
    rows = [{**row, "row_order": n} for n, row in enumerate(rows, 1)]

    one = changed(rows, decision(7, "seconds", 4))

    assert one[7] == {"position": 2, "class_position": 2, "total_us": 30 * M + 4 * S, "gap_us": S}


def test_holes_of_the_sheet_stay():
    rows = [car(7, 1, total_us=M), car(8, 3, total_us=M + S), car(9, 4, total_us=M + 2 * S)]

    assert order(rows, decision(7, "seconds", 1.5)) == [(8, 1, None), (7, 3, None), (9, 4, None)]


def test_a_retired_car_has_its_gap_to_the_new_leader():
    rows = [*race()[:2], car(11, None, laps=20, row_order=3, gap_us=4 * S, status="retired")]

    assert changed(rows, decision(7, "disqualification"))[11] == {"row_order": 2, "gap_us": S}


LAPS = {
    7: [
        DrivenLap(3, 88 * S, 1, 180.5),
        DrivenLap(5, 89 * S + 500_000, 2, 178.0),
        DrivenLap(6, 91 * S, 1, None),
    ]
}


def test_a_deleted_time_leaves_the_next_best_lap():
    one = changed(qualifying(), decision(7, "deleted_time", 88), kind="qualifying", laps=LAPS)

    assert one == {
        7: {"row_order": 2, "position": 2, "best_lap_us": 89 * S + 500_000, "best_lap_number": 5,
            "best_lap_driver_id": 2, "speed_kph": 178.0},
        8: {"row_order": 1, "position": 1},
    }  # fmt: skip
    by_number = decision(7, "deleted_time", lap_number=3)
    assert changed(qualifying(), by_number, kind="qualifying", laps=LAPS) == one
    both = [by_number, decision(7, "deleted_time", 89.5)]
    third = order(qualifying(), *both, kind="qualifying", laps=LAPS)
    assert third == [(8, 1, None), (9, 2, None), (7, 3, None), (10, None, None)]


def test_a_deleted_time_that_is_not_the_best_changes_nothing():
    assert changed(qualifying(), decision(7, "deleted_time", 91), kind="qualifying") == {}


def test_gaps_of_a_qualifying_follow_its_best_laps():
    rows = [
        {**row, "gap_us": row["best_lap_us"] and (row["best_lap_us"] - 88 * S or None)}
        for row in qualifying()
    ]

    one = changed(rows, decision(7, "deleted_time", 88), kind="qualifying", laps=LAPS)

    assert {number: values.get("gap_us") for number, values in one.items()} == {
        7: S // 2,
        8: None,
        9: S,
    }


def test_who_has_no_time_left_has_no_place():
    assert order(qualifying(), decision(7, "deleted_times"), kind="qualifying") == [
        (8, 1, None), (9, 2, None), (10, None, None), (7, None, None),
    ]  # fmt: skip
    one = changed(qualifying(), decision(7, "deleted_times"), kind="qualifying")
    assert (one[7]["status"], one[7]["classified"], one[7]["best_lap_us"]) == (
        "no_time",
        None,
        None,
    )


def test_a_deleted_time_of_a_race_changes_no_place():
    rows = [{**row, "best_lap_us": 88 * S} for row in race()]

    assert changed(rows, decision(7, "deleted_times")) == {7: {"best_lap_us": None}}


def test_a_deleted_time_of_a_car_without_a_place_changes_its_time():
    rows = [*qualifying()[1:], {**qualifying()[0], "position": None, "row_order": 9}]

    one = changed(rows, decision(7, "deleted_time", 88), kind="qualifying", laps=LAPS)

    assert list(one) == [7]


def test_a_session_of_unknown_kind_is_ranked_by_what_it_prints():
    one = changed(qualifying(), decision(7, "deleted_times"), kind="other")

    assert one[8] == {"row_order": 1, "position": 1}
    assert changed(race(), decision(8, "seconds", 1), kind="other")[8]["gap_us"] == 4 * S


@pytest.mark.parametrize(
    ("rows", "one", "kind", "expected"),
    [
        (race(), decision(99, "seconds", 5), "race", "penalty 1 is of a car that has no result in this session"),
        ([race()[-1]], decision(11, "seconds", 5), "race", "no car has a place in this session: load its classification first"),
        (race(), decision(11, "seconds", 5), "race", "car 11 has no place, so that seconds change nothing"),
        (race(), decision(11, "places", 1), "race", "car 11 has no place, so that it cannot lose any"),
        (by_gaps(), decision(22, "seconds", 5), "race", "neither the total nor the gap of car 22 is known, so that seconds cannot be added"),
        (by_gaps(), decision(8, "laps", 1), "race", "car 22 is on the same lap as car 8, and its time is not known"),
        ([car(7, 1, total_us=M)], decision(7, "laps", 1), "race", "the laps of car 7 are not known, so that none can be taken off"),
        (race(), decision(11, "laps", 8), "race", "car 11 completed only 7 laps"),
        (qualifying(), decision(7, "seconds", 5), "qualifying", "this session is ranked by best laps: seconds cannot be added"),
        (qualifying(), decision(7, "laps", 1), "qualifying", "this session is ranked by best laps: no laps can be taken off"),
        (qualifying(), decision(7, "deleted_time", 88), "qualifying", "the next best time of car 7 is not known: load its laps, or delete all of its times"),
        (qualifying(), decision(7, "deleted_time"), "qualifying", "penalty 1 of car 7 names neither the deleted time nor the lap"),
        (qualifying(), decision(7, "deleted_time", lap_number=3), "qualifying", "the time of lap 3 of car 7 is not known"),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_says_why(rows, one, kind, expected):
    with pytest.raises(LoadError) as error:
        rerank(rows, kind, [one], {})

    assert str(error.value) == expected


def test_a_car_without_a_number_is_named_all_the_same():
    with pytest.raises(LoadError, match="car - has no place"):
        rerank(
            [{**row, "car_number": None} for row in race()],
            "race",
            [decision(11, "seconds", 1)],
            {},
        )
