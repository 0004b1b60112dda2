"""
`racedb` in processes that are forked from one that has imported everything: for many short runs.

    with warm.server(folder) as words:   # run these words in place of `racedb`
        ...

Arguments, folder, environment and the three standard files go to the server through a socket; the
exit code comes back.
"""

import io
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from functools import cache
from pathlib import Path

_LONGEST = 1 << 17
"""Bytes of a command line with its environment at most."""


def ask(address: str, words: list[str]) -> int:
    """Run a command line in a fork of the server; return its exit code."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(address)
        about = [words, str(Path.cwd()), dict(os.environ)]
        socket.send_fds(connection, [json.dumps(about).encode()], [0, 1, 2])
        return int(connection.recv(8) or b"1")  # nothing: it was killed


@contextmanager
def server(folder: Path) -> Iterator[list[str]]:
    """Run the server as long as the block lives; yield the words that stand for racedb."""
    address = str(folder / "racedb.socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(address)
        listening.listen(64)
        if not (child := os.fork()):
            _serve(listening)
        try:
            yield [sys.executable, "-I", "-S", __file__, address]
        finally:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def _serve(listening: socket.socket) -> None:
    prepare()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    while True:
        connection, _ = listening.accept()
        if not os.fork():
            listening.close()
            _run(connection)
        connection.close()


def prepare() -> None:
    """Import what most commands need, and make the command line once."""
    import gc

    import anyascii
    import psycopg  # noqa: F401

    import racedb.cli.query
    import racedb.db.readonly.postgres
    import racedb.db.readonly.sqlite
    import racedb.ingest.load
    import racedb.ingest.pipeline
    import racedb.readers.delimited
    import racedb.render.history
    import racedb.render.progress
    import racedb.render.report  # noqa: F401
    from racedb import cli

    anyascii.anyascii("é")  # reads its tables
    cli.get_command = cache(cli.get_command)
    # Typer imports pydantic, which is slow, when it looks at the first value of a command line.
    with suppress(SystemExit), redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        cli.main(["readers"])
    gc.freeze()


def _run(connection: socket.socket) -> None:
    from racedb.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, files, _, _ = socket.recv_fds(connection, _LONGEST, 3)
    words, folder, environment = json.loads(message)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["racedb", *words]
    code = 1
    try:
        main(words)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001  a fork must not go on as the server
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(str(code).encode())
    os._exit(code)


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
