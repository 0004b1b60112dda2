"""iRacing: positions from 0, ten-thousandths of a second, -1 for none; teams with drivers."""

import json

import pytest

from racedb.errors import ReadError
from racedb.readers import identify
from racedb.readers.reading import Options
from racedb.readers.simulators.iracing import FORMAT
from tests.readers.simulators import read, rows, source_of, without_nothing

ANN = {
    "display_name": "Ann Berg", "finish_position": 0, "finish_position_in_class": 0,
    "laps_complete": 22, "best_lap_time": 1_031_561, "best_lap_num": 17, "interval": 0,
    "starting_position": 2, "reason_out": "Running", "champ_points": 90, "car_name": "Lola T70",
    "car_class_id": 45, "livery": {"car_number": "07"},
}  # fmt: skip
BO = {
    "display_name": "Bo Dahl", "position": 1, "laps_complete": 0, "best_lap_time": -1,
    "best_lap_num": -1, "interval": -1, "starting_position": -1, "reason_out": "Disconnected",
    "car_class_id": 46, "car_class_name": "LMP2",
}  # fmt: skip
TEAM = {
    "display_name": "Team Alpha", "finish_position": 0, "interval": 15_000,
    "driver_results": [
        {"display_name": "Ann Berg", "livery": {"car_number": "7"}}, {"display_name": "Cy Ek"},
    ],
}  # fmt: skip


def session(*results, name="RACE", kind="Race"):
    return {"simsession_name": name, "simsession_type_name": kind, "results": list(results)}


def answer(*sessions, **more):
    return {
        "subsession_id": 1, "series_name": "Club Cup", "start_time": "2021-01-08T19:00:12Z",
        "track": {"track_name": "The Ring"}, "session_results": list(sessions),
        "car_classes": [{"car_class_id": 45, "short_name": "", "name": "GT"}],
    } | more  # fmt: skip


def test_positions_count_from_one_and_times_are_seconds(tmp_path):
    (results,) = read(tmp_path, answer(session(ANN, BO)), FORMAT).tables

    assert results.context == {
        "series": "Club Cup", "event": "The Ring", "circuit": "The Ring", "date": "2021-01-08",
        "session": "Race",
    }  # fmt: skip
    assert [without_nothing(row) for row in rows(results)] == [
        {
            "line": 1, "position": "1", "class_position": "1", "car_number": "07",
            "driver_1": "Ann Berg", "car": "Lola T70", "class": "GT", "laps": "22",
            "best_lap": "103.1561", "best_lap_number": "17", "grid": "3", "status": "Running",
            "points": "90",
        },
        {
            "line": 2, "position": "2", "driver_1": "Bo Dahl", "class": "LMP2", "laps": "0",
            "status": "Disconnected",
        },
    ]  # fmt: skip


def test_in_a_team_event_a_team_has_its_drivers(tmp_path):
    (results,) = read(tmp_path, answer(session(TEAM), league_name="Club League"), FORMAT).tables

    assert results.context["series"] == "Club League"
    assert [without_nothing(row) for row in rows(results)] == [
        {
            "line": 1, "position": "1", "car_number": "7", "driver_1": "Ann Berg",
            "driver_2": "Cy Ek", "team": "Team Alpha", "gap": "1.5000",
        }
    ]  # fmt: skip


def test_a_customer_is_one_driver_under_any_name(run, tmp_path):
    for day, name in ((8, "Ann Berg2"), (9, "Ann Berg III")):
        document = answer(session(ANN | {"display_name": name, "cust_id": 31}))
        document["start_time"] = f"2021-01-0{day}T19:00:12Z"
        (tmp_path / f"{day}.json").write_text(json.dumps(document))
    assert (
        run("load", "--db", tmp_path / "x.db", "--event", "One", tmp_path / "8.json").exit_code == 0
    )

    loaded = run("load", "--db", tmp_path / "x.db", "--event", "Two", tmp_path / "9.json")

    assert (loaded.exit_code, "resembles" in loaded.stdout + loaded.stderr) == (0, False)


def test_teams_and_nobody_are_no_customers(tmp_path):
    crew = [{"display_name": "Ann Berg", "cust_id": 31}, {"display_name": "Cy Ek", "cust_id": 0}]
    results = session(TEAM | {"cust_id": -5, "driver_results": crew})
    (found,) = read(tmp_path, answer(results), FORMAT).tables

    (row,) = rows(found)
    assert (row["driver_ref_1"], row["driver_ref_2"]) == ("iracing 31", None)


@pytest.mark.parametrize("wrapping", [("content",), ("data",), ("content", "body"), ()])
def test_the_answer_may_be_wrapped(tmp_path, wrapping):
    document = answer(session(ANN))
    for key in reversed(wrapping):
        document = {"headers": {}, key: document}

    (results,) = read(tmp_path, document, FORMAT).tables

    assert rows(results)[0]["driver_1"] == "Ann Berg"


