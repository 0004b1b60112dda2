"""Every summary: added by a load, refreshed, rebuilt, and verified."""

import pytest
import sqlalchemy as sa

from racedb.db.engine import read, write
from racedb.db.rows import TABLES
from racedb.db.url import database_url
from racedb.models import Base
from racedb.models.base import is_derived
from racedb.summaries import registry
from tests.conftest import command, copied, migrated
from tests.refusals import change

ABOUT = ("--series", "Club Cup", "--season", "2024", "--event", "Spring Race", "--session")
RESULTS = (
    "Pos,No,Class,Driver 1,Driver 2,Manufacturer,Car,Best Lap\n"
    "1,7,GT,Ann Berg,Bo Dahl,Lola,Lola T70,1:58.250\n"
    "2,8,GT,Cy Ek,,Lola,Lola T70,1:58.900\n"
    "3,9,P,Di Falk,,Lola,Lola T70,1:50.000\n"
    "4,,P,Ed Gil,,Porsche,Porsche 911,1:57.000\n"
)
LAPS = (
    "No;Lap;Lap Time;Elapsed;Driver\n"
    "7;1;2:05.000;2:05.000;Ann Berg\n"
    "7;2;1:58.250;4:03.250;Bo Dahl\n"
    "8;1;2:04.000;2:04.000;Cy Ek\n"
)
MORE = "No;Lap;Lap Time;Elapsed;Driver\n8;2;2:00.000;4:04.000;Cy Ek\n9;1;2:06.000;2:06.000;\n"
SUMMARIES = [one for facts in registry.EVERY for one in facts.summaries]
INDEPENDENT = {
    "session_bests": """
        SELECT r.session_id, r.entry_id, c.manufacturer_id, e.class_id, r.best_lap_us
        FROM results r JOIN entries e ON e.id = r.entry_id JOIN cars c ON c.id = e.car_id
        WHERE r.best_lap_us IS NOT NULL AND NOT EXISTS (
            SELECT 1
            FROM results o JOIN entries f ON f.id = o.entry_id JOIN cars d ON d.id = f.car_id
            WHERE o.session_id = r.session_id AND d.manufacturer_id = c.manufacturer_id
            AND f.class_id = e.class_id AND o.best_lap_us < r.best_lap_us
        )
    """,
    "lap_sums": """
        SELECT session_id, entry_id, coalesce(driver_id, 0) AS driver_id, count(*) AS laps,
               min(lap_us) AS best_lap_us
        FROM laps GROUP BY session_id, entry_id, coalesce(driver_id, 0)
    """,
    "lap_leaders": """
        SELECT l.session_id, l.number, l.entry_id AS leader_entry_id
        FROM laps l WHERE l.elapsed_us = (
            SELECT min(o.elapsed_us) FROM laps o
            WHERE o.session_id = l.session_id AND o.number = l.number
        )
    """,
    "laps": """
        SELECT l.session_id, l.entry_id, l.number, l.number > 1 AS clean, (
            SELECT count(*) FROM laps o WHERE o.session_id = l.session_id
            AND o.number = l.number AND o.elapsed_us <= l.elapsed_us
        ) AS running_position
        FROM laps l
    """,
    "entries": """
        SELECT a.entry_id AS id, d.name || coalesce(' / ' || (
            SELECT x.name FROM entry_drivers b JOIN drivers x ON x.id = b.driver_id
            WHERE b.entry_id = a.entry_id AND b.seat = 2
        ), '') AS crew_names
        FROM entry_drivers a JOIN drivers d ON d.id = a.driver_id WHERE a.seat = 1
    """,
    "results": """
        SELECT r.session_id, r.entry_id, (
            SELECT d.name FROM drives v JOIN drivers d ON d.id = v.driver_id
            WHERE v.session_id = r.session_id AND v.entry_id = r.entry_id AND NOT EXISTS (
                SELECT 1 FROM drives o WHERE o.entry_id = r.entry_id AND o.seat = 2
                AND o.session_id = r.session_id
            ) AND EXISTS (SELECT 1 FROM entry_drivers e WHERE e.entry_id = r.entry_id AND e.seat = 2)
        ) AS crew_names
        FROM results r
    """,
    "championships": """
        SELECT id AS season_id, 'drivers' AS code, 1 AS row_order, 'driver' AS competitor
        FROM seasons
    """,
    "championship_points": """
        SELECT r.session_id, r.entry_id, c.driver_id AS competitor_id, r.position AS place,
               CASE r.position WHEN 1 THEN 10.0 WHEN 2 THEN 6.0 WHEN 3 THEN 4.0 ELSE 0.0 END AS points
        FROM results r
        JOIN sessions s ON s.id = r.session_id
        JOIN session_crews c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
        WHERE s.kind = 'race'
    """,
    "championship_standings": """
        SELECT c.driver_id AS competitor_id,
               CASE r.position WHEN 1 THEN 10.0 WHEN 2 THEN 6.0 ELSE 4.0 END AS points
        FROM results r
        JOIN sessions s ON s.id = r.session_id
        JOIN session_crews c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
        WHERE s.kind = 'race' AND r.position <= 3
    """,
}
"""What a summary must have, computed by plain SQL; not all of its columns."""
PLANTED = [
    ("lap_sums", "UPDATE lap_sums SET laps = 9 WHERE entry_id = 1", "Spring Race, Race"),
    ("lap_sums", "DELETE FROM lap_sums", "Spring Race, Race"),
    ("lap_sums", "UPDATE lap_sums SET session_id = 77 WHERE entry_id = 1", "session 77"),
    ("lap_leaders", "UPDATE lap_leaders SET cars_up = 9", "Spring Race, Race"),
    ("laps.clean", "UPDATE laps SET clean = NULL WHERE number = 2", "Spring Race, Race"),
    ("session_bests", "DELETE FROM session_bests WHERE entry_id = 3", "Spring Race, Race"),
    ("session_bests", "UPDATE results SET best_lap_us = 1 WHERE entry_id = 1", "Spring Race, Race"),
    ("entries.crew_names", "UPDATE drivers SET name = 'Al' WHERE id = 1", "Spring Race, car 7"),
    ("entries.crew_names", "DELETE FROM entry_drivers WHERE entry_id = 4", "Spring Race, entry 4"),
    (
        "championship_points",
        "UPDATE results SET position = 9 WHERE entry_id = 1",
        "club-cup 2024",
    ),
    ("championship_standings", "UPDATE championship_standings SET points = 99", "club-cup 2024"),
    ("championships", "DELETE FROM championships", "club-cup 2024"),
    (
        "results.crew_names",
        "UPDATE results SET crew_names = 'Al' WHERE entry_id = 1",
        "Spring Race, car 7",
    ),
]


