"""lap_sums, lap_leaders and the columns beside laps follow every change of laps."""

import json
import math
import statistics

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from racedb import checks
from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.summaries import laps as summaries
from tests.ingest.versions import LAPS

RACE, PRACTICE = 1, 2
"""Two sessions of the made-up laps."""
ABOUT = ("--series", "Club Cup", "--season", "2024", "--event", "Spring Race", "--session", "Race")
MORE = LAPS.split("\n", 1)[0] + "\n9;1;2:04.000;2:04.000;Jo IX\n9;2;1:59.000;4:03.000;Jo IX\n"


# ---- the sums themselves -------------------------------------------------------------------------


def numbers(most):
    """Make a number, or none."""
    return st.none() | st.integers(1, most)


LAP = st.fixed_dictionaries(
    {
        "driver_id": numbers(2), "lap_us": numbers(9), "elapsed_us": numbers(30),
        "s1_us": numbers(9), "position": st.none() | st.none() | st.integers(1, 2),
        "pit_in": st.booleans(), "pit_out": st.booleans(),
        "flag": st.sampled_from([None, "green", "yellow", "chequered"]),
        "deleted_reason": st.sampled_from([None, None, "track limits"]),
    }
)  # fmt: skip
KEY = st.tuples(st.sampled_from([RACE, PRACTICE]), st.integers(1, 3), st.integers(1, 5))
SCHEMA = {
    **dict.fromkeys(("session_id", "entry_id", "number", "driver_id", "lap_us", "elapsed_us",
                     "s1_us", "s2_us", "s3_us", "position"), pl.Int64),
    "pit_in": pl.Boolean, "pit_out": pl.Boolean, "flag": pl.String, "deleted_reason": pl.String,
}  # fmt: skip


def plainly(laps):
    """Look at one lap after the other: the sums by session, car and driver."""
    out = {}
    for (session, car, number), lap in sorted(laps.items()):
        mine = out.setdefault(
            (session, car, lap["driver_id"] or 0),
            {"laps": 0, "pit_ins": 0, "best": [], "clean": [], "s1": []},
        )
        mine["laps"] += 1
        mine["pit_ins"] += lap["pit_in"]
        if not lap["deleted_reason"]:
            mine["best"].append(lap["lap_us"])
            mine["s1"].append(lap["s1_us"])
        mine["clean"] += [lap["lap_us"]] if is_clean(laps, session, car, number) else []
    return out


def is_clean(laps, session, car, number):
    """Return whether a lap shows pace."""
    lap, before = laps[session, car, number], laps.get((session, car, number - 1))
    slow = lap["pit_in"] or lap["pit_out"] or (before and before["pit_in"])
    slow = slow or lap["flag"] == "yellow" or (number == 1 and session == RACE)
    slow = slow or (bool(before) and ends_a_caution(laps, session, car, number))
    return bool(lap["lap_us"]) and not slow and not lap["deleted_reason"]


def ends_a_caution(laps, session, car, number):
    """Say whether a green lap, or the last one, after a yellow one is slower than the next laps, or than others."""
    mine = {n: one for (s, c, n), one in sorted(laps.items()) if (s, c) == (session, car)}
    if mine[number]["flag"] not in ("green", "chequered") or mine[number - 1]["flag"] != "yellow":
        return False
    green = {
        n: one["lap_us"] for n, one in mine.items() if one["flag"] == "green" and one["lap_us"]
    }
    following = [green[n] for n in [n for n in mine if n > number][:2] if n in green]
    usual = min(following, default=statistics.median(green.values()) if green else None)
    return (
        usual is not None and bool(mine[number]["lap_us"]) and mine[number]["lap_us"] > usual * 1.1
    )


def place(laps, session, car, number):
    """Return the place of a car at the end of a lap of the race; None: it is not known."""
    if session != RACE:
        return None
    if printed := laps[RACE, car, number]["position"]:
        return printed
    order = [other for _, other in ended(laps, number)]
    return order.index(car) + 1 if car in order else None


def behind(laps, session, car, number):
    """Return how long after the first one a car ended a lap of the race; None: it is not known."""
    if session != RACE or (us := at(laps, car, number)) is None:
        return None
    return us - ended(laps, number)[0][0]


def ended(laps, number):
    """Return when the cars ended a lap of the race, and which, in this order."""
    times = ((at(laps, car, number), car) for car in (1, 2, 3))
    return sorted(it for it in times if it[0] is not None)


def led(laps, number):
    """Find who leads at the end of a lap of the race, and who gained places; None: nobody ended it."""
    places = {}
    for session, car, lap in laps:
        if session == RACE and (known := place(laps, RACE, car, lap)):
            places.setdefault(car, {})[lap] = known
    now = {car: of[number] for car, of in places.items() if number in of}
    if not now:
        return None
    gained = {
        car: places[car][max(earlier)] - mine
        for car, mine in now.items()
        if (earlier := [lap for lap in places[car] if lap < number])
    }
    leaders = [car for car, mine in now.items() if mine == 1]
    up = {car: won for car, won in gained.items() if won > 0}
    most = min(up, key=lambda car: (-up[car], now[car], car), default=None)
    least_won = least(gained.get(car) for car in leaders)  # two may have the first place printed
    return {
        "session_id": RACE, "number": number, "leader_entry_id": least(leaders),
        "new_leader": (least_won or 0) > 0, "cars_up": len(up), "places_gained": sum(up.values()),
        "most_by_entry_id": most, "most_places": up.get(most),
    }  # fmt: skip


