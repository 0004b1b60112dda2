"""What the documents say is true: links lead somewhere, commands run, tables are complete."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from racedb import errors
from racedb.errors import RaceDBError
from racedb.ingest.manifest import entries
from racedb.readers import datasets, formats

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDE = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _id(path):
    return str(path.relative_to(ROOT))


def _blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def _commands(text):
    """Return the words of every line that calls racedb."""
    lines = [line for block in _blocks(text, r"\w*") for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("racedb ")]


@pytest.fixture
def beside_seeds(tmp_path, monkeypatch):
    """Work in a folder as a clone is: the seeds, and the tables that the documents speak of."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for name in ("club.csv", "results.csv"):
        (tmp_path / name).write_text(_blocks(GUIDE, "csv")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RACEDB_URL", raising=False)
    return tmp_path


@pytest.mark.parametrize("path", DOCS, ids=_id)
def test_every_link_leads_somewhere(path):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    missing = [it for it in links if "://" not in it and not (path.parent / it).exists()]

    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=_id)
def test_every_path_in_the_repository_is_there(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:racedb|tests|docs|seeds|migrations)/[\w./-]*\w/?)`", text)

    assert [it for it in named if not (ROOT / it).exists()] == []


def test_the_guide_runs_from_top_to_bottom(run, beside_seeds):
    commands = [words for block in _blocks(GUIDE, "console") for words in _commands_of(block)]

    ran = [(words, run(*words[1:])) for words in commands]

    assert len(ran) >= 8
    assert [(words, it.stderr) for words, it in ran if it.exit_code] == []


def _commands_of(block):
    return [shlex.split(line) for line in block.splitlines()]


def test_the_commands_of_the_readme_run(run, beside_seeds):
    commands = [words for words in _commands(README) if "serve" not in words]

    ran = [(words, run(*words[1:])) for words in commands]

    assert len(ran) >= 8
    assert [(words, it.stderr) for words, it in ran if it.exit_code] == []


def test_the_readme_shows_what_the_demo_prints(run, beside_seeds):
    run("load", "seeds")

    printed = run("query", "best-lap-per-manufacturer").stdout

    (shown,) = (block for block in _blocks(README, "") if block.startswith("manufacturer "))
    heading, *rows = [line.removesuffix("...").split() for line in shown.splitlines()]
    real_heading, _, *real_rows = [line.split() for line in printed.splitlines()]
    assert real_heading[: len(heading)] == heading
    assert [real[: len(row)] for row, real in zip(rows, real_rows, strict=False)] == rows


def test_the_manifest_of_the_guide_is_one(tmp_path):
    (tmp_path / "manifest.toml").write_text(_blocks(GUIDE, "toml")[0], encoding="utf-8")

    (entry,) = entries(tmp_path)

    assert (entry.path, entry.context["round"], entry.context["ends_on"]) == (
        "club.csv", "3", "2025-07-13",
    )  # fmt: skip


def test_the_example_of_the_schedules_works_with_the_files_that_it_names(run, beside_seeds):
    page = (ROOT / "docs" / "schedules.md").read_text(encoding="utf-8")
    (beside_seeds / "racedb.toml").write_text(_blocks(page, "toml")[0], encoding="utf-8")
    inbox = beside_seeds / "inbox"
    inbox.mkdir()
    (inbox / "manifest.toml").write_text(_blocks(GUIDE, "toml")[0], encoding="utf-8")
    shutil.copy2(beside_seeds / "club.csv", inbox)
    os.utime(inbox / "club.csv", (1_700_000_000, 1_700_000_000))

    ran = [run(*words[1:]) for words in _commands_of(_blocks(page, "console")[0])]

    assert [it.exit_code for it in ran] == [0] * 4
    assert ran[2].stderr == ""
    assert json.loads(ran[2].stdout)["files"][0]["source"] == "inbox/club.csv"


def test_the_message_of_the_guide_is_the_one_that_comes(run, beside_seeds):
    club = beside_seeds / "club.csv"
    club.write_text(club.read_text(encoding="utf-8").replace("58.250", "58.25O"), encoding="utf-8")

    ran = run("load", "club.csv", "--season", "2025", "--event", "E", "--session", "Race")

    (line,) = [line for line in ran.stderr.splitlines() if line.startswith("  unreadable ")]
    assert line in GUIDE.splitlines()


def test_the_readme_lists_every_exit_code():
    listed = {int(code) for code in re.findall(r"^\| (\d+)", README, re.MULTILINE)}

    known = {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, RaceDBError)
    }
    assert known <= listed


@pytest.mark.parametrize("name", [it.name for it in (*formats(), *datasets())])
def test_every_reader_is_described(name):
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")

    assert re.search(rf"\b{re.escape(name)}\b", text)


def test_the_table_of_formats_is_what_the_command_prints():
    rows = [(it.name, it.summary, it.line) for it in (*formats(), *datasets())]
    table = "".join(
        f"| {' | '.join(row)} |\n" for row in [("reader", "what", "line"), ("---",) * 3, *rows]
    )

    assert table in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_make_names_every_target_of_the_readme():
    named = re.findall(r"^make (\w+)", README, re.MULTILINE)

    done = subprocess.run(["make", "-n", *named], cwd=ROOT, capture_output=True, check=False)

    assert {"demo", "test"} <= set(named)
    assert done.returncode == 0
