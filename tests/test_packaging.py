"""The wheel is whole: installed into a clean environment, it does the main job without a clone."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from the sources as they are."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("racedb-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel into an environment of its own; libraries are lent by that of the tests."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # Plain path lines: the .pth of the editable install, which knows the clone, is not followed.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "python"


def _run(python, *words, cwd):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "RACEDB", "COV"))}
    return subprocess.run(
        [python, "-m", "racedb", *map(str, words)],
        cwd=cwd, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_wheel_carries_all_that_is_not_python(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())

    data = [
        path.relative_to(ROOT)
        for path in (ROOT / "racedb").rglob("*")
        if path.is_file() and path.suffix in {".csv", ".sql", ".toml", ".typed"}
    ]
    migrations = [
        Path("racedb") / path.relative_to(ROOT)
        for path in (ROOT / "migrations").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(data) > 20
    assert len(migrations) >= 4
    assert [str(path) for path in (*data, *migrations) if str(path) not in inside] == []


def test_the_wheel_carries_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}

    assert {top.split("-")[0] for top in tops} == {"racedb"}
    assert len(tops) == 2


def test_the_installed_program_is_the_one_of_the_wheel(installed, tmp_path):
    code = "import racedb, sys; print(racedb.__file__)"

    done = subprocess.run(
        [installed, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert Path(done.stdout.strip()).is_relative_to(installed.parent.parent)


def test_the_main_job_runs_from_another_folder(installed, tmp_path):
    load = _run(installed, "load", ROOT / "seeds", "--db", "race.sqlite", cwd=tmp_path)
    query = _run(
        installed, "query", "best-lap-per-manufacturer", "--db", "race.sqlite",
        "--format", "json", cwd=tmp_path,
    )  # fmt: skip

    first = json.loads(query.stdout)[0]
    assert (load.returncode, query.returncode) == (0, 0)
    assert (first["manufacturer"], first["best_lap_us"]) == ("Chevrolet", 137_719_000)
    assert [path.name for path in tmp_path.iterdir()] == ["race.sqlite"]


def test_the_installed_program_makes_and_checks_databases(installed, postgres_url, tmp_path):
    upgrade = _run(installed, "db", "upgrade", "--db", postgres_url, cwd=tmp_path)
    check = _run(installed, "db", "check", "--db", postgres_url, cwd=tmp_path)

    assert (upgrade.returncode, check.returncode) == (0, 0)
    assert check.stderr.endswith("no problem found\n")


def test_the_command_is_named_racedb(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (it for it in archive.namelist() if it.endswith("entry_points.txt"))
        text = archive.read(name).decode()

    assert "racedb = racedb.__main__:run" in text


def test_every_dependency_is_pinned_to_a_version_that_is_allowed():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    pins = {canonicalize_name(name): version for name, version in pins.items()}
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    wanted = [Requirement(text) for group in groups for text in group]

    wrong = [str(it) for it in wanted if pins.get(canonicalize_name(it.name)) not in it.specifier]

    assert wrong == []


def test_every_dependency_has_a_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("dependencies = [\n")[2].partition("]\n")[0]

    bare = [line for line in block.splitlines() if "#" not in line]

    assert block.count(">=") > 10
    assert bare == []
