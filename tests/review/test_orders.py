"""
A folder of files that disagree about names, in twenty orders: the database is the same every time.

The files have near names, short forms, umlauts, nicknames, two sources of one crew, two names of
one round, and spellings in capitals.
"""

import json
import random
import shutil
from contextlib import closing
from sqlite3 import connect

import pytest

pytestmark = pytest.mark.sqlite_only

_ABOUT = "Series,Season,Round,Event,Session,Date"
_OVAL = "Cup,2025,1,{},{},2025-05-04"
FILES = {
    "race.csv": (
        f"{_ABOUT},Pos,No,Driver 1,Driver 2,Team,Car,Class,Laps,Best Lap\n"
        + "".join(
            f"{_OVAL.format('Oval Grand Prix', 'Race')},{row}\n"
            for row in (
                "1,7,David Piper,Richard Thomas,AF Corsa,Lola T70 MkIII,GTE Pro,20,1:40.1",
                "2,8,Jürgen Müller,Nick McNish,Team WRT,Porsche 911 S,GTE Am,19,1:41.2",
                "3,9,Ann Berg,Bob Rahal,KCMG,Ferrari 488,GTE Am,19,1:42.0",
            )
        )
    ),
    "second.csv": (
        f"{_ABOUT},Pos,No,Drivers,Team,Class,Laps\n"
        + "".join(
            f"{_OVAL.format('OVAL GP', 'Race')},{row}\n"
            for row in (
                "1,7,D. Piper / Dick Thomas,Af corsa,GTE PRO,20",
                "2,8,Jurgen MUELLER / Nick McNish,TEAM WRT,GTE AM,19",
                "3,9,A. Berg / Bobby Rahal,Kcmg,GTE AM,19",
            )
        )
    ),
    "qualifying.csv": (
        f"{_ABOUT},Pos,No,Drivers,Team,Class,Best Lap\n"
        + "".join(
            f"{_OVAL.format('Oval Grand Prix of 2025', 'Qualifying')},{row}\n"
            for row in (
                "1,7,DAVID PIPER / R. Thomas,AF CORSA,gte pro,1:39.1",
                "2,8,Juergen Müller / Nicholas McNish,Team Wrt,GTE Am,1:39.2",
                "3,9,Ann BERG / Robert Rahal,KCMG,GTE Am,1:39.3",
            )
        )
    ),
    "laps.csv": (
        f"{_ABOUT},No,Driver,Lap,Lap Time\n"
        + "".join(
            f"{_OVAL.format('Oval Grand Prix', 'Race')},{car},{driver},{lap},1:{40 + lap}.5\n"
            for car, driver in (("7", "Dave Piper"), ("8", "J. Müller"), ("9", "Ann Berg"))
            for lap in (1, 2, 3)
        )
    ),
    "dell.csv": (
        f"{_ABOUT},Pos,No,Driver,Team,Car,Class,Laps\n"
        "Cup,2025,2,Dell 500,Race,2025-06-01,1,7,David Pipper,AF Corse,Lola T70 Mk III,GTE-Pro,20\n"
        "Cup,2025,2,Dell 500,Race,2025-06-01,2,8,Cy Ek,Team WRT,Porsche 911S,GTE Am,19\n"
        "Cup,2025,2,Dell 500,Race,2025-06-01,3,10,Will Power,WRT,BMW M4,GTEAm,18\n"
    ),
    "dell_warmup.csv": (
        f"{_ABOUT},Pos,No,Driver,Team,Class,Best Lap\n"
        "Cup,2025,,DELL 500,Warm-up,2025-06-01,1,7,Piper David,AF Corsa,GTE Pro,1:30.1\n"
        "Cup,2025,,DELL 500,Warm-up,2025-06-01,2,9,Nick Mc Nish,KCMG Racing,GTE Am,1:30.2\n"
        "Cup,2025,,DELL 500,Warm-up,2025-06-01,3,10,William Power,WRT,GTE Am,1:30.3\n"
    ),
}
QUERIES = {
    "drivers": "SELECT slug, name, given_name, family_name, suffix FROM drivers",
    "teams": "SELECT slug, name FROM teams",
    "cars": "SELECT c.slug, c.name, m.name FROM cars c LEFT JOIN manufacturers m "
    "ON m.id = c.manufacturer_id",
    "classes": "SELECT code, family FROM classes",
    "events": "SELECT slug, name, starts_on, ends_on FROM events",
    "rounds": "SELECT e.slug, r.number, r.session_id IS NULL FROM rounds r "
    "JOIN events e ON e.id = r.event_id",
    "sessions": "SELECT e.slug, s.code, s.name, s.kind, s.state FROM sessions s "
    "JOIN events e ON e.id = s.event_id",
    "aliases": "SELECT a.kind, a.key, coalesce(d.slug, t.slug, c.slug, e.slug) FROM aliases a "
    "LEFT JOIN drivers d ON a.kind = 'driver' AND d.id = a.target_id "
    "LEFT JOIN teams t ON a.kind = 'team' AND t.id = a.target_id "
    "LEFT JOIN cars c ON a.kind = 'car' AND c.id = a.target_id "
    "LEFT JOIN events e ON a.kind = 'event' AND e.id = a.target_id",
    "crews": "SELECT event, car_number, seat, driver, rating FROM crews",
    "drives": "SELECT s.code, e.car_number, d.name FROM drives f JOIN sessions s "
    "ON s.id = f.session_id JOIN entries e ON e.id = f.entry_id JOIN drivers d "
    "ON d.id = f.driver_id",
    "classification": "SELECT event, session, position, car_number, class, team, car, drivers, "
    "status, laps, best_lap_us FROM classification",
    "laps": "SELECT event, session, car_number, driver, lap_number, lap_us FROM lap_times",
    "lap_sums": "SELECT e.car_number, d.name, l.laps, l.best_lap_us FROM lap_sums l "
    "JOIN entries e ON e.id = l.entry_id LEFT JOIN drivers d ON d.id = l.driver_id",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write the files."""
    path = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def contents(run, folder, sqlite_template, tmp_path):
    """Return a function that loads the files in an order and gives what the database says."""

    def loaded(names):
        base = tmp_path / "base.sqlite"
        shutil.copy(sqlite_template, base)
        ran = run("load", *(folder / name for name in names), "--db", base)
        assert ran.exit_code == 5, ran.stderr
        with closing(connect(base)) as connection:
            found = {
                name: sorted(map(repr, connection.execute(text))) for name, text in QUERIES.items()
            }
        asked = json.loads(run("review", "list", "--db", base, "--format", "json").stdout)
        found["questions"] = sorted(
            repr((it["kind"], *sorted((it["name"], it["resembles"])), it["score"])) for it in asked
        )
        return found

    return loaded


@pytest.mark.parametrize("seed", range(20))
def test_files_in_any_order_end_in_one_database(seed, contents, expected):
    assert contents(random.Random(seed).sample(list(FILES), len(FILES))) == expected(contents)


@pytest.fixture(scope="module")
def expected():
    """Return what the files say in the order above, read once."""
    found = {}

    def once(contents):
        if not found:
            found.update(contents(FILES))
        return found

    return once
