"""iRacing: positions from 0, ten-thousandths of a second, teams with drivers, wrapped answers."""

import pytest

from tests.readers.read import reading, tables

BODY = {
    "subsession_id": 1,
    "series_name": "Sports Car Challenge",
    "start_time": "2024-05-04T18:00:00Z",
    "track": {"track_name": "Road Atlanta"},
    "car_classes": [{"car_class_id": 5, "short_name": "GT3"}],
    "session_results": [
        {"simsession_name": "QUALIFY", "simsession_type_name": "Lone Qualifying", "results": []},
        {
            "simsession_name": "RACE", "simsession_type_name": "Race",
            "results": [
                {
                    "finish_position": 0, "finish_position_in_class": 0, "display_name": "Alpha",
                    "driver_results": [
                        {"display_name": "Ann Berg", "livery": {"car_number": "07"}},
                        {"display_name": "Bo Dahl"},
                    ],
                    "car_name": "Lola", "car_class_id": 5, "laps_complete": 20,
                    "best_lap_time": 812345, "best_lap_num": 3, "interval": -1,
                    "starting_position": 1, "reason_out": "Running", "champ_points": 90,
                },
                {
                    "position": 1, "display_name": "Cy Ek", "livery": {"car_number": "8"},
                    "best_lap_time": -1, "best_lap_num": -1, "interval": 12345,
                    "starting_position": -1, "reason_out": "Disconnected",
                },
                {"position": 2, "display_name": "Di Falk", "driver_results": [], "car_class_name": "GT4"},
            ],
        },
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        BODY,
        {"headers": {}, "content": BODY},
        {"type": "event_result", "data": BODY},
        {"body": {"data": BODY}},
    ],
    ids=["plain", "content", "data", "twice"],
)
def test_a_subsession_gives_the_results_of_its_sessions(tmp_path, document):
    found = reading(tmp_path / "r.json", document)
    assert found.reader == "iracing"
    assert tables(found) == [
        (
            "results",
            {
                "series": "Sports Car Challenge", "event": "Road Atlanta",
                "circuit": "Road Atlanta", "date": "2024-05-04", "session": "Race",
            },
            [
                {
                    "line": 1, "position": "1", "class_position": "1", "car_number": "07",
                    "driver_1": "Ann Berg", "driver_2": "Bo Dahl", "team": "Alpha", "car": "Lola",
                    "class": "GT3", "laps": "20", "best_lap": "81.2345", "best_lap_number": "3",
                    "grid": "2", "status": "Running", "points": "90",
                },
                {
                    "line": 2, "position": "2", "car_number": "8", "driver_1": "Cy Ek",
                    "gap": "1.2345", "status": "Disconnected",
                },
                {"line": 3, "position": "3", "driver_1": "Di Falk", "class": "GT4"},
            ],
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "session"),
    [
        ("PRACTICE", "Open Practice", "Practice"), ("NORMAL", "Race", "Race"),
        ("FEATURE", "Race", "Feature"), ("HEAT 1", "Race", "Heat 1"),
        ("NORMAL", "Lone Qualifying", "Qualifying"), ("X", "Open Practice", "Practice"),
        ("X", "Warmup", "Warm-up"), ("Consolation", "Race", "Consolation"),
        (None, "Race", "Race"), (None, None, "Race"),
    ],
)  # fmt: skip
def test_sessions_have_names(tmp_path, name, kind, session):
    one = BODY["session_results"][1] | {"simsession_name": name, "simsession_type_name": kind}
    found = reading(tmp_path / "r.json", BODY | {"session_results": [one]})
    assert [context["session"] for _, context, _ in tables(found)] == [session]


def test_an_answer_about_something_else_is_not_claimed(tmp_path):
    other = {
        "subsession_id": 1,
        "content": ["x"],
        "rows": [{"position": 1, "car_number": "7", "driver": "A B", "laps": 3}],
    }
    assert reading(tmp_path / "r.json", other).reader == "json-records"
    deep = {
        "subsession_id": 1,
        "data": {"data": {"data": {"data": BODY}}},
        **{k: v for k, v in other.items() if k == "rows"},
    }
    assert reading(tmp_path / "r.json", deep, table="rows").reader == "json-records"
