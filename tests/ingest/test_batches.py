"""Batches bound the memory and change nothing of what is stored; a reader's errors are told."""

import pytest
import sqlalchemy as sa

from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.ingest import batches
from racedb.readers import delimited, identify, open_source
from racedb.readers.reading import Options

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

    assert stored(rows) == as_one


def test_a_batch_ends_where_an_event_ends(file, monkeypatch):
    monkeypatch.setattr(batches, "_ENOUGH", 2)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 64)
    source = open_source(file(HEADER + "".join(ROUNDS)))
    tables = identify(source, None).read(source, Options()).tables

    made = [*batches.ahead(batches.typed(tables, {}, by_event=True))]

    assert [(it.read, it.goes_on) for it in made] == [(4, False), (2, True), (1, True)]
    assert [it.rows.frame["row"].to_list() for it in made] == [[1, 2, 3, 4], [5, 6], [7]]


def test_a_damaged_block_far_behind_is_named_and_nothing_is_kept(run, file, tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 4096)
    rows = [f"Cup,2024,One,Race,{n},{n},Ann {n},Opel Astra,1:58.250\n" for n in range(1, 2001)]
    path = file(HEADER + "".join(rows) + "Cup,2024,One,Race,2001,2001,Bo D\0hl,,\n")

    ran = run("load", path, "--db", tmp_path / "new.sqlite")

    assert ran.exit_code == 1
    assert ran.stderr == (
        f"racedb: {path}:2002: holds a NUL byte; it is not a text file, or it is damaged\n"
    )
    assert not (tmp_path / "new.sqlite").exists()
