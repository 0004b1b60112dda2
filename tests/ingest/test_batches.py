"""Batches bound the memory and change nothing of what is stored; a reader's errors are told."""

import polars as pl
import pytest
import sqlalchemy as sa

from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.ingest import batches, plan
from racedb.ingest.context import Given
from racedb.readers import delimited, identify, open_source, row_blocks
from racedb.readers.reading import Options
from tests.ingest.samples import RACE

HEADER = "Series,Season,Event,Session,Pos,No,Driver,Car,Best Lap\n"
ROUNDS = [
    "Cup,2024,One,Qualifying,1,7,Ann Berg,Opel Astra,1:58.250\n",
    "Cup,2024,One,Qualifying,2,8,Bo Dahl,Ford Focus,1:58.500\n",
    "Cup,2024,One,Race,1,8,Bo Dahl,Ford Focus,1:59.500\n",
    "Cup,2024,One,Race,2,7,Ann Berg,Opel Astra,1:59.750\n",
    "Cup,2024,Two,Race,1,7,Ann Berg,Opel Astra,2:01.000\n",
    "Cup,2024,Two,Race,2,9,Cy Ek,Ford Focus,2:01.500\n",
    "Cup,2024,Three,Race,1,9,Cy Ek,Ford Focus,2:02.000\n",
]


@pytest.fixture
def stored(run, file, tmp_path):
    """Load rows into a new database; give what it shows then."""

    def shown(rows):
        url = str(tmp_path / f"{len(list(tmp_path.glob('*.sqlite')))}.sqlite")
        ran = run("load", file(HEADER + "".join(rows)), "--db", url)
        assert ran.exit_code == 0, ran.stderr
        assert f"  {len(rows)} rows read: {len(rows)} new" in ran.stderr
        with read(database_url(url)) as connection:
            return [
                connection.execute(sa.text(f"SELECT * FROM {view} ORDER BY 1, 2, 3, 4, 5")).all()
                for view in ("classification", "crews", "drivers", "cars", "sessions")
            ]

    return shown


@pytest.mark.parametrize(
    "rows", [ROUNDS, ROUNDS[::-1], ROUNDS[::2] + ROUNDS[1::2]], ids=["in order", "back", "mixed"]
)
def test_batches_of_any_size_store_the_same(stored, rows, monkeypatch):
    as_one = stored(rows)

    monkeypatch.setattr(batches, "_ENOUGH", 2)
    in_batches = stored(rows)
    monkeypatch.setattr(batches, "_IN_MEMORY", 0)

    assert in_batches == stored(rows) == as_one


def made(path, **given):
    """Return the batches of a file."""
    source = open_source(path)
    read = identify(source, None).read
    about = Given(path.name, given)
    texts = batches.typed_batches(lambda: read(source, Options()).tables, about)
    return [*batches.read_ahead(texts)]


@pytest.mark.parametrize("in_memory", [0, 4, 1_000], ids=["long", "longer", "short"])
@pytest.mark.parametrize("block_bytes", [64, 1 << 20], ids=["blocks", "one block"])
def test_a_batch_ends_where_an_event_ends(file, monkeypatch, in_memory, block_bytes):
    monkeypatch.setattr(batches, "_ENOUGH", 2)
    monkeypatch.setattr(batches, "_IN_MEMORY", in_memory)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", block_bytes)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)

    found = made(file(HEADER + "".join(ROUNDS)))

    numbers = [number for it in found for number in it.rows.frame["row"]]
    events = [event for it in found for event in it.rows.frame["event"].unique()]
    assert numbers == [1, 2, 3, 4, 5, 6, 7]
    assert len(events) == len(set(events)) == 3
    assert sum(it.read for it in found) == 7


@pytest.mark.parametrize("in_memory", [0, 1_000], ids=["long", "short"])
def test_rows_of_an_event_that_are_scattered_are_brought_together(file, monkeypatch, in_memory):
    monkeypatch.setattr(batches, "_ENOUGH", 2)
    monkeypatch.setattr(batches, "_IN_MEMORY", in_memory)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)

    found = made(file(HEADER + "".join(ROUNDS[::2] + ROUNDS[1::2])))

    assert [it.rows.frame["row"].to_list() for it in found] == [[1, 2, 5, 6], [3, 7], [4]]


