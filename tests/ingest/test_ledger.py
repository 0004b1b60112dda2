"""The cell ledger: each filled cell of a file is stored, noted, left out or in no row of data."""

import io
import json
import shutil
import sqlite3
from csv import writer
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from racedb.ingest.ledger import home
from racedb.ingest.load import load
from racedb.ingest.plan import Settings
from racedb.readers import open_source, read_file, reading
from racedb.readers.reading import Options
from racedb.table import NOT_TAKEN
from tests.readers.test_any_bytes import DOCUMENTS, SAMPLES, as_bytes

ABOUT = {"series": "Club Cup", "season": "2024", "event": "Summer Race", "session": "Race"}
TIMES = st.integers(60_000, 200_000).map(
    lambda ms: (f"{ms // 60_000}:{ms % 60_000 / 1000:06.3f}", ms * 1000)
)
COLUMNS = {
    "Team": ("team", st.integers(1, 99).map(lambda n: (f"Team {n}", f"Team {n}"))),
    "Laps": ("laps", st.integers(1, 80).map(lambda n: (str(n), n))),
    "Best lap": ("best_lap_us", TIMES),
    "Best lap no": ("best_lap_number", st.integers(1, 80).map(lambda n: (str(n), n))),
    "Grid": ("grid_position", st.integers(1, 40).map(lambda n: (str(n), n))),
    "Points": ("points", st.integers(0, 50).map(lambda n: (str(n), n))),
}  # fmt: skip
"""Header -> column of the database, and cells with the value that they have there."""
BAD = {"Laps": "1O", "Best lap": "1:5O.900", "Best lap no": "4x", "Points": "2S"}
"""Cells that nobody can read."""
READ_BACK = """
    SELECT e.car_number, d.name AS driver, t.name AS team, r.position, r.laps, r.best_lap_us,
        r.best_lap_number, r.grid_position, r.points
    FROM results r
    JOIN entries e ON e.id = r.entry_id
    JOIN entry_drivers c ON c.entry_id = e.id
    JOIN drivers d ON d.id = c.driver_id
    LEFT JOIN teams t ON t.id = e.team_id
    ORDER BY r.row_order
"""
OF_ONE_CELL = {
    "results.laps", "results.best_lap_number", "results.points", "laps.lap_us", "laps.s1_us",
    "laps.s2_us", "laps.s3_us", "laps.elapsed_us", "laps.number", "pit_stops.number",
}  # fmt: skip
"""Columns that take the cells of one field, and each of them a value of its own."""
numbers = count(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ledger")


@st.composite
def tables(draw):
    """Draw rows of (cell, value) by header: blank, readable, unreadable, or of a strange column."""
    size = draw(st.integers(12, 20))
    rows = [
        {"Pos": (str(n), n), "No": (str(n + 100), str(n + 100)), "Driver": (f"Ann B{chr(96 + n)}rg",) * 2}
        for n in range(1, size + 1)
    ]  # fmt: skip
    for header in draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=2, unique=True)):
        cells = draw(st.lists(COLUMNS[header][1], min_size=size, max_size=size))
        for n in draw(st.sets(st.integers(0, size - 1), max_size=3)):
            cells[n] = ("", None)
        if header in BAD and draw(st.booleans()):
            cells[draw(st.integers(0, size - 1))] = (BAD[header], None)
        for row, cell in zip(rows, cells, strict=True):
            row[header] = cell
    for row in rows:
        row["Sponsor"] = (draw(st.sampled_from(["", "Acme", "Bolt"])), None)
    return rows


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=tables(), remarks=st.integers(0, 2))
def test_every_stored_cell_is_read_back_from_the_database(folder, sqlite_template, rows, remarks):
    text, name = io.StringIO(), next(numbers)
    lines = writer(text)
    lines.writerow(rows[0])
    lines.writerows([cell for cell, _ in row.values()] for row in rows)
    for _ in range(remarks):
        text.write("Corrected by the stewards\n")
    path, database = folder / f"{name}.csv", folder / f"{name}.sqlite"
    path.write_text(text.getvalue())
    shutil.copy(sqlite_template, database)

    (report,) = load([path], str(database), ABOUT, Settings()).files

    assert report.state == "applied", report.message
    cells = report.cells
    filled = [(header, *it) for row in rows for header, it in row.items() if it[0]]
    assert cells.read == len(filled) + remarks
    assert cells.left_out == sum(header == "Sponsor" for header, *_ in filled)
    assert cells.noted == sum(cell == BAD.get(header) for header, cell, _ in filled)
    assert cells.not_data == remarks
    assert cells.read == cells.stored + cells.noted + cells.left_out + cells.not_data
    with sqlite3.connect(database) as opened:
        found = opened.execute(READ_BACK).fetchall()
    names = {"No": "car_number", "Driver": "driver", "Pos": "position"}
    names |= {header: column for header, (column, _) in COLUMNS.items()}
    columns = ("car_number", "driver", "team", "position", "laps", "best_lap_us",
               "best_lap_number", "grid_position", "points")  # fmt: skip
    for row, stored in zip(rows, found, strict=True):
        values = dict(zip(columns, stored, strict=True))
        expected = {names[header]: value for header, (_, value) in row.items() if header in names}
        assert {name: values[name] for name in expected} == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sums_fit_for_every_format(name, tmp_path, sqlite_template):
    path, database = tmp_path / "file", tmp_path / "race.sqlite"
    path.write_bytes(as_bytes(SAMPLES[name]))
    shutil.copy(sqlite_template, database)

    for report in load([path], str(database), ABOUT, Settings(max_rejects=99)).files:
        cells = report.cells
        assert report.state == "applied", report.message
        assert cells.read == cells.stored + cells.noted + cells.left_out + cells.not_data
        assert cells.stored > 0
        with sqlite3.connect(database) as opened:
            for place, number in cells.columns.items():
                table, _, column = place.partition(".")
                shown = f"SELECT COUNT({column}) FROM {table}"
                (stored,) = opened.execute(shown).fetchone()
                assert stored == number if place in OF_ONE_CELL else stored > 0, place


