"""Databases and a command line for the tests: a test that takes `db_url` runs on both engines."""

import gc
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

from racedb import cli
from racedb.cli import main
from racedb.db import schema
from racedb.db.url import database_url
from racedb.log import configure
from tests import postgres
from tests.refusals import CONTEXT, GOOD
from tests.web import Web, web

ROOT = Path(__file__).parent.parent
# SQLite waits for the disk at every commit: where there is room, files of tests are in memory.
if _memory := postgres.in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _memory)
# Tables of tests are small: to hand each of them out to threads takes longer than to work on it.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
# Thousands of tests are objects that stay: to search them for garbage takes a third of the time in
# which they are collected, and a twentieth of that in which they run.
gc.set_threshold(250_000, 20, 20)
# No deadline: a slow example says something about the machine and not about racedb.
# CI tries the same examples each time, so that a change is judged by itself; at home they differ.
settings.register_profile("racedb", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("racedb")

Filled = dict[str, tuple[str, Any]]
"""Databases by the function that filled them, with what it returned."""


@dataclass(frozen=True)
class Ran:
    """How a command line ended, and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str


class Statements(dict[Any, Any]):
    """
    Statements that SQLAlchemy has compiled, for all engines of one kind of database.

    Each command makes an engine, and an engine would compile all of its statements anew: a quarter
    of the time of a small load. The first part of a key is the dialect of one engine.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        """Find a statement, whichever engine it was compiled for."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


_statements = Statements()
_create_engine = sa.create_engine


def _engine(url: Any, **options: Any) -> sa.Engine:
    return _create_engine(url, execution_options={"compiled_cache": _statements}, **options)


sa.create_engine = _engine

# Typer makes all commands anew for each command line: a quarter of the time of a small load.
_get_command = cache(cli.get_command)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave PostgreSQL out where the database does not matter: wording, rendering, parsing."""
    items[:] = [it for it in items if not (it.get_closest_marker("sqlite_only") and _on_server(it))]


def _on_server(item: pytest.Item) -> bool:
    parameters = getattr(item, "callspec", None)
    return parameters is not None and "postgresql" in parameters.params.values()


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear the settings of whoever runs the tests, and of the command line before."""
    for name in ("RACEDB_URL", "RACEDB_DEBUG", "RACEDB_LOG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    configure([])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the URL of a running server; without one the test fails and is never skipped."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the path of a SQLite file that does not exist yet."""
    return str(tmp_path / "test.sqlite")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Yield the URL of an empty PostgreSQL database."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest) -> str:
    """Return an empty database without a schema, on each engine in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    schema.create(database_url(str(path)))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Yield the URL of a PostgreSQL database with the newest schema, to be copied."""
    with postgres.database(postgres_server) as url:
        schema.create(database_url(url))
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield a database with the newest schema and no rows, on each engine in turn."""
    with migrated(request, request.param, tmp_path) as url:
        yield url


@contextmanager
def migrated(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """Yield a copy of the template of one kind, "sqlite" or "postgresql"."""
    name = "sqlite_template" if kind == "sqlite" else "postgres_template"
    with copied(request, str(request.getfixturevalue(name)), folder) as url:
        yield url


@contextmanager
def copied(request: pytest.FixtureRequest, url: str, folder: Path) -> Iterator[str]:
    """Yield a copy of a database that nobody is connected to."""
    if "://" in url:
        with postgres.database(request.getfixturevalue("postgres_server"), url) as copy:
            yield copy
    else:
        yield str(shutil.copy(url, folder / "migrated.sqlite"))


@pytest.fixture(scope="session")
def seeded_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a SQLite file that holds the seed, for tests that only read."""
    path = tmp_path_factory.mktemp("seeded") / "seeded.sqlite"
    shutil.copy(sqlite_template, path)
    _load_the_seed(str(path))
    return str(path)


@pytest.fixture(scope="session")
def seeded_postgres(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """Yield a PostgreSQL database that holds the seed, for tests that only read."""
    with postgres.database(postgres_server, postgres_template) as url:
        _load_the_seed(url)
        yield url


def _load_the_seed(url: str) -> None:
    assert command("load", ROOT / "seeds", "--db", url).exit_code in (0, 5)


def command(*args: object) -> Ran:
    """Run a command line in this process, for fixtures of a module; tests have `run`."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with pytest.raises(SystemExit) as left, redirect_stdout(out), redirect_stderr(err):
        main([str(arg) for arg in args])
    out.seek(0)
    return Ran(int(left.value.code or 0), out.read(), err.getvalue())


@pytest.fixture(params=["sqlite", "postgresql"])
def seeded_url(request: pytest.FixtureRequest) -> str:
    """Return a database that holds the seed, on each engine in turn, for tests that only read."""
    name = "seeded_sqlite" if request.param == "sqlite" else "seeded_postgres"
    return str(request.getfixturevalue(name))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command line in this process."""
    monkeypatch.setattr(cli, "get_command", _get_command)

    def ran(*args: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Ran(int(left.value.code or 0), out, err)

    return ran


@pytest.fixture
def run_process() -> Callable[..., Ran]:
    """Run a command line in a process of its own: slow, for what only a process shows."""

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
def server() -> Iterator[Web]:
    """Yield a server on this machine that answers as a test tells it to."""
    with web() as it:
        yield it


@pytest.fixture
def in_child() -> None:
    """Fetch and post in a child, as racedb does."""


@pytest.fixture
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetch and post in this process, which is quicker, and whose lines are counted."""
    if "in_child" not in request.fixturenames:
        for module in ("fetch", "schedule.notify"):
            monkeypatch.setattr(f"racedb.{module}.results", lambda work, given, *_: work(*given))


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and return its path."""

    def write(content: str | bytes = GOOD, name: str = "race.csv") -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture(scope="session")
def filled_sqlite() -> Filled:
    """Return the SQLite files that `once` has filled."""
    return {}


@pytest.fixture(scope="session")
def filled_postgres(postgres_server: str) -> Iterator[Filled]:
    """Yield the PostgreSQL databases that `once` has filled."""
    filled: Filled = {}
    yield filled
    for url, _ in filled.values():
        postgres.drop(postgres_server, url)


@pytest.fixture
def once(
    request: pytest.FixtureRequest, migrated_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[], Any]], Any]:
    """
    Fill the database by a function, or by a copy of what the same function did for an earlier test.

    Returns what the function returned.
    """
    server = request.getfixturevalue("postgres_server") if "://" in migrated_url else None
    filled: Filled = request.getfixturevalue("filled_postgres" if server else "filled_sqlite")

    def fill(function: Callable[[], Any]) -> Any:
        key = f"{function.__module__}.{function.__qualname__}"
        if key not in filled:
            result = function()
            if server:
                copy = postgres.create(server, migrated_url)
            else:
                copy = shutil.copy(migrated_url, tmp_path_factory.mktemp("filled") / "it.sqlite")
            filled[key] = str(copy), result
        elif server:
            postgres.replace(server, migrated_url, filled[key][0])
        else:
            shutil.copy(filled[key][0], migrated_url)
        return deepcopy(filled[key][1])

    return fill


@pytest.fixture
def held(run: Callable[..., Ran], once: Any, migrated_url: str, file: Callable[..., Path]) -> str:
    """Return a database that holds a race."""
    path = file(GOOD.replace("Ann Berg", "Cy Ek"), "before.csv")

    def load() -> None:
        ran = run("load", path, "--db", migrated_url, *CONTEXT, "--session", "Warm-up")
        assert ran.exit_code == 0

    once(load)
    return migrated_url
