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
from importlib import import_module
from shutil import get_terminal_size
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from racedb import __version__
from racedb.cli import complete
from racedb.cli.options import configured
from racedb.cli.panels import Command, Commands
from racedb.errors import RaceDBError

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
        print(f"racedb {__version__}")
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


def version() -> None:
    """Say which racedb this is."""
    _version(True)


_COMMANDS = (
    ("Load", "load", "racedb.cli.load", "load"),
    ("Load", "compare", "racedb.cli.compare", "compare"),
    ("Load", "imports", "racedb.cli.imports", "app"),
    ("Load", "schedule", "racedb.cli.schedule", "app"),
    ("Load", "review", "racedb.cli.review", "app"),
    ("Load", "readers", "racedb.cli.readers", "readers"),
    ("Trust", "correct", "racedb.cli.correct", "correct"),
    ("Trust", "corrections", "racedb.cli.correct", "app"),
    ("Trust", "explain", "racedb.cli.explain", "app"),
    ("Ask", "query", "racedb.cli.query", "query"),
    ("Ask", "sql", "racedb.cli.sql", "sql"),
    ("Ask", "export", "racedb.cli.export", "export"),
    ("Database", "db", "racedb.cli.db", "app"),
    ("Database", "config", "racedb.cli.config", "app"),
    ("Database", "completion", "racedb.cli.complete", "completion"),
    ("Database", "version", "racedb.cli", "version"),
)
for _panel, _name, _module, _attribute in _COMMANDS:
    _command = getattr(import_module(_module), _attribute)
    if isinstance(_command, typer.Typer):
        app.add_typer(_command, name=_name, rich_help_panel=_panel)
    else:
        app.command(_name, cls=Command, rich_help_panel=_panel)(_command)


class Terminated(BaseException):
    """Somebody sent SIGTERM; a BaseException, so that nothing but `main` stops it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """
    Run one command line, `sys.argv` when none is given, and exit.

    The only place that catches errors: each becomes one line on stderr and an exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if complete.answer(get_command(app)):
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
        command = get_command(app)
        width = min(80, get_terminal_size().columns)
        with command.make_context(
            "racedb",
            words or ["--help"],
            terminal_width=width,
            default_map=configured(command),
        ) as context:
            command.invoke(context)
    except typer.Exit as wanted:
        return wanted.exit_code
    return 0


def _say(message: str, code: int) -> int:
    print(f"racedb: {message}", file=sys.stderr)
    return code


def _misused(error: typer.TyperException) -> int:
    """Say in one line what is wrong with the command line; a bare sub-command gets its help."""
    message = error.format_message()
    if message.startswith("Usage:"):
        print(message, file=sys.stderr)
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