def stray(node):
    """Add a key that nobody knows to every object of a document."""
    if isinstance(node, list):
        return [stray(one) for one in node]
    return (
        {**{k: stray(it) for k, it in node.items()}, "zebra": "x"}
        if isinstance(node, dict)
        else node
    )


@pytest.mark.parametrize("name", sorted(set(DOCUMENTS) - {"json-records"}))
def test_a_key_that_no_reader_takes_is_left_out_by_name(name, tmp_path, sqlite_template):
    plain, strange = tmp_path / "plain.json", tmp_path / "strange.json"
    plain.write_text(json.dumps(DOCUMENTS[name]))
    strange.write_text(json.dumps(stray(DOCUMENTS[name])))

    before, after = (loaded(path, sqlite_template, tmp_path).cells for path in (plain, strange))

    added = json.dumps(stray(DOCUMENTS[name])).count('"zebra"')
    assert before.read == before.stored + before.noted + before.left_out + before.not_data
    assert after.left_out - before.left_out == added
    assert after.stored == before.stored


def loaded(path, template, folder):
    """Load a file into a database of its own."""
    shutil.copy(template, database := folder / f"{path.stem}.sqlite")
    (report,) = load([path], str(database), ABOUT, Settings(max_rejects=99)).files
    return report


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("gmotor", {"header.game": 1, "slot.qualtime": 1}),
        ("iracing-csv",
         {"Car ID": 4, "Car Class ID": 4, "Out ID": 4, "Laps Led": 4, "Inc": 4}),
        ("gr-cup", {"meta_event": 6, "meta_source": 6, "meta_time": 6, "outing": 6}),
        ("rfactor", {"Race.Driver.Skin": 1, "Race.Stream": 1}),
    ],
)  # fmt: skip
def test_what_readers_of_known_text_do_not_take_is_named(name, left_out, tmp_path):
    path = tmp_path / "file"
    text = SAMPLES[name].replace("<Driver>", "<Driver><Skin>red</Skin>", 1)
    path.write_text(text.replace("</Race>", "<Stream><Incident>A hit B</Incident></Stream></Race>"))

    (reading,) = read_file(open_source(path), Options(), None)

    assert reading.tables[0].ledger.left_out == left_out
    assert {it.source for it in reading.tables[0].columns if it.why == NOT_TAKEN} == set(left_out)


def test_the_cells_of_rows_that_are_rejected_late_are_no_data(tmp_path, sqlite_template):
    path, database = tmp_path / "laps.csv", tmp_path / "race.sqlite"
    path.write_text("No,Driver,Lap,Lap time\n7,Ann Berg,1,1:30.0\n7,Ann Berg,1,1:31.0\n")
    shutil.copy(sqlite_template, database)

    (report,) = load([path], str(database), ABOUT, Settings(max_rejects=1)).files

    assert (report.cells.read, report.cells.stored, report.cells.not_data) == (8, 4, 4)