@pytest.mark.parametrize("in_memory", [0, 1_000], ids=["long", "short"])
@pytest.mark.parametrize(
    ("session", "rows"), [("Race", [3, 4, 5, 6, 7]), ("Qualifying", [1, 2])], ids=["last", "first"]
)
def test_the_given_session_is_taken_whatever_is_in_a_block(
    file, monkeypatch, in_memory, session, rows
):
    monkeypatch.setattr(batches, "_IN_MEMORY", in_memory)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)

    found = made(file(HEADER + "".join(ROUNDS)), session=session)

    lines = [line - 1 for it in found for line in it.rows.frame["line"]]
    assert (lines, sum(it.read for it in found)) == (rows, len(rows))


@pytest.mark.parametrize("in_memory", [0, 1_000], ids=["long", "short"])
def test_events_that_a_column_of_sessions_names_are_brought_together(file, monkeypatch, in_memory):
    monkeypatch.setattr(batches, "_ENOUGH", 2)
    monkeypatch.setattr(batches, "_IN_MEMORY", in_memory)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 40)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    rows = [f"Prix {name},{n},{n},Driver {n},9\n" for n in range(1, 4) for name in ("Alfa", "Beta")]

    found = made(
        file("Session,Pos,No,Driver,Laps\n" + "".join(rows)), session="Race", season="2024"
    )

    assert [it.rows.frame["row"].to_list() for it in found] == [[1, 3, 5], [2, 4, 6]]
    assert [it.rows.frame["event"].unique().to_list() for it in found] == [
        ["Prix Alfa"], ["Prix Beta"],
    ]  # fmt: skip


def test_laps_are_cut_where_an_event_ends_and_within_one_that_is_long(file, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 40)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    laps = [("One", 3), ("Two", 9), ("Three", 1)]
    rows = [
        f"{event},7,{lap},1:30.{lap:03}\n" for event, last in laps for lap in range(1, last + 1)
    ]

    found = made(file("Event,No,Lap,Lap time\n" + "".join(rows)))

    events = [set(it.rows.frame["event"]) for it in found]
    assert events == [{"One"}, {"One"}, {"Two"}, {"Two"}, {"Two"}, {"Two"}, {"Three"}]
    assert pl.concat([it.rows.facts["row"] for it in found]).to_list() == [*range(1, 14)]


@pytest.mark.parametrize("is_big", [False, True], ids=["small", "big"])
def test_a_lap_that_comes_again_blocks_later_is_the_same_or_rejected(
    load, ask, sheet, monkeypatch, is_big
):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 40)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    monkeypatch.setattr(plan, "_BIG_BYTES", 0 if is_big else 1 << 40)
    rows = [f"{car},{lap},1:{30 + car}.{lap:03}" for lap in range(1, 9) for car in (7, 8)]
    rows += ["7,2,1:37.002", "9,4,1:39.004", "8,3,1:38.999", "9,1,1:39.001"]
    text = "No,Lap,Lap time\n" + "\n".join(rows) + "\n"

    (told,) = load(sheet(text, "laps.csv"), *RACE, "--max-rejects", "1", exit_code=5)

    assert (told["read"], told["new"], told["same"], told["rejected"]) == (20, 18, 1, 1)
    assert [(it["line"], it["message"]) for it in told["rejects"]] == [
        (20, "duplicate lap 3 of car 8 in this session; the first row is kept")
    ]
    counted = "SELECT car_number, count(*) AS laps, min(lap_us) AS best FROM lap_times GROUP BY 1"
    assert sorted(ask(counted), key=str) == [
        {"car_number": "7", "laps": 8, "best": 97_001_000},
        {"car_number": "8", "laps": 8, "best": 98_001_000},
        {"car_number": "9", "laps": 2, "best": 99_001_000},
    ]


def test_a_damaged_block_far_behind_is_named_and_nothing_is_kept(run, file, tmp_path, monkeypatch):
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 4096)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    rows = [f"Cup,2024,One,Race,{n},{n},Ann {n},Opel Astra,1:58.250\n" for n in range(1, 2001)]
    path = file(HEADER + "".join(rows) + "Cup,2024,One,Race,2001,2001,Bo D\0hl,,\n")

    ran = run("load", path, "--db", tmp_path / "new.sqlite")

    assert ran.exit_code == 1
    assert ran.stderr == (
        f"racedb: {path}:2002: holds a NUL byte; it is not a text file, or it is damaged\n"
    )
    assert not (tmp_path / "new.sqlite").exists()
