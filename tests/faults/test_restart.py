"""A server that is restarted while a command works: the old database, "try again", and then it works."""

import random
import time

import pytest

from racedb.db import schema
from racedb.db.url import database_url
from tests import postgres
from tests.faults import dies
from tests.faults.conftest import FULL, RACE, survived
from tests.faults.dies import Fault
from tests.faults.test_faults import sound, state, without_runs
from tests.refusals import HEADER

TIMES = 25 if FULL else 2


@pytest.fixture
def own_server(monkeypatch):
    """Return a server that nobody else uses, and that keeps what it said was committed."""
    monkeypatch.delenv(postgres.URL, raising=False)
    with postgres.server(postgres.WRITTEN) as url:
        yield url


def test_a_server_is_restarted_in_the_middle_of_a_load(own_server, tmp_path):
    file = tmp_path / "race.csv"
    rows = (f"{n},{n},Driver {n},Team {n % 50},1:58.{n % 1000:03}\n" for n in range(1, 1_500))
    file.write_text(HEADER + "".join(rows))
    dice, took_s = random.Random(5), 3.0
    for number in range(TIMES):
        url = postgres.create(own_server)
        schema.upgrade(database_url(url))
        words = ["load", file, *RACE, "--db", url]
        before = without_runs(state(url))
        began = time.monotonic()
        child = dies.start(words, Fault(), tmp_path)
        time.sleep(dice.uniform(0.1, took_s))
        postgres.restart(own_server)
        ended = child.end()
        if number == 0:
            took_s = max(1.0, min(3.0, time.monotonic() - began))
        sound(url)
        new = without_runs(state(url)) != before
        assert ended.code in (0, 3), ended
        assert "Traceback" not in ended.said
        assert "please report it" not in ended.said
        # A server that ends with the last word of a load may have kept it.
        assert new or ended.code == 3, ended
        assert dies.run(words, Fault(), tmp_path).code == 0
        survived[f"restart: {'new' if new else 'old'}"] += 1
        postgres.drop(own_server, url)