@pytest.mark.parametrize(
    ("name", "kind", "plain"),
    [("RACE", "Race", "Race"), ("QUALIFY", "Lone Qualifying", "Qualifying"),
     ("PRACTICE", "Open Practice", "Practice"), ("WARMUP", "Warmup", "Warm-up"),
     ("NORMAL", "Race", "Race"), ("NORMAL", "Open Qualify", "Qualifying"),
     ("HEAT 1", "Race", "Heat 1"), ("FEATURE", "Race", "Feature"),
     ("FEATURE", "Open Practice", "Practice"), ("X", "Warm Up", "Warm-up"),
     ("Consolation", "Race", "Consolation"), (None, "Open Practice", "Open Practice"),
     (None, None, "Race")],
)  # fmt: skip
def test_sessions_have_plain_names(tmp_path, name, kind, plain):
    (results,) = read(tmp_path, answer(session(ANN, name=name, kind=kind)), FORMAT).tables

    assert results.context["session"] == plain


@pytest.mark.parametrize(
    ("name", "event"), [("Alpha League", "The Ring"), ("Ring 500", "Ring 500"), (None, "The Ring")]
)
def test_a_session_named_like_its_league_is_the_event_of_its_track(tmp_path, name, event):
    track = {"track_name": "The Ring", "config_name": "Short"}
    document = answer(session(ANN), league_name="Alpha League", session_name=name, track=track)

    (results,) = read(tmp_path, document, FORMAT).tables

    assert (results.context["event"], results.context["layout"]) == (event, "Short")


def test_sorted_keys_put_the_subsession_after_the_results(tmp_path):
    document = answer(session(*[ANN] * 500), track={"track_name": "X", "config_name": "N/A"})

    (results,) = read(tmp_path, dict(sorted(document.items())), FORMAT).tables

    assert (len(rows(results)), results.context.get("layout")) == (500, None)


def test_a_session_without_results_is_passed_over(tmp_path):
    tables = read(tmp_path, answer(session(), session(BO, name="QUALIFY")), FORMAT).tables

    assert [table.context["session"] for table in tables] == ["Qualifying"]


@pytest.mark.parametrize("document", [answer(), answer(session()), [{"subsession_id": 1}]])
def test_an_answer_without_anybody_is_refused(tmp_path, document):
    with pytest.raises(ReadError, match=r"result\.json: holds no lap and no result of anybody"):
        FORMAT.read(source_of(tmp_path, document), Options())


def test_wrapped_too_deep_or_not_at_all_is_not_claimed(tmp_path):
    document = answer(session(ANN))
    for _ in range(4):
        document = {"data": document}

    assert FORMAT.claims(source_of(tmp_path, document)) == 0
    assert FORMAT.claims(source_of(tmp_path, {"subsession_id": {"data": 1}})) == 0
    assert FORMAT.claims(source_of(tmp_path, json.dumps(document)[:-5])) == 0
    assert identify(source_of(tmp_path, answer(session(ANN))), None) is FORMAT


def driven(number, time, *events, **more):
    return {
        "cust_id": 1, "name": "Team Alpha", "display_name": "Ann Berg", "car_number": "07",
        "lap_number": number, "lap_time": time, "lap_events": list(events),
    } | more  # fmt: skip


LAPS = [
    driven(0, -1),
    driven(1, 1_031_561, "pitted", lap_position=3),
    driven(2, -1, "invalid", "off track"),
    driven(3, 1_020_000, display_name=None, lap_events=None),
]
INFO = {
    "subsession_id": 1, "series_name": "Club Cup", "start_time": "2022-01-02T10:15:00Z",
    "simsession_name": "QUALIFY", "track": {"track_name": "The Ring"},
}  # fmt: skip
READ = [
    {
        "line": 2, "car_number": "07", "driver": "Ann Berg", "lap_number": "1", "lap": "103.1561",
        "position": "3", "pit_in": "yes", "driver_ref": "iracing 1",
    },
    {
        "line": 3, "car_number": "07", "driver": "Ann Berg", "lap_number": "2", "pit_in": "no",
        "deleted_reason": "invalid", "driver_ref": "iracing 1",
    },
    {
        "line": 4, "car_number": "07", "driver": "Team Alpha", "lap_number": "3",
        "lap": "102.0000", "pit_in": "no",
    },
]  # fmt: skip


@pytest.mark.parametrize("key", ["laps", "lap_data", "_chunk_data"])
def test_laps_stand_beside_their_session(tmp_path, key):
    (laps,) = read(tmp_path, {"success": True, "session_info": INFO, key: LAPS}, FORMAT).tables

    assert (laps.kind, laps.context) == (
        "laps",
        {"series": "Club Cup", "event": "The Ring", "circuit": "The Ring", "date": "2022-01-02",
         "session": "Qualifying"},
    )  # fmt: skip
    assert [without_nothing(row) for row in rows(laps)] == READ


@pytest.mark.parametrize("document", [LAPS, {"headers": {}, "content": LAPS}])
def test_laps_may_stand_alone(tmp_path, document):
    (laps,) = read(tmp_path, document, FORMAT).tables

    assert laps.context == {}
    assert [without_nothing(row) for row in rows(laps)] == READ


def test_laps_and_results_may_be_one_answer(tmp_path):
    tables = read(tmp_path, answer(session(ANN), laps=LAPS, session_info=INFO), FORMAT).tables

    assert [table.kind for table in tables] == ["results", "laps"]


def test_the_lap_before_the_first_is_none(tmp_path):
    with pytest.raises(ReadError, match="holds no lap and no result of anybody"):
        read(tmp_path, [driven(0, -1)], FORMAT)
