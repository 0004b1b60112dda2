"""
The examples of the documents: run from top to bottom, they print what the page shows.

`python -m tests.documents docs/PAGE.md ...` writes what they print into pages, where it differs; with
`--fill` also where nothing is shown.

- A block with a title is a file of the reader: ```` ```csv title="club.csv" ````.
- A console block has commands behind `$`, each with what it prints on a terminal of COLUMNS. `...` stands
  for anything in a line, alone in a line for any lines. Without output nothing is compared.
- A command ends with 0, unless `# exit code 5` is behind it.
- `<!-- after: PAGE.md -->` runs the examples of another page first, `<!-- run: racedb ... -->` a
  command that the reader does not see, `<!-- made up: season -->` writes the files of a notebook into a
  folder. The folder of the seeds is always there.
- A picture that a command draws is shown by the page from docs/assets/pictures, under the same name.
"""

import io
import os
import re
import runpy
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from racedb import cli
from racedb.log import configure

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "assets" / "pictures"
COLUMNS = 92
_PARTS = re.compile(
    r"^```(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$"
    r"|^<!-- (?P<order>after|run|made up): (?P<what>.*?) -->$",
    re.DOTALL | re.MULTILINE,
)


class Command(NamedTuple):
    """A command of a page, with what is below it."""

    line: str
    shown: str
    exit_code: int
    start: int
    """Where what it shows is in the page; 0: it is not seen there."""

    def words(self) -> list[str]:
        """Return the words as a shell would."""
        return shlex.split(self.line.replace("\\\n", " "), comments=True)


class Example(NamedTuple):
    """A command that was run."""

    command: Command
    exit_code: int
    printed: str

    def wrong(self) -> str:
        """Return how it differs from the page; empty: not at all."""
        line, shown, expected, _ = self.command
        if self.exit_code != expected:
            return f"$ {line}\nends with {self.exit_code} and not with {expected}:\n{self.printed}"
        if shown.strip() and not matches(shown, self.printed):
            return f"$ {line}\nprints\n{self.printed}and not\n{shown}"
        return ""


def examples(page: Path) -> Iterator[Example]:
    """Run a page in the working folder, which has the seeds, and yield its commands."""
    text = page.read_text(encoding="utf-8")
    for part in _PARTS.finditer(text):
        if part["order"] == "after":
            list(examples(page.parent / part["what"]))
        elif part["order"] == "run":
            (command,) = commands(f"$ {part['what']}", 0)
            yield Example(command._replace(start=0), *_run(command))
        elif part["order"] == "made up":
            made_up = runpy.run_path(str(ROOT / "docs" / "notebooks" / "made_up.py"))
            made_up[part["what"]](Path(part["what"]))
        elif part["title"]:
            file = Path(part["title"])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(part["text"], encoding="utf-8")
            os.utime(
                file, (1_700_000_000, 1_700_000_000)
            )  # a schedule waits for files that are new
        elif part["language"] == "console":
            for command in commands(part["text"], part.start("text")):
                yield Example(command, *_run(command))


def commands(block: str, start: int) -> Iterator[Command]:
    """Yield the commands of a console block that begins somewhere in a page."""
    begins = [it.start() for it in re.finditer(r"^\$ ", block, re.MULTILINE)]
    for begin, end in pairwise([*begins, len(block)]):
        line, _, shown = block[begin + 2 : end].replace("\\\n", "\x00\n").partition("\n")
        while line.endswith("\x00"):
            more, _, shown = shown.partition("\n")
            line = line[:-1] + "\\\n" + more
        found = re.search(r"# exit code (\d)$", line)
        shown = shown.replace("\x00", "\\")
        yield Command(line, shown, int(found[1]) if found else 0, start + end - len(shown))


def matches(shown: str, printed: str) -> bool:
    """Return whether a command printed what a page shows."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "..." else _pattern(line)
        for line in shown.rstrip().splitlines()
    ]
    return re.fullmatch("".join(lines), _clean(printed)) is not None


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.rstrip().split("..."))) + r"\n"


def _clean(printed: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())


class _Stream(io.TextIOWrapper):
    """An output of a command; only the one of rows is a terminal, so that no bar is drawn."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


def _run(command: Command) -> tuple[int, str]:
    """Run a command as on a terminal; return its exit code and all that it wrote, in order."""
    both = io.BytesIO()
    out, err = (_Stream(both, encoding="utf-8", write_through=True) for _ in range(2))
    out.terminal = True
    program, *words = command.words()
    assert program == "racedb", f"not a command of racedb: {command.line}"
    configure([])
    with patch.dict(os.environ, {"COLUMNS": str(COLUMNS)}), redirect_stdout(out):
        os.environ.pop("RACEDB_URL", None)
        with redirect_stderr(err):
            try:
                cli.main(words)
            except SystemExit as left:
                code = int(left.code or 0)
    text = both.getvalue().decode()
    out.detach()
    err.detach()
    return code, text


@contextmanager
def desk() -> Iterator[Path]:
    """Work in a new folder that has the seeds, as a clone has."""
    with tempfile.TemporaryDirectory() as name, chdir(name):
        shutil.copytree(ROOT / "seeds", "seeds")
        yield Path(name)


def drawn(page: Path) -> list[str]:
    """Return the names of the pictures of a page."""
    return re.findall(r"\]\(assets/pictures/([^)]+)\)", page.read_text(encoding="utf-8"))


def texts(picture: Path) -> list[str]:
    """Return what is written in an SVG."""
    return re.findall(r"<text[^>]*>([^<]*)<", picture.read_text(encoding="utf-8"))


def write(page: Path, *, fill: bool) -> int:
    """
    Write what commands print into a page, where it differs; return how many differed.

    Args:
        page: the page.
        fill: also where nothing is shown.
    """
    page = page.resolve()
    with desk() as folder:
        wrong = [
            it
            for it in examples(page)
            if it.wrong() or (fill and it.command.start and not it.command.shown.strip())
        ]
        for name in drawn(page):
            shutil.copy(folder / name, PICTURES / name)
    text = page.read_text(encoding="utf-8")
    for it in reversed(wrong):
        start = it.command.start
        rest = text[start + len(it.command.shown) :]
        apart = "" if rest.startswith("```") else "\n"
        text = text[:start] + _clean(it.printed) + apart + rest
        if it.exit_code != it.command.exit_code:
            print(f"{page.name}: exit code {it.exit_code}: {it.command.line}")
    page.write_text(text, encoding="utf-8")
    return len(wrong)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        if name != "--fill":
            print(f"{name}: {write(Path(name), fill='--fill' in sys.argv)} written")
