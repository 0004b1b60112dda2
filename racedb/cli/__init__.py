"""
The command line: all commands are registered here, and here is the only place that catches errors.

stdout carries data and nothing else, messages go to stderr. Exit codes come from racedb.errors.
Command modules import what they need inside their functions, so that `racedb --help` stays fast.
"""

import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from racedb import __version__
from racedb.cli import (
    completion,
    config,
    contents,
    correct,
    db,
    export,
    imports,
    load,
    move,
    penalize,
    points,
    query,
    review,
    schedule,
)
from racedb.cli.help import App
from racedb.errors import RaceDBError
from racedb.log import configure, emit

INTERRUPTED = 130
TERMINATED = 143
PIPE_CLOSED = 141
_LEFT = {
    "schedule start": "the runner is stopped",
    "schedule run": "nothing was stored of the file that it was loading",
}
"""What commands say when they are ended; of all others nothing is stored."""

app = App(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Help for one command: racedb load -h",
)


def version() -> None:
    """Print the version."""
    print(f"racedb {__version__}")


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def racedb(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """
    Load race-results files into a clean database, and query it.

    racedb load seeds
    racedb query best-lap-per-manufacturer
    racedb sql "SELECT * FROM crews"
    """


app.command("load", rich_help_panel="Load")(load.load)
app.command("compare", rich_help_panel="Load")(load.compare)
app.command("readers", rich_help_panel="Load")(load.readers)
app.command("correct", rich_help_panel="Trust")(correct.correct)
app.command("penalize", rich_help_panel="Trust")(penalize.penalize)
app.command("move", rich_help_panel="Trust")(move.move)
app.command("link", rich_help_panel="Trust")(move.link)
app.command("forget", rich_help_panel="Trust")(review.forget)
app.command("list", rich_help_panel="Query")(contents.list_)
app.command("find", rich_help_panel="Query")(contents.find)
app.command("query", rich_help_panel="Query", cls=query.QueryCommand)(query.query)
app.command("sql", rich_help_panel="Query", cls=query.ChartCommand)(query.sql)
app.command("schema", rich_help_panel="Query")(contents.schema)
app.command("export", rich_help_panel="Query")(export.export)
app.command("completion", rich_help_panel="Database")(completion.completion)
app.command("version", rich_help_panel="Database")(version)
app.add_typer(imports.app, name="imports", rich_help_panel="Load")
app.add_typer(schedule.app, name="schedule", rich_help_panel="Load")
app.add_typer(review.app, name="review", rich_help_panel="Trust")
app.add_typer(correct.corrections_app, name="corrections", rich_help_panel="Trust")
app.add_typer(penalize.penalties_app, name="penalties", rich_help_panel="Trust")
app.add_typer(correct.explain_app, name="explain", rich_help_panel="Trust")
app.add_typer(points.app, name="points", rich_help_panel="Query")
app.add_typer(db.app, name="db", rich_help_panel="Database")
app.add_typer(config.app, name="config", rich_help_panel="Database")


class Terminated(BaseException):
    """SIGTERM arrived; a BaseException, so that no handler on the way to `main` swallows it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """
    Run one command line, `sys.argv` by default, and exit.

    The only place that catches errors: each becomes one line on stderr and an exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configure(words)
        with _sigterm_raises():
            code = _run(words)
            sys.stdout.flush()
    except RaceDBError as error:
        code = _report("; ".join([str(error), *_notes(error)]), error.exit_code)
    except typer.TyperException as error:
        code = _report_usage(error, words)
    except KeyboardInterrupt as stopped:
        code = _report(f"interrupted, {_left(words, stopped)}", INTERRUPTED)
    except Terminated as stopped:
        code = _report(f"terminated, {_left(words, stopped)}", TERMINATED)
    except BrokenPipeError:
        code = _ignore_closed_pipe()
    except OSError as error:
        code = _report(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}", 1)
        _ignore_closed_pipe()
    except Exception as error:
        if os.environ.get("RACEDB_DEBUG"):
            raise
        summary = " ".join(f"unexpected {type(error).__name__}: {error}".split())
        code = _report(f"{summary}; please report it (RACEDB_DEBUG=1 shows where)", 1)
    sys.exit(code)


def _run(words: list[str]) -> int:
    """Run the command and return its exit code."""
    command = get_command(app)
    if instruction := os.environ.get(completion.VARIABLE):
        return completion.complete(command, instruction)
    if words[:1] == ["help"]:  # as git and others have it: racedb help load
        words = [*words[1:], "--help"]
    width = min(80, get_terminal_size().columns)
    try:
        # Not `command.main`, which would report errors, signals and closed pipes in its own way.
        with command.make_context("racedb", words or ["--help"], terminal_width=width) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0


def _left(words: Sequence[str], stopped: BaseException) -> str:
    """Say what a command that was ended leaves, as it has noted or as is usual."""
    usual = _LEFT.get(" ".join(words[:2]), "nothing was stored")
    return "; ".join(_notes(stopped)) or usual


def _notes(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])


def _report(message: str, code: int) -> int:
    emit(f"racedb: {message}", "error", exit_code=code)
    return code


def _report_usage(error: typer.TyperException, words: Sequence[str]) -> int:
    """Report in one line what is wrong with the command line; a bare group prints its help."""
    message = error.format_message()
    if message.startswith("Usage:"):
        for line in message.splitlines():
            emit(line, "error", exit_code=error.exit_code)
        return error.exit_code
    # Typer passes on the messages of pydantic, some of which begin with the class of the error.
    line = " ".join(message.split()).replace("Value error, ", "").rstrip(".")
    line = _INVALID.sub(lambda found: ": " + _PLAIN.get(found[1], f"it should be {found[1]}"), line)
    if line.startswith("No such command") and "Did you mean" not in line:
        line += _instead([it for it in words if it != "help"], error)
    return _report(line[:1].lower() + line[1:], error.exit_code)


_INVALID = re.compile(r": Input should be (.+)")
_PLAIN = {
    "a valid integer, unable to parse string as an integer": "it is not a whole number",
    "a valid number, unable to parse string as a number": "it is not a number",
}
"""What pydantic says of a value, in plain words."""


def _instead(words: Sequence[str], error: typer.TyperException) -> str:
    """Say what somebody may have meant by words that are no command: perhaps a query."""
    from racedb import queries

    group = words[0] if words and words[0] not in error.format_message() else ""
    found = [] if group else queries.about(" ".join(words))
    if group or not found:
        return f"; 'racedb {group} -h'".replace("  ", " ") + " lists them"
    if words[0] in queries.names():
        return f"; it is a query: racedb query {words[0]}"
    kind = found[0].name.removeprefix("list-")
    return f"; try racedb list {kind}" if kind != found[0].name else f"; try racedb query {kind}"


def _ignore_closed_pipe() -> int:
    """Point stdout at nothing: its reader has gone (`| head`), and Python still wants to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


@contextmanager
def _sigterm_raises() -> Iterator[None]:
    """Turn SIGTERM into an exception, so that transactions roll back on the way out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