def test_cells_that_are_lost_on_their_way_refuse_the_file(run, sqlite_url, file, monkeypatch):
    whole = reading.Table._replace

    def losing(self, **changes):
        frames = [it.head(1) for it in changes.pop("batches", self.batches)]
        return whole(self, batches=frames, **changes)

    monkeypatch.setattr(reading.Table, "_replace", losing)
    path = file("Pos,No,Driver\n1,7,Ann Berg\n2,8,Bo Dahl\n")
    ran = run("load", path, "--db", sqlite_url, *(f"--{k}={v}" for k, v in ABOUT.items()))

    assert ran.exit_code == 1
    said = "6 cells were read, but 3 are accounted for: a mistake of racedb, please report it"
    assert f"{path}: {said}" in ran.stderr


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [
        ("results", "laps", "results.laps"), ("results", "elapsed", ""),
        ("laps", "elapsed", "laps.elapsed_us"), ("results", "interval", ""),
        ("laps", "time_of_day", ""), ("results", "driver", "drivers.name"),
        ("laps", "driver", "laps.driver_id"), ("laps", "lap_number", "laps.number"),
        ("pit_stops", "lap_number", "pit_stops.lap_number"), ("entries", "born_3", "drivers.born_on"),
        ("entries", "laps", ""), ("results", "q1", "results.best_lap_us"),
    ],
)  # fmt: skip
def test_a_field_has_a_home_or_is_left_out(kind, field, place):
    assert home(kind, field) == place


WIDE = {
    "cars": "Lap,K07,K08\n1,1:31.2,1:32.0\n2,1:30.1,1:31.5\n3,1:30.5,\n",
    "laps": "No,Driver,Lap 1,Lap 2\n7,Ann Berg,1:31.2,1:30.1\n8,Bo Dahl,1:32.0,\n",
    "results and laps": (
        "Pos,No,Driver,Best lap,Sponsor,Lap 1,Lap 2\n1,7,Ann Berg,1:30.1,Acme,1:31.2,1:30.1\n"
        "2,8,Bo Dahl,1:31.5,,1:32.0,1:31.5\n"
    ),
    "sessions": "No,Driver,Town,FP1,Qualifying,Race\n7,Ann Berg,Hill,2,1,1\n8,Bo Dahl,,1,2,\n",
    "stages": "No,Driver,SS1,SS2\n7,Ann Berg,5:31.2,6:30.1\n8,Bo Dahl,5:32.0,6:31.5\n",
    "classes": "Pos,No,Driver,Laps\nB Street,,,\n1,7,Ann Berg,9\n,,Flo Hau,\nC Street,,,\n1,8,Bo Dahl,8\n",
}  # fmt: skip


@pytest.mark.parametrize("name", WIDE)
def test_each_cell_of_a_wide_table_counts_once(name, tmp_path, sqlite_template):
    path, database = tmp_path / "wide.csv", tmp_path / "race.sqlite"
    path.write_text(WIDE[name])
    shutil.copy(sqlite_template, database)

    (report,) = load([path], str(database), ABOUT | {"session": ""}, Settings()).files
    if report.state == "refused":  # what has no sessions of its own
        (report,) = load([path], str(database), ABOUT, Settings()).files

    assert report.state == "applied", report.message
    cells = report.cells
    filled = sum(bool(cell) for row in WIDE[name].split("\n")[1:] for cell in row.split(","))
    assert (cells.read, cells.noted, cells.not_data) == (filled, 0, 0)
    assert cells.left_out == sum(WIDE[name].count(word) for word in ("Acme", "Hill"))
    assert cells.stored == filled - cells.left_out


def test_the_cells_of_sessions_that_are_not_wanted_are_no_data(tmp_path, sqlite_template):
    path, database = tmp_path / "page.md", tmp_path / "race.sqlite"
    path.write_text(
        "# Qualifying\n\n| Pos | No | Driver | Best lap | Mood |\n|--|--|--|--|--|\n"
        "| 1 | 7 | Ann Berg | 1:30.5 | glad |\n\n"
        "# Race\n\n| Pos | No | Driver | Laps |\n|--|--|--|--|\n| 1 | 7 | Ann Berg | 20 |\n"
    )
    shutil.copy(sqlite_template, database)

    (report,) = load([path], str(database), ABOUT, Settings()).files

    assert report.sessions == ["Summer Race 2024, Race"]
    cells = report.cells
    assert (cells.read, cells.stored, cells.left_out, cells.not_data) == (9, 4, 0, 5)
