"""
Databases to load into, of both kinds, with the same four methods.

    clear(tables)  make `url` a new database, with racedb's tables or with none at all
    keep(name)     make the database at `url` a kept one, and return its URL
    copy(name)     make `url` a copy of a kept one
    limit(name)    the command that writes the rows of a kept one to `url`, in the cheapest order
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests import postgres


class SQLite:
    """Files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = str(folder / "new.sqlite")

    def clear(self, *, tables: bool) -> None:  # noqa: ARG002  racedb makes the file itself
        """Remove the new file, and what SQLite writes beside it."""
        for path in self._folder.glob("new.sqlite*"):
            path.unlink()

    def keep(self, name: str) -> str:
        """Rename the new file."""
        return str(Path(self.url).replace(self._folder / f"{name}.sqlite"))

    def copy(self, name: str) -> None:
        """Copy a kept file; it is on the disk before anything is measured."""
        self.clear(tables=False)
        shutil.copyfile(self._folder / f"{name}.sqlite", self.url)
        with Path(self.url).open("rb") as file:
            os.fsync(file.fileno())

    def limit(self, name: str) -> list[str]:
        """Return the command of `benchmarks.limit`."""
        kept = str(self._folder / f"{name}.sqlite")
        return [sys.executable, "-m", "benchmarks.limit", kept, self.url]


class PostgreSQL:
    """Databases of a server with stock settings, fsync on, whose data are on the disk."""

    name = "PostgreSQL"

    def __init__(self, socket: Path, programs: Path, folder: Path) -> None:
        self._socket, self._programs, self._folder = socket, programs, folder
        self.url = self._url("new")

    def clear(self, *, tables: bool) -> None:
        """Create the new database."""
        self._create("template0")
        if tables:
            _run(Path(sys.executable).with_name("racedb"), "db", "create", "--db", self.url)

    def keep(self, name: str) -> str:
        """Vacuum and analyse the new database, as the server would do soon, and rename it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        self._execute(sql.SQL("ALTER DATABASE new RENAME TO {}").format(sql.Identifier(name)))
        return self._url(name)

    def copy(self, name: str) -> None:
        """Copy a kept database."""
        self._create(name)

    def limit(self, name: str) -> list[str]:
        """Return the command of pg_restore: COPY into bare tables, then keys and indexes."""
        dump = self._folder / f"{name}.dump"
        if not dump.exists():
            _run(self._programs / "pg_dump", "--format=custom", "--compress=none",
                 f"--file={dump}", self._url(name))  # fmt: skip
        restore = str(self._programs / "pg_restore")
        return [restore, "--single-transaction", f"--dbname={self.url}", str(dump)]

    def _url(self, name: str) -> str:
        return f"postgresql://racedb@/{name}?host={self._socket}"

    def _create(self, template: str) -> None:
        # Dropping waits for a checkpoint: what ran before leaves no writes to what runs now.
        self._execute(sql.SQL("DROP DATABASE IF EXISTS new WITH (FORCE)"))
        self._execute(
            sql.SQL("CREATE DATABASE new TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(template)
            )
        )

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def databases(folder: Path) -> Iterator[list[SQLite | PostgreSQL]]:
    """
    Yield both kinds; the server ends with the block, and also when this process is killed.

    Raises:
        RuntimeError: there are no binaries of PostgreSQL, or they do not start.
    """
    # /tmp is memory on some machines; /var/tmp is not.
    with postgres.started("/var/tmp") as (socket, programs):  # noqa: S108  a folder of its own
        yield [SQLite(folder), PostgreSQL(socket, programs, folder)]


def _run(program: Path, *words: str) -> None:
    subprocess.run([program, *words], check=True, capture_output=True)  # noqa: S603