def at(laps, car, number):
    """Return when a car ended a lap of the race; None: it is not known."""
    if (RACE, car, number) not in laps:
        return None
    if elapsed := laps[RACE, car, number]["elapsed_us"]:
        return elapsed
    times = [laps.get((RACE, car, one), {}).get("lap_us") for one in range(1, number + 1)]
    return sum(times) if all(times) else None


def least(values):
    """Return the least value that is known."""
    return min((one for one in values if one is not None), default=None)


def half(times):
    """Return the faster half of the times, in order."""
    return sorted(times)[: -(-len(times) // 2)]


def mean(times):
    """Return the mean as a whole number, halves go up."""
    return math.floor(sum(times) / len(times) + 0.5) if times else None


def median(times):
    """Return the median as a whole number, halves go down."""
    return math.floor(statistics.median(times)) if times else None


def ordered(laps):
    """Find the running order of laps."""
    rows = [
        {"session_id": session, "entry_id": car, "number": number, **lap}
        for (session, car, number), lap in laps.items()
    ]
    return summaries.running_order(pl.DataFrame(rows, SCHEMA), {RACE})


@given(st.dictionaries(KEY, LAP, max_size=20))
def test_sums_are_what_a_look_at_each_lap_gives(laps):
    wanted = [
        {
            "session_id": session, "entry_id": car, "driver_id": driver, "laps": one["laps"],
            "pit_ins": one["pit_ins"], "best_lap_us": least(one["best"]),
            "clean_laps": len(one["clean"]), "best_clean_us": least(one["clean"]),
            "mean_us": mean(half(one["clean"])), "median_us": median(half(one["clean"])),
            "s1_us": least(one["s1"]), "s2_us": None, "s3_us": None, "odd_laps": None,
        }
        for (session, car, driver), one in sorted(plainly(laps).items())
    ]  # fmt: skip
    assert summaries.lap_sums(ordered(laps)).rows(named=True) == wanted


@given(st.dictionaries(KEY, LAP, max_size=20))
def test_what_is_kept_beside_a_lap_is_what_a_look_at_each_gives(laps):
    wanted = [
        {"clean": is_clean(laps, *key), "running_position": place(laps, *key),
         "behind_leader_us": behind(laps, *key)}
        for key in sorted(laps)
    ]  # fmt: skip
    assert ordered(laps).select(*summaries.BESIDE).rows(named=True) == wanted


@given(st.dictionaries(KEY, LAP, max_size=20))
def test_leaders_are_what_a_look_at_each_lap_gives(laps):
    wanted = [row for number in range(1, 6) if (row := led(laps, number))]
    assert summaries.lap_leaders(ordered(laps)).rows(named=True) == wanted


@pytest.mark.parametrize("name", ["sector-sum", "elapsed"])
def test_checks_look_at_laps_that_are_off_by_as_much_as_odd_ones(name):
    (check,) = (one for one in checks.checks() if one.name == name)
    assert check.sql.endswith(f" > {summaries.ROUNDING_US}")


TIME = st.none() | st.sampled_from(range(1_000, 9_000, 1_000))
TIMES = ("lap_us", "elapsed_us", "s1_us", "s2_us", "s3_us")


@given(st.dictionaries(st.integers(1, 4), st.tuples(*[TIME] * len(TIMES)), max_size=4))
def test_odd_laps_are_those_whose_times_do_not_agree(times):
    laps = {number: dict(zip(TIMES, given, strict=True)) for number, given in times.items()}
    odd = 0
    for number, lap in laps.items():
        sectors = [lap[name] for name in TIMES[2:]]
        sums = [sum(sectors)] if None not in sectors else []
        before = laps.get(number - 1, {}).get("elapsed_us")
        sums += [lap["elapsed_us"] - before] if lap["elapsed_us"] and before else []
        odd += any(abs(it - lap["lap_us"]) > 2_000 for it in sums if lap["lap_us"])

    rest = {"driver_id": 1, "position": None, "pit_in": False, "pit_out": False}
    rows = {(RACE, 1, number): {**rest, **lap} for number, lap in laps.items()}
    found = summaries.lap_sums(ordered(rows))["odd_laps"].to_list()
    assert found == ([odd or None] if laps else [])


# ---- loads ---------------------------------------------------------------------------------------


@pytest.fixture
def sums(proven):
    """Return car, driver, laps led, best lap and best clean lap, after a proof of all summaries."""

    def found():
        return proven(
            "SELECT e.car_number, d.name, (SELECT count(*) FROM lap_leaders AS a JOIN laps AS l "
            "ON l.session_id = a.session_id AND l.entry_id = a.leader_entry_id "
            "AND l.number = a.number AND l.driver_id = k.driver_id "
            "WHERE a.session_id = k.session_id AND l.entry_id = k.entry_id) AS led, "
            "k.best_lap_us / 1000 AS best, "
            "k.best_clean_us / 1000 AS clean FROM lap_sums k JOIN entries e ON e.id = k.entry_id "
            "LEFT JOIN drivers d ON d.id = k.driver_id ORDER BY e.car_number, d.name"
        )

    return found


ED = ("12", "Ed Gil", 0, 120_000, 120_000)
ANN = ("7", "Ann Berg", 2, 118_250, 118_250)


@pytest.fixture
def spring(load, sheet):
    """Load the laps of two cars; gives the report."""
    return load(sheet(LAPS, "laps.csv"), *ABOUT)[0]


@pytest.mark.usefixtures("spring")
def test_a_first_load_adds_them(sums):
    assert sums() == [ED, ANN]


@pytest.mark.usefixtures("spring")
def test_laps_of_another_car_can_take_the_lead(load, sheet, run, base, sums):
    (report,) = load(sheet(MORE, "more.csv"), *ABOUT)
    assert sums() == [ED, (*ANN[:2], 0, *ANN[3:]), ("9", "Jo Ix", 2, 119_000, 119_000)]

    assert run("imports", "undo", report["import_id"], "--db", base).exit_code == 0
    assert sums() == [ED, ANN]


def test_an_undo_leaves_none(spring, run, base, sums):
    assert run("imports", "undo", spring["import_id"], "--db", base).exit_code == 0
    assert sums() == []


def test_a_lap_that_stands_twice_counts_once(load, sheet, sums):
    load(sheet(LAPS + "12;2;2:00.000;4:06.000;Ed GIL\n", "twice.csv"), *ABOUT)
    assert sums() == [ED, ANN]


@pytest.mark.usefixtures("spring")
def test_a_corrected_file_changes_them(load, sheet, sums):
    load(
        sheet(LAPS.replace("1:58.250;4:03", "1:58.150;4:07"), "corrected.csv"), *ABOUT, exit_code=5
    )
    assert sums() == [(*ED[:2], 1, *ED[3:]), ("7", "Ann Berg", 1, 118_150, 118_150)]


@pytest.mark.usefixtures("spring")
def test_a_correction_counts_until_it_is_removed(run, base, sums):
    where = ("--event", "2024-spring-race", "--session", "R", "--car", "7", "--lap", "2")
    ran = run("correct", "laps", *where, "flag=yellow", "--reason", "x", "--db", base)
    assert ran.exit_code == 0, ran.stderr
    assert sums() == [ED, (*ANN[:4], None)]

    assert run("corrections", "remove", "1", "--db", base).exit_code == 0
    assert sums() == [ED, ANN]


@pytest.mark.usefixtures("spring")
def test_a_correction_counts_after_the_file_came_again(load, sheet, run, base, sums):
    where = ("--event", "2024-spring-race", "--session", "R", "--car", "7", "--lap", "2")
    run("correct", "laps", *where, "lap_us=1:59.000", "--reason", "x", "--db", base)

    load(sheet(LAPS.replace("2:06.000;2:06", "2:07.000;2:07"), "again.csv"), *ABOUT, exit_code=5)
    assert sums() == [ED, (*ANN[:3], 119_000, 119_000)]


def test_laps_are_read_some_sessions_at_a_time(load, sheet, base, monkeypatch):
    monkeypatch.setattr(summaries, "_ROWS", 4)
    for event in ("A", "B", "C"):
        load(sheet(LAPS, f"{event}.csv"), *ABOUT[:5], f"{event} Race", *ABOUT[6:])

    with read(database_url(base)) as connection:
        portions = [(ids, laps.height) for ids, laps in summaries.read(connection, [3, 9, 1, 2, 8])]
    assert portions == [([1], 4), ([2], 4), ([3, 8, 9], 4)]


@pytest.mark.sqlite_only
def test_the_lap_that_ends_under_the_chequered_flag_counts(load, sheet, run, base):
    rows = [
        ("7", "Ann Berg", 1, "1:45.0", "GF"), ("7", "Ann Berg", 2, "1:41.0", "GF"), ("7", "Ann Berg", 3, "1:40.0", "FF"),
        ("8", "Bo Dahl", 1, "1:45.0", "GF"), ("8", "Bo Dahl", 2, "2:45.0", "FCY"), ("8", "Bo Dahl", 3, "2:44.0", "FF"),
    ]  # fmt: skip
    text = "NUMBER,DRIVER_NAME,LAP_NUMBER,LAP_TIME,FLAG_AT_FL\n"
    load(
        sheet(text + "".join(",".join(map(str, row)) + "\n" for row in rows)),
        *ABOUT[:-1],
        "Qualifying",
    )
    ran = run("query", "best-lap-per-driver", "--db", base, "--format", "json")
    found = json.loads(ran.stdout)
    assert [(it["driver"], it["best_lap_us"]) for it in found] == [
        ("Ann Berg", 100_000_000), ("Bo Dahl", 105_000_000),
    ]  # fmt: skip
