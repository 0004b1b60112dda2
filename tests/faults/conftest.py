"""Databases to break, by the hundred, and the count of what was survived."""

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgres
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
    """Return a folder with two files of a race."""
    return write_files(tmp_path)


def write_files(folder: Path) -> Path:
    """Write two files of a race into a new folder."""
    files = folder / "files"
    files.mkdir()
    (files / "1.csv").write_text(FIRST)
    (files / "2.csv").write_text(SECOND)
    return files


@contextmanager
def copies(url: str, server: str | None) -> Iterator[Callable[[], str]]:
    """Yield a function that copies a database and returns the URL of the copy."""
    made: list[str] = []

    def copy() -> str:
        if server:
            made.append(postgres.create(server, url))
        else:
            made.append(str(Path(url).with_name(f"copy-{len(made)}.sqlite")))
            shutil.copy(url, made[-1])
        return made[-1]

    yield copy
    for it in made if server else []:
        postgres.drop(server, it)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 4 MiB: a tmpfs."""
    folder = tmp_path / "disk"
    folder.mkdir()
    assert _mounted(folder)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _mounted(folder: Path) -> bool:
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


def can_mount() -> bool:
    """Return whether disks can be made here: only root may, and not in every container."""
    with tempfile.TemporaryDirectory() as folder:
        if not _mounted(Path(folder)):
            return False
        subprocess.run(["umount", folder], check=True)
    return True


RACE = (*CONTEXT, "--session", "Race")
OTHER_RACE = [word.replace("Summer", "Winter") for word in RACE]
