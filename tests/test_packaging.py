"""The wheel is whole: installed into a clean environment, it does the main job without a clone."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import racedb
from tests import dist

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


def test_builds_of_other_folders_times_and_rights_are_equal(tmp_path):
    """The sdist holds all that the wheel is made of, and nothing depends on where it is built."""
    copy, first = tmp_path / "copy", tmp_path / "first"
    names = ["racedb", "migrations", "seeds", "docs", "tests/__init__.py", "tests/dist.py"]
    files = [".gitignore", *PROJECT["license-files"], "README.md", "pyproject.toml"]
    for name in (*names, *files):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name)
        else:
            shutil.copy(ROOT / name, copy / name)
    dist.build(copy, first, 1_700_000_000)
    for path in copy.rglob("*.py"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
        path.chmod(0o600)

    again = dist.built_again(first, 1_700_000_000)
    dist.build(copy, tmp_path / "second", 1_700_000_000)

    assert sorted(again) == [
        f"racedb-{racedb.__version__}-py3-none-any.whl",
        f"racedb-{racedb.__version__}.tar.gz",
    ]
    assert dist.hashes(first) == again == dist.hashes(tmp_path / "second")


def test_a_source_release_has_what_a_reader_of_it_needs(tmp_path):
    dist.build(ROOT, tmp_path, 1_700_000_000)
    (sdist,) = tmp_path.glob("*.tar.gz")

    with tarfile.open(sdist) as archive:
        names = archive.getnames()

    inside = {name.partition("/")[2] for name in names}
    assert len(names) == len(set(names))
    wanted = {"PKG-INFO", "LICENSE", "NOTICE.md", "CHANGELOG.md", "constraints.txt", "Dockerfile"}
    wanted |= {"compose.yaml", "racedb/py.typed", "migrations/env.py", "tests/conftest.py"}
    assert wanted - inside == set()


def test_files_of_others_are_named_with_their_licence(wheel):
    notice = (ROOT / "NOTICE.md").read_text(encoding="utf-8")
    own = {".py", ".sql", ".csv", ".toml", ".typed", ".mako"}
    with zipfile.ZipFile(wheel) as archive:
        inside = [Path(name) for name in archive.namelist() if ".dist-info/" not in name]
    assets = [path for path in (ROOT / "docs").rglob("*.js") if path.is_file()]

    foreign = [path for path in (*inside, *assets) if path.suffix not in own]

    assert [str(path) for path in foreign if f"{path.name}`" not in notice] == []
    named = re.findall(r"^\| .*? \| `(.*?)`", notice, re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_points_system_names_its_source():
    files = sorted((ROOT / "racedb" / "reference" / "points").glob("*.toml"))

    silent = [it.name for it in files if not tomllib.loads(it.read_text("utf-8")).get("source")]

    assert len(files) > 8
    assert silent == []


def test_the_changelog_begins_with_the_version_of_the_program():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, *older = re.findall(r"^## (.*)$", text, re.MULTILINE)

    released = [
        it.rpartition(" - ") for it in (newest, *older) if not it.startswith("Unreleased: ")
    ]

    assert racedb.__version__ in newest.split()
    assert [it for it in older if it.startswith("Unreleased")] == []
    days = [date.fromisoformat(day) for _, _, day in released]
    assert days == sorted(days, reverse=True)


def test_the_program_prints_its_version(installed, tmp_path):
    done = _run(installed, "--version", cwd=tmp_path)

    assert done.stdout == f"racedb {racedb.__version__}\n"


def _instructions():
    """Return the instructions of the Dockerfile, lines put together."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line and line[0] != "#"]


def test_the_image_has_the_oldest_python_that_is_allowed():
    images = [words for name, words in _instructions() if name == "FROM"]

    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert len(images) == 2
    assert {image.split()[0] for image in images} == {f"python:{oldest}-slim-bookworm"}


def test_the_image_is_built_of_files_that_are_there_and_let_in():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        name
        for word, words in _instructions()
        if word == "COPY" and not words.startswith("--from")
        for name in words.split()[:-1]
    ]

    assert {"pyproject.toml", "racedb", "migrations"} <= set(copied)
    assert {f"!{name}" for name in copied} == {line for line in lines if line[0] == "!"}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {*PROJECT["license-files"], PROJECT["readme"]} <= set(copied)


def test_the_image_runs_as_nobody_in_particular_and_knows_no_secret():
    instructions = _instructions()
    text = "\n".join(words for _, words in instructions)

    (user,) = [words for name, words in instructions if name == "USER"]
    assert f"--uid {user} " in text
    assert int(user) >= 10_000
    assert re.findall("(?i)password|secret|token", text) == []


def _commands():
    """Return the command lines of racedb in the Dockerfile and in compose.yaml."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    words = dict(_instructions())
    assert json.loads(words["ENTRYPOINT"]) == ["racedb"]
    yield json.loads(words["HEALTHCHECK"].partition("CMD ")[2])[1:]
    yield json.loads(words["CMD"])
    for service in compose["services"].values():
        if "command" in service:
            yield service["command"]


def test_containers_run_commands_that_exist(run):
    commands = list(_commands())

    ran = [run(*words, "--help") for words in commands]

    assert ["schedule", "status"] in commands
    assert ["db", "upgrade"] in commands
    assert [it.exit_code for it in ran] == [0] * len(commands)
    options = [word for words in commands for word in words if word.startswith("--")]
    assert [it for it in options if not any(it in one.stdout for one in ran)] == []


def test_passwords_of_the_services_come_from_the_environment():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))

    secrets = {
        value
        for service in compose["services"].values()
        for name, value in service["environment"].items()
        if "PASSWORD" in name
    }
    urls = [it["environment"].get("RACEDB_URL", "") for it in compose["services"].values()]

    assert {it.partition(":?")[0] for it in secrets} == {"${POSTGRES_PASSWORD"}
    assert [url for url in urls if url not in {"", "postgresql://racedb@database/races"}] == []


def test_the_first_service_makes_and_keeps_the_tables(run, postgres_url, monkeypatch):
    monkeypatch.setenv("RACEDB_URL", postgres_url)

    ran = [run("db", "upgrade"), run("db", "upgrade")]

    assert [it.exit_code for it in ran] == [0, 0]


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
