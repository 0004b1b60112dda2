"""What the documents say is true: links lead somewhere, commands print what is shown, tables are complete."""

import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from racedb import cli, errors
from racedb.cli import docs as pages
from racedb.errors import RaceDBError
from racedb.readers import datasets, formats
from tests import documents

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EXAMPLES = [path for path in DOCS if "```console" in path.read_text(encoding="utf-8")]
CLUB = """Pos,No,Drivers,Car,Team,Laps,Time,Best lap
1,7,Ann Berg / Bo Dahl,Porsche 963,Alpha Racing,10,20:01.500,1:58.250
"""
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
    """Work in a folder as a clone is: the seeds, and the tables that the README speaks of."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for name in ("club.csv", "results.csv"):
        (tmp_path / name).write_text(CLUB, encoding="utf-8")
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


@pytest.mark.sqlite_only
@pytest.mark.parametrize("path", EXAMPLES, ids=_id)
def test_the_examples_of_a_page_print_what_it_shows(path, monkeypatch):
    monkeypatch.setattr(cli, "get_command", cache(cli.get_command))
    with documents.desk() as folder:
        ran = list(documents.examples(path))
        wrong = [it.wrong() for it in ran if it.wrong()]
        wrong += [
            f"{name} is drawn otherwise now"
            for name in documents.drawn(path)
            if documents.texts(folder / name) != documents.texts(documents.PICTURES / name)
        ]

    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("$ ")]
    assert len([it for it in ran if it.command.start]) == len(lines) > 0
    hint = f"if that is right now: python -m tests.documents {_id(path)}"
    assert not wrong, "\n".join([*wrong, hint])


def test_most_pages_of_tasks_have_examples():
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n", "a\nb\n", False),
        ("a\n...\n", "a\nb\nc\n", True),
        ("a\n...\n", "a\n", True),
        ("...\nc\n", "a\nb\nc\n", True),
        ("...\nc\n", "a\nb\n", False),
        ("at ... 5 rows\n", "at 10:45: 5 rows   \n", True),
        ("at ... 5 rows\n", "at 10:45: 6 rows\n", False),
    ],
)
def test_what_is_shown_is_compared_but_for_dots(shown, printed, same):
    assert documents.matches(shown, printed) == same


@pytest.mark.sqlite_only
def test_an_example_that_prints_something_else_is_found_and_written_anew(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        '```csv title="x/a.csv"\nPos,Nr\n```\n<!-- run: racedb version -->\n```console\n'
        "$ racedb readers \\\n    --format csv\nall of them\n"
        "$ racedb query nothing  # exit code 2\n```\n",
        encoding="utf-8",
    )
    with documents.desk() as folder:
        found = [it.wrong() for it in documents.examples(page)]
        assert (folder / "x" / "a.csv").read_text(encoding="utf-8") == "Pos,Nr\n"

    assert found[0] == found[2] == ""
    assert found[1].startswith("$ racedb readers \\\n    --format csv\nprints\n")
    assert found[1].endswith("and not\nall of them\n")
    assert documents.write(page, fill=False) == 1
    text = page.read_text(encoding="utf-8")
    assert "all of them" not in text
    assert "\n\n$ racedb query nothing  # exit code 2\n```\n" in text
    assert documents.write(page, fill=True) == 1
    assert "# exit code 2\nracedb: no query is named 'nothing'" in page.read_text("utf-8")


def test_an_exit_code_that_is_not_the_one_of_the_page_is_found(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ racedb query nothing\n```\n", encoding="utf-8")
    with documents.desk():
        (found,) = [it.wrong() for it in documents.examples(page)]

    assert found.startswith("$ racedb query nothing\nends with 2 and not with 0:\nracedb: no query")
    documents.write(page, fill=False)
    assert capsys.readouterr().out == "page.md: exit code 2: racedb query nothing\n"


def _named():
    """Yield the command lines of racedb in the text of pages and in blocks that are not run."""
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"`(racedb [a-z][^`\n]*)`", text)
        blocks = [*_blocks(text, "(?:sh)?"), *re.findall(r"^    racedb .*$", text, re.MULTILINE)]
        for block in blocks:
            named += re.findall(r"^ *(racedb [a-z].*?)(?:   .*)?$", block, re.MULTILINE)
        yield from ((_id(path), line) for line in named)


def test_commands_and_options_that_are_named_exist():
    named = list(_named())

    wrong = [
        (page, line, unknown)
        for page, line in named
        if (unknown := _unknown(re.sub('"[^"]*"', "x", line).split("#")[0].split()[1:]))
    ]

    assert len(named) > 100
    assert wrong == []


@cache
def _root():
    return cli.get_command(cli.app)


def _unknown(words):
    """Return what a command line names and racedb does not have."""
    command = _root()
    if words[0] == "help":
        return ""
    while words and hasattr(command, "commands") and words[0].islower():
        if words[0] not in command.commands:
            return words[0]
        command, words = command.commands[words[0]], words[1:]
    known = {name for it in command.params for name in (*it.opts, *it.secondary_opts)} | {"--help"}
    return [word for word in words if word.startswith("--") and word not in known]


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


@pytest.mark.sqlite_only
def test_the_pages_of_commands_and_of_python_are_fresh():
    for name in ("commands", "api"):
        page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")

        assert page == getattr(pages, name)(), (
            f"run: python -m racedb.cli.docs {name} > docs/{name}.md"
        )


def test_the_readme_has_the_exit_codes_of_the_page():
    rows = [f"| {code} | {meaning} |" for code, meaning in pages.EXIT_CODES.items()]

    assert [row for row in rows if row not in README.splitlines()] == []


def test_make_names_every_target_of_the_readme():
    named = re.findall(r"^make (\w+)", README, re.MULTILINE)

    done = subprocess.run(["make", "-n", *named], cwd=ROOT, capture_output=True, check=False)

    assert {"demo", "test"} <= set(named)
    assert done.returncode == 0
