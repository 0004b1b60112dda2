"""Databases and a command line for the tests: every test of `db_url` runs on both databases."""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from sqlalchemy import make_url

from racedb.cli import main
from racedb.db import schema
from racedb.db.url import database_url
from tests import postgres
from tests.refusals import CONTEXT, GOOD

_numbers = itertools.count(1)
# A slow example says something about the machine, which others use too, and not about racedb.
# CI tries the same examples each time, so that a change is judged by itself; at home they differ.
settings.register_profile("racedb", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("racedb")


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the person who runs the tests has set for racedb out of them."""
    for name in ("RACEDB_URL", "RACEDB_DEBUG", "RACEDB_LOG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the URL of a running server; no server is a failure, never a skip."""
    with postgres.server() as url:
        yield url


def _new_database(server: str, template: str | None = None) -> str:
    """Make a database on the server, empty or a copy; give its URL."""
    name = f"racedb_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            make += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        connection.execute(make)
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _drop(server: str, url: str) -> None:
    name = sql.Identifier(make_url(url).database or "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the path of a SQLite file that is not there yet."""
    return str(tmp_path / "test.sqlite")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database."""
    url = _new_database(postgres_server)
    yield url
    _drop(postgres_server, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest) -> str:
    """Give an empty database without a schema, on each engine in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    schema.create(database_url(str(path)))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Give the name of a PostgreSQL database with the newest schema, to be copied."""
    url = _new_database(postgres_server)
    schema.upgrade(database_url(url))
    yield make_url(url).database or ""
    _drop(postgres_server, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database with the newest schema and no rows, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "migrated.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield str(path)
        return
    server = request.getfixturevalue("postgres_server")
    url = _new_database(server, request.getfixturevalue("postgres_template"))
    yield url
    _drop(server, url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def seeded_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Give a database that holds the seed, on each engine in turn, for tests that only read."""
    server = None
    if request.param == "sqlite":
        url = str(tmp_path_factory.mktemp("seeded") / "seeded.sqlite")
    else:
        server = request.getfixturevalue("postgres_server")
        url = _new_database(server, request.getfixturevalue("postgres_template"))
    seeds = Path(__file__).parent.parent / "seeds"
    command = [sys.executable, "-m", "racedb", "load", str(seeds), "--db", url]
    subprocess.run(command, check=True, capture_output=True)
    yield url
    if server:
        _drop(server, url)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line in this process."""

    def ran(*args: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Ran(int(left.value.code or 0), out, err)

    return ran


@pytest.fixture
def run_process() -> Callable[..., Ran]:
    """Run a command line in a process of its own."""

    def ran(*args: object, cwd: Path | None = None, **env: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "racedb", *(str(arg) for arg in args)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=cwd,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"} | env,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return ran


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and give its path."""

    def write(content: str | bytes = GOOD, name: str = "race.csv") -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def held(run: Callable[..., Ran], migrated_url: str, file: Callable[..., Path]) -> str:
    """Give a database that holds a race already."""
    path = file(GOOD.replace("Ann Berg", "Cy Ek"), "before.csv")
    ran = run("load", path, "--db", migrated_url, *CONTEXT, "--session", "Warm-up")
    assert ran.exit_code == 0
    return migrated_url
