"""Big files that a command line names are hashed from the first moment, and never wrongly."""

import hashlib
import os
import sqlite3
import sys

import pytest

import racedb.__main__
from racedb import file_hash
from racedb.readers import open_source
from tests.refusals import GOOD, RACE

BIG = b"Pos,No,Driver\n" * 700_000
"""9.8 MB."""


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes(BIG)
    return path


@pytest.fixture(autouse=True)
def nothing_begun():
    yield
    file_hash.begun.clear()


def test_a_big_file_is_begun_with_and_gives_its_hash(big):
    file_hash.begin(["racedb", "load", str(big)])

    source = open_source(big)

    assert source.hashing is not None
    assert source.sha256 == hashlib.sha256(BIG).hexdigest()
    assert source.data[:13] == b"Pos,No,Driver"


def test_the_hash_is_taken_once_and_a_second_look_begins_anew(big):
    file_hash.begin(["racedb", "load", str(big)])
    open_source(big)

    again = open_source(big)

    assert again.hashing is None
    assert again.sha256 == hashlib.sha256(BIG).hexdigest()


@pytest.mark.parametrize("way", ["written to", "replaced"])
def test_a_file_that_changes_meanwhile_has_the_hash_of_what_is_read(big, way):
    file_hash.begin(["racedb", "load", str(big)])
    if way == "written to":
        with big.open("ab") as file:
            file.write(b"1,7,Ann Berg\n")
    else:
        other = big.with_name("other.csv")
        other.write_bytes(BIG + b"1,7,Ann Berg\n")
        other.replace(big)

    source = open_source(big)

    assert source.sha256 == hashlib.sha256(BIG + b"1,7,Ann Berg\n").hexdigest()


@pytest.mark.parametrize(
    "words",
    [
        ["racedb", "load", "--db", "{big}", "small.csv"],
        ["racedb", "load", "{folder}"],
        ["racedb", "load", "{folder}/missing.csv", "", "\0", "--db=x"],
        ["racedb", "load", "{folder}/small.csv"],
        ["racedb", "load", "{folder}/pipe"],
        ["racedb"],
        [],
    ],
)
def test_what_is_no_big_file_to_load_is_left_alone(big, words):
    folder = big.parent
    (folder / "small.csv").write_bytes(b"Pos\n1\n")
    os.mkfifo(folder / "pipe")  # to open it would wait for ever

    file_hash.begin([word.format(big=big, folder=folder) for word in words])

    assert file_hash.begun == {}


def test_what_the_program_loads_is_known_by_its_hash(tmp_path, monkeypatch, capsys):
    path, database = tmp_path / "race.csv", str(tmp_path / "races.sqlite")
    path.write_bytes(GOOD.encode() + b"\n" * (10 << 20))
    monkeypatch.setattr(sys, "argv", ["racedb", "load", str(path), "--db", database, *RACE])
    monkeypatch.setattr(os, "_exit", sys.exit)
    started, start = [], file_hash.Hashing.start
    monkeypatch.setattr(file_hash.Hashing, "start", lambda it: started.append(it.name) or start(it))
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"^0$"):
            racedb.__main__.run()

    assert started == ["racedb-hash"] * 2
    assert "holds these bytes already" in capsys.readouterr().err
    with sqlite3.connect(database) as stored:
        ((digest,),) = stored.execute("SELECT sha256 FROM sources").fetchall()
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert file_hash.begun == {}
