"""Files are identified by the hash of their bytes, whatever their size."""

import hashlib
import sqlite3

from racedb.file_hash import open_mapped, sha256
from racedb.readers import open_source
from tests.refusals import GOOD, RACE

MORE_THAN_A_BLOCK = b"Pos,No,Driver\n" * 1_300_000
"""18.2 MB."""


def test_the_hash_of_a_big_file_is_that_of_all_its_blocks(tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes(MORE_THAN_A_BLOCK)

    with open_mapped(path) as data:
        assert sha256(data) == hashlib.sha256(MORE_THAN_A_BLOCK).hexdigest()


def test_bytes_in_memory_have_the_same_hash_as_in_a_file(tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes(b"Pos\n1\n")

    assert (
        open_source(path).sha256 == sha256(b"Pos\n1\n") == hashlib.sha256(b"Pos\n1\n").hexdigest()
    )


def test_a_loaded_file_is_known_by_its_hash(run, file, sqlite_url):
    path = file(GOOD)

    run("load", path, "--db", sqlite_url, *RACE)

    with sqlite3.connect(sqlite_url) as stored:
        ((digest,),) = stored.execute("SELECT sha256 FROM sources").fetchall()
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    again = run("load", path, "--db", sqlite_url, *RACE)
    assert again.stderr == f"{path}: already loaded as import 1 (identical file)\n"
