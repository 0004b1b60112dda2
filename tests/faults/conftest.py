"""Databases to break, by the hundred, and the count of what was survived."""

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from racedb.db.url import database_url
from tests.conftest import Ran, _drop, _new_database
from tests.refusals import CONTEXT, GOOD

FULL = os.environ.get("RACEDB_FAULTS") == "full"
"""`make faults`: every step and hundreds of moments, instead of some."""
FIGURES = Path(__file__).parents[2] / ".faults"
survived: Counter[str] = Counter()

FIRST = GOOD + "3,9,Cy Ek,Gamma,2:00.000\n4,10,Di Falk,Delta,2:00.500\n"
SECOND = (
    FIRST.replace("2:00.000", "1:59.500")
    .replace("Ann Berg", "Ann Bergg")
    .replace("4,10,Di Falk,Delta", "4,11,Eve Gunn,Epsilon")
)
"""Changes a lap, brings a driver, a team and a car, asks about a name, and misses a car."""


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    """Write down what this process has seen so far; tests.faults.figures adds them up."""
    yield
    if FULL and survived:
        FIGURES.mkdir(exist_ok=True)
        (FIGURES / f"{os.getpid()}.json").write_text(json.dumps(survived))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Give a folder with two files of a race, nothing of them new to a schedule."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "1.csv").write_text(FIRST)
    (folder / "2.csv").write_text(SECOND)
    return folder


@pytest.fixture
def database(
    files: Path, run: Callable[..., Ran], migrated_url: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[list[list[object]]], Callable[[], str]]]:
    """Give who makes a database by command lines, and then as many copies of it as are wanted."""
    made: list[str] = []
    sqlite = "://" not in migrated_url
    server = None if sqlite else request.getfixturevalue("postgres_server")

    def prepare(commands: list[list[object]]) -> Callable[[], str]:
        for command in commands:
            ran = run(*command, "--db", migrated_url)
            assert ran.exit_code in (0, 5), ran.stderr
        return copy

    def copy() -> str:
        if sqlite:
            url = str(Path(migrated_url).with_name(f"copy-{len(made)}.sqlite"))
            shutil.copy(migrated_url, url)
        else:
            url = _new_database(server, database_url(migrated_url).database)
        made.append(url)
        return url

    yield prepare
    for url in made if server else []:
        _drop(server, url)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 4 MiB: a tmpfs."""
    folder = tmp_path / "disk"
    folder.mkdir()
    assert _mounted(folder)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _mounted(folder: Path) -> bool:
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


def can_mount() -> bool:
    """Say whether disks can be made here: only root may, and not in every container."""
    with tempfile.TemporaryDirectory() as folder:
        if not _mounted(Path(folder)):
            return False
        subprocess.run(["umount", folder], check=True)
    return True


RACE = (*CONTEXT, "--session", "Race")
OTHER_RACE = [word.replace("Summer", "Winter") for word in RACE]
