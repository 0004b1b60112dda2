"""
The command line: one file per command, wired here, and the one place that catches errors.

stdout is data and nothing else; talk goes to stderr. Exit codes come from racedb.errors.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer
from typer.main import get_command, get_group

from racedb.cli.panels import Command, Commands, Later
from racedb.cli.version import version as say_version
from racedb.errors import RaceDBError
from racedb.log import configure, emit

if TYPE_CHECKING:
    from typer._click import core as click

COMPLETE = "_RACEDB_COMPLETE"
"""Set by the script of `racedb completion` when the shell asks for proposals."""
INTERRUPTED = 130
TERMINATED = 143
PIPE_CLOSED = 141

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every command explains itself: racedb load -h",
)


def _version(wanted: bool) -> None:
    if wanted:
        say_version()
        raise typer.Exit


@app.callback()
def racedb(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Say which racedb.")
    ] = False,
) -> None:
    """
    Any race-results file into a clean database, and answers out of it.

    racedb load seeds
    racedb query best-lap-per-manufacturer
    racedb sql "SELECT * FROM crews"
    """


_COMMANDS = (
    ("Load", "load", "load", "load", "Load race results and laps."),
    ("Load", "compare", "compare", "compare", "Compare files with what is stored; keep nothing."),
    ("Load", "readers", "readers", "readers", "List the formats that racedb reads."),
    ("Trust", "correct", "correct", "correct",
     "Set a value right, now and after every later load."),
    ("Ask", "query", "query", "query", "Ask a canned query; without a name, list them."),
    ("Ask", "sql", "sql", "sql", "Ask in SQL."),
    ("Ask", "export", "export", "export",
     "Write everything into a folder or into another database."),
    ("Database", "completion", "complete", "completion",
     "Print what teaches a shell to complete commands, queries and names."),
    ("Database", "version", "version", "version", "Say which racedb this is."),
    ("Load", "imports", "imports", "app", "What was loaded, from where."),
    ("Load", "schedule", "schedule", "app", "Imports that run by themselves (racedb.toml)."),
    ("Load", "review", "review", "app", "Names that may be one person's: you decide."),
    ("Trust", "corrections", "correct", "app", "Values that people set right, and take back."),
    ("Trust", "explain", "explain", "app", "Where a result, a lap or a driver comes from."),
    ("Database", "db", "db", "app", "Make, upgrade, check and describe a database."),
    ("Database", "config", "config", "app", "Look at racedb.toml."),
)  # fmt: skip
"""Panel, name, module, what is in it, and the first line of its help (a test compares them)."""


def program() -> Commands:
    """Give the whole command line; a command is imported and built when somebody uses it."""
    group = cast("Commands", get_command(app))
    for panel, name, module, attribute, summary in _COMMANDS:
        build = partial(_command, name, module, attribute)
        group.add_command(Later(name, summary, panel, build))
    return group


def _command(name: str, module: str, attribute: str) -> "click.Command":
    """
    Build a command, with what racedb.toml says instead of its defaults.

    Raises:
        UsageError: racedb.toml is wrong.
    """
    from racedb.cli.options import configured

    found = getattr(import_module(f"racedb.cli.{module}"), attribute)
    alone = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name, cls=Command)(found)
    command = get_group(alone).commands[name]
    command.context_settings["default_map"] = configured(command)
    return command


class Terminated(BaseException):
    """Somebody sent SIGTERM; a BaseException, so that nothing but `main` stops it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """
    Run one command line, `sys.argv` when none is given, and exit.

    The only place that catches errors: each becomes one line on stderr and an exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configure(words)
        if instruction := os.environ.get(COMPLETE):
            from racedb.cli import complete

            complete.answer(program(), instruction)
            sys.exit()
        with _sigterm():
            code = _run(words)
            sys.stdout.flush()
    except RaceDBError as error:
        code = _say(str(error), error.exit_code)
    except typer.TyperException as error:
        code = _misused(error)
    except KeyboardInterrupt:
        code = _say("interrupted, nothing was kept", INTERRUPTED)
    except Terminated:
        code = _say("terminated, nothing was kept", TERMINATED)
    except BrokenPipeError:
        code = _pipe_closed()
    except OSError as error:
        code = _say(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}", 1)
        _pipe_closed()
    except Exception as error:
        if os.environ.get("RACEDB_DEBUG"):
            raise
        said = " ".join(f"unexpected {type(error).__name__}: {error}".split())
        code = _say(f"{said}; please report it (RACEDB_DEBUG=1 shows where)", 1)
    sys.exit(code)


def _run(words: list[str]) -> int:
    """Run the command; give the exit code that it asks for."""
    try:
        command = program()
        width = min(80, get_terminal_size().columns)
        with command.make_context("racedb", words or ["--help"], terminal_width=width) as context:
            command.invoke(context)
    except typer.Exit as wanted:
        return wanted.exit_code
    return 0


def _say(message: str, code: int) -> int:
    emit(f"racedb: {message}", "error", exit_code=code)
    return code


def _misused(error: typer.TyperException) -> int:
    """Say in one line what is wrong with the command line; a bare sub-command gets its help."""
    message = error.format_message()
    if message.startswith("Usage:"):
        emit(message, "error", exit_code=error.exit_code)
        return error.exit_code
    # pydantic, which checks the values for Typer, begins with words of its own.
    line = " ".join(message.split()).replace("Value error, ", "").rstrip(".")
    return _say(line[:1].lower() + line[1:], error.exit_code)


def _pipe_closed() -> int:
    """Whoever read stdout has gone (`| head`): nothing to say, and nothing more to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


@contextmanager
def _sigterm() -> Iterator[None]:
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
