"""
Databases of both kinds, by the same words: a new one for each run, and kept ones to begin from.

    databases.new        the URL of the new one
    databases.empty()    make the new one empty, as `racedb load` expects it
    databases.bare()     make it emptier than that: no tables
    databases.keep(name) the new one becomes a kept one
    databases.copy(name) make the new one a copy of a kept one
    databases[name]      the URL of a kept one
    databases.limit(name) the command that writes the rows of a kept one in the cheapest order
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

_BIG = 100_000_000
"""Bytes of a database beyond which its files are copied, not its pages."""


class SQLite:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.new = str(folder / "new.sqlite")

    def __getitem__(self, name: str) -> str:
        return str(self._folder / f"{name}.sqlite")

    def __contains__(self, name: str) -> bool:
        return Path(self[name]).exists()

    def bare(self) -> None:
        """Take the new file away, and what SQLite writes beside it."""
        for path in self._folder.glob("new.sqlite*"):
            path.unlink()

    empty = bare

    def keep(self, name: str) -> None:
        """Give the new file a name."""
        Path(self.new).replace(self[name])

    def copy(self, name: str) -> None:
        """Copy a kept file; it is on the disk before anything is measured."""
        self.bare()
        shutil.copyfile(self[name], self.new)
        with Path(self.new).open("rb") as file:
            os.fsync(file.fileno())

    def limit(self, name: str) -> list[str]:
        """Give a process of executemany (benchmarks.limit)."""
        return [sys.executable, "-m", "benchmarks.limit", self[name], self.new]


class PostgreSQL:
    """Databases of a server, which are gone with it."""

    def __init__(self, url: str, programs: Path, folder: Path) -> None:
        self._url, self._programs, self._folder = url, programs, folder
        self._kept: set[str] = set()
        self.new = url.format("new")

    def __getitem__(self, name: str) -> str:
        return self._url.format(name)

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    def bare(self) -> None:
        """Make the new database."""
        self._make("template0")

    def empty(self) -> None:
        """Make the new database with the schema of racedb."""
        if "empty" not in self:
            self.bare()
            _run(Path(sys.executable).with_name("racedb"), "db", "create", "--db", self.new)
            self._rename("empty")
        self.copy("empty")

    def keep(self, name: str) -> None:
        """Give the new database a name, vacuumed and analysed as it would be soon."""
        with psycopg.connect(self.new, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        self._rename(name)

    def copy(self, name: str) -> None:
        """Copy a kept database."""
        self._make(name)

    def limit(self, name: str) -> list[str]:
        """Give a process of COPY into bare tables, constraints and indexes behind it."""
        dump = self._folder / f"{name}.dump"
        if not dump.exists():
            half = dump.with_suffix(".part")
            _run(self._programs / "pg_dump", "--format=custom", "--compress=none",
                 f"--file={half}", self[name])  # fmt: skip
            half.replace(dump)
        restore = str(self._programs / "pg_restore")
        return [restore, "--single-transaction", f"--dbname={self.new}", str(dump)]

    def _rename(self, name: str) -> None:
        self._execute(sql.SQL("ALTER DATABASE new RENAME TO {}").format(sql.Identifier(name)))
        self._kept.add(name)

    def _make(self, template: str) -> None:
        # Dropping waits for a checkpoint: what ran before leaves nothing to write to what runs now.
        self._execute(sql.SQL("DROP DATABASE IF EXISTS new WITH (FORCE)"))
        make = sql.SQL("CREATE DATABASE new TEMPLATE {} STRATEGY {}")
        strategy = sql.SQL("file_copy" if self._size(template) > _BIG else "wal_log")
        self._execute(make.format(sql.Identifier(template), strategy))

    def _size(self, name: str) -> int:
        with psycopg.connect(self["postgres"], autocommit=True) as connection:
            found = connection.execute("SELECT pg_database_size(%s)", [name]).fetchone()
        return found[0] if found else 0

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self["postgres"], autocommit=True) as connection:
            connection.execute(statement)


def _run(program: Path, *words: str) -> None:
    subprocess.run([program, *words], check=True, capture_output=True)  # noqa: S603