SYSTEM = """
name = "Club"
source = "rules"
points.race = [10, 6, 4]

[[championship]]
code = "drivers"
name = "Club championship"
of = "driver"
"""
FILES = (
    ("race.csv", RESULTS, "Race"), ("laps.csv", LAPS, "Race"), ("more.csv", MORE, "Race"),
    ("fp1.csv", "Pos,No,Driver 1,Driver 2\n1,9,Di Falk,Fi Holm\n", "FP1"),
)  # fmt: skip
"""A race, then its laps in two parts: the second one refreshes what the first added."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def spring(request, tmp_path_factory):
    """Yield a database of each kind with the files above, to be copied."""
    folder = tmp_path_factory.mktemp("spring")
    with migrated(request, request.param, folder) as url:
        assign = "INSERT INTO points_assignments (series, system, rules, decided_by, decided_at) "
        change(
            url, f"{assign}VALUES ('club-cup', 'club', '{SYSTEM}', 'Ann', '2024-01-01 00:00:00Z')"
        )
        for name, text, session in FILES:
            (folder / name).write_text(text, encoding="utf-8")
            assert command("load", folder / name, "--db", url, *ABOUT, session).exit_code == 0
        yield url


@pytest.fixture
def base(request, spring, tmp_path):
    """Yield a copy of it."""
    with copied(request, spring, tmp_path) as url:
        yield url


def stored(connection, summary):
    """Return what a summary has, by the names of its columns."""
    key = [column.name for column in summary.table.primary_key]
    wanted = [*key, *summary.columns] if summary.columns else summary.table.c.keys()
    columns = [summary.table.c[name] for name in wanted]
    rows = connection.execute(sa.select(*columns).order_by(*summary.table.primary_key))
    return [dict(row) for row in rows.mappings()]


def forget(connection):
    """Remove all summaries."""
    for summary in SUMMARIES:
        if summary.columns:
            nothing = dict.fromkeys(summary.columns)
            connection.execute(sa.update(summary.table).values(nothing))
        else:
            connection.execute(sa.delete(summary.table))


@pytest.mark.parametrize("summary", SUMMARIES, ids=lambda summary: summary.table.name)
def test_added_refreshed_rebuilt_and_computed_by_sql_it_is_the_same(summary, base, proven):
    plain = proven(INDEPENDENT[summary.table.name])
    with write(database_url(base)) as connection:
        loaded = stored(connection, summary)
        forget(connection)
        registry.rebuild(connection)
        assert stored(connection, summary) == loaded
        forget(connection)
        for facts in registry.EVERY:
            ids = connection.scalars(sa.select(facts.owner.c.id)).all()
            registry.refresh(connection, facts, ids)
        assert stored(connection, summary) == loaded

    names = list(proven_columns(INDEPENDENT[summary.table.name], base))
    assert sorted(plain) == sorted(tuple(row[name] for name in names) for row in loaded)


def proven_columns(statement, base):
    """Return the names of the columns of a statement."""
    with read(database_url(base)) as connection:
        return connection.execute(sa.text(statement)).keys()


@pytest.mark.parametrize(("name", "statement", "of"), PLANTED)
def test_a_planted_difference_is_found_and_rebuilt(name, statement, of, base, run):
    change(base, statement)

    ran = run("db", "check", "--db", base, "--format", "json")
    assert ran.exit_code == 1
    assert f"{name}" in ran.stdout
    assert f" of '{of}' is not what its facts give; 'racedb db refresh' rebuilds it" in ran.stdout

    ran = run("db", "refresh", "--db", base)
    assert ran.exit_code == 0
    assert f"rebuilt: {name}" in ran.stderr
    assert f" of '{of}'\n" in ran.stderr
    with read(database_url(base)) as connection:
        assert list(registry.verify(connection)) == []
    assert run("db", "refresh", "--db", base).stderr.endswith(": all were right\n")


def test_a_refresh_lists_twenty(base, run, monkeypatch):
    monkeypatch.setattr("racedb.cli.db._LISTED", 2)
    change(base, "DELETE FROM lap_sums")
    change(base, "DELETE FROM lap_leaders")
    change(base, "DELETE FROM session_bests")

    said = run("db", "refresh", "--db", base).stderr.splitlines()
    assert said[:3] == [
        "rebuilt: lap_sums of 'Spring Race, Race'",
        "rebuilt: lap_leaders of 'Spring Race, Race'",
        "... and 1 more",
    ]
    assert said[3].endswith(": 3 rebuilt")


def test_every_derived_column_and_every_table_of_summaries_is_in_the_registry():
    columns = {one.table.c[name] for one in SUMMARIES for name in one.columns}
    assert columns == {it for table in TABLES.values() for it in table.c if is_derived(it)}
    tables = {one.table for one in SUMMARIES if not one.columns}
    models = (mapper.class_ for mapper in Base.registry.mappers)
    derived = ("racedb.models.summaries", "racedb.models.championships")
    assert tables == {it.__table__ for it in models if it.__module__ in derived}
