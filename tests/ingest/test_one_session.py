"""A simulator's file of a whole event, of which one session is asked for."""

import json

import pytest

pytestmark = pytest.mark.sqlite_only

CONTEXT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
EVENT = {
    "track": "spa",
    "number_of_sessions": 2,
    "players": [{"name": "Ann Berg", "car": "lola_t70"}, {"name": "Bo Dahl", "car": "lola_t70"}],
    "sessions": [
        {"name": "Qualify", "type": 2,
         "bestLaps": [{"car": 0, "time": 118_250}, {"car": 1, "time": 119_000}]},
        {"name": "Race", "type": 3, "raceResult": [1, 0], "lapstotal": [1, 1],
         "laps": [{"car": 1, "lap": 0, "time": 121_000}, {"car": 0, "lap": 0, "time": 122_000}]},
    ],
}  # fmt: skip


@pytest.fixture
def event(tmp_path):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENT))
    return str(path)


@pytest.fixture
def load(run, migrated_url, event):
    """Load the file, or another document in its place."""

    def loaded(*args, document=None):
        if document:
            with open(event, "w") as file:  # noqa: PTH123  the path is text for the command line
                json.dump(document, file)
        return run("load", event, "--db", migrated_url, *CONTEXT, *args)

    return loaded


@pytest.mark.parametrize("asked", ["Qualifying", "qualifying", "Q"])
def test_one_session_of_several_is_taken(load, asked):
    ran = load("--session", asked)

    assert ran.exit_code == 0, ran.stderr
    assert "Summer Race 2024, " in ran.stderr
    assert "2 rows read: 2 new, 0 changed, 0 same, 0 rejected" in ran.stderr


def test_results_and_laps_of_the_session_stay_together(load):
    ran = load("--session", "Race")

    assert "4 rows read: 4 new, 0 changed, 0 same, 0 rejected" in ran.stderr


def test_without_a_name_all_sessions_are_loaded(load):
    ran = load()

    assert "6 rows read: 6 new, 0 changed, 0 same, 0 rejected" in ran.stderr
    assert "Summer Race 2024, Qualifying" in ran.stderr
    assert "Summer Race 2024, Race" in ran.stderr


def test_a_file_of_one_session_may_be_given_another_name(load):
    ran = load("--session", "Heat 1", document=EVENT | {"sessions": EVENT["sessions"][1:]})

    assert "Summer Race 2024, Heat 1" in ran.stderr


def test_a_session_that_is_not_in_the_file_is_refused(load, event):
    ran = load("--session", "Heat 1")

    assert ran.exit_code == 2
    assert ran.stderr == (
        f"racedb: {event}: has the sessions Qualifying, Race; --session 'Heat 1' is not one of "
        "them\n"
    )
