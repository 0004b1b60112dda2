"""
`python -m racedb.cli.docs commands` prints docs/commands.md, made of the help of the commands.

`python -m racedb.cli.docs api` prints docs/api.md, made of the docstrings of `import racedb`.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

import racedb
from racedb.cli import app

EXIT_CODES = {
    "0": "done, or nothing to do",
    "1": "refused or failed; the data are unchanged",
    "2": "usage or configuration",
    "3": "try again: cannot connect, or locked",
    "4": "stopped by a time limit",
    "5": "done, but a person should look: rejects within the limit, unreadable cells, files that "
    "a manifest does not name, open reviews, differences, findings",
    "6": "the database needs an upgrade, is newer than the program, or was made before the first "
    "release",
    "130, 143": "interrupted, rolled back",
}
"""What the program ends with; racedb.errors has the codes of errors."""
_SHARED = {
    "--db": "path or URL of the database, also `RACEDB_URL`; else `racedb.sqlite` in this folder",
    "--format": "table, csv, tsv, json, ndjson, markdown, xlsx or parquet",
    "--output": "`-o FILE` writes a file, in the format of its extension",
    "--by": "who decides; without it your login",
}
"""Options that are explained once, if they mean this."""
_API = {
    "Database": ("load", "query", "list", "find", "sql"),
    "Answer": ("to_polars", "to_pandas", "plot"),
    "RaceDBError": (),
}
"""What people use from Python."""
_NOTE = "<!-- Made by `python -m racedb.cli.docs {0}`; do not edit. -->\n"


def commands() -> str:
    """Write the page of the commands as markdown."""
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    shared = "".join(f"- `{name}`: {meaning}\n" for name, meaning in _SHARED.items())
    parts = [
        "# Commands\n\n`racedb COMMAND --help` prints what is here about one command.\n\n",
        f"Many commands have these options:\n\n{shared}\n",
        f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}",
    ]
    heading = ""
    for panel, path, command in _leaves():
        if panel != heading:
            heading = panel
            parts.append(f"\n## {heading}\n")
        parts.append(_section(path, command))
    return "".join([*parts, "\n", _NOTE.format("commands")])


def _leaves() -> Iterator[tuple[str, str, Any]]:
    """Yield the heading, the words and the command of all commands, in the order of the help."""
    top: Any = get_command(app)
    for name, command in sorted(top.commands.items(), key=lambda it: _place(top, it[1])):
        panel = str(command.rich_help_panel)
        for below, leaf in getattr(command, "commands", {}).items():
            yield panel, f"racedb {name} {below}", leaf
        if not hasattr(command, "commands"):
            yield panel, f"racedb {name}", command


def _place(top: Any, command: Any) -> int:
    """Return the place of the heading of a command."""
    panels = [str(it.rich_help_panel) for it in top.commands.values()]
    return panels.index(str(command.rich_help_panel))


def _section(path: str, command: Any) -> str:
    context = command.make_context(path, [], resilient_parsing=True)
    text, _, examples = re.sub(r"\x08\n?", "", command.help).partition("\n\nracedb ")
    lines = [f"\n### {path}\n\n{' '.join(text.split())}\n"]
    if examples:
        lines.append(f"\n```\nracedb {examples.strip()}\n```\n")
    shared, own = [], []
    for it in command.get_params(context):
        name, meaning = it.get_help_record(context) or ("", "")
        if it.opts[0] in _SHARED and not _is_own(it.opts[0], meaning):
            shared.append(f"`{it.opts[0]}`")
        elif name and it.opts[0] != "--help":
            own.append(
                f"- `{re.sub(' <.*>', '', name)}`: {' '.join(meaning.split())}".rstrip(": ") + "\n"
            )
    if shared or own:
        lines.append("\n")
    if shared:
        own.append(f"- also {', '.join(shared)}\n")
    return "".join([*lines, *own])


def _is_own(name: str, meaning: str) -> bool:
    """Return whether an option that many commands have means something of its own here."""
    usual = {"--format": "table, csv", "--output": "Write to a file", "--by": "Who decides"}
    return not meaning.startswith(usual.get(name, ""))


def api() -> str:
    """Write the page of the Python API as markdown."""
    parts = [
        "# Python API\n\n[From Python](python.md) shows these at work.\n",
        _described("racedb.open", racedb.open),
    ]
    for kind, methods in _API.items():
        it = getattr(racedb, kind)
        parts.append(f"\n## {kind}\n\n{_text(it)}\n")
        parts += [_described(f"{kind}.{name}", getattr(it, name)) for name in methods]
    return "".join([*parts, "\n", _NOTE.format("api")])


def _described(name: str, function: Any) -> str:
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))
    signature = signature.replace("self, ", "").replace("(self)", "()")
    signature = re.sub(r"\b(?:pl|pd|pathlib|racedb\.api)\.", "", signature)
    return f"\n### {name}\n\n```python\n{name}{signature}\n```\n\n{_text(function)}\n"


def _text(it: Any) -> str:
    """Return a docstring as markdown: the sections of arguments and errors are lists."""
    text = re.sub(r"\n {8,}", " ", inspect.getdoc(it) or "")
    text = re.sub(r"^(Args|Raises|Returns):$", r"\1:\n", text, flags=re.MULTILINE)
    text = re.sub(r"^    ([\w*]+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    return re.sub(r"^    ", "- ", text, flags=re.MULTILINE)


if __name__ == "__main__":  # pragma: no cover - a test compares the pages with the files
    sys.stdout.write({"commands": commands, "api": api}[sys.argv[1]]())
