"""Where a benchmark runs: a case becomes a command, and its database what it begins with."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks import competitors
from benchmarks.cases import Case, load
from benchmarks.databases import PostgreSQL, SQLite
from benchmarks.files import Files
from benchmarks.process import Run, measured

Databases = Mapping[str, SQLite | PostgreSQL]
_TO_REVIEW = 5
"""Exit code of racedb: the file is loaded, and there are names to look at."""


class Place:
    """A folder with the files, and the databases by their kind."""

    def __init__(
        self, folder: Path, files: Files | Mapping[str, str], databases: Databases
    ) -> None:
        self._folder, self._files, self._databases = folder, files, databases

    def missing(self, case: Case) -> str:
        """Say what the machine lacks for a case; '': nothing."""
        if case.database not in self._databases:
            return f"no {case.database} here"
        if case.environment:
            return competitors.missing(case.environment)
        if case.is_other and shutil.which(program := self._word(case, 0)) is None:
            return f"no program {program} here"
        return ""

    def run(self, case: Case) -> Run:
        """
        Measure a case.

        Raises:
            FailedError: it ends with an exit code that means no success.
        """
        words = self._command(case)
        self._begin(case.database, case.holds)
        exits = (0, _TO_REVIEW) if case.is_load else (0,)
        return measured(words, self._folder / "said.txt", exits, case.variables)

    def held(self, database: str, files: tuple[str, ...]) -> str:
        """Give the URL of a kept database that was loaded from these files, one after another."""
        kept, name = self._databases[database], "_".join(files)
        if name not in kept:
            self.run(Case("", load(files[-1]), database, files[:-1]))
            kept.keep(name)
        return kept[name]

    @property
    def kinds(self) -> list[str]:
        """Name the kinds of databases that are here."""
        return list(self._databases)

    def exported(self, url: str) -> Path:
        """Give a folder of Parquet with all that a database holds."""
        folder = self._folder / "parquet"
        if not folder.exists():
            words = ("{racedb}", "export", str(folder), "--db", url)
            measured(self._command(Case("", words)), self._folder / "said.txt")
        return folder

    def _begin(self, database: str, holds: tuple[str, ...] | None) -> None:
        new = self._databases[database]
        if holds:
            self.held(database, holds)
            new.copy("_".join(holds))
        elif holds is None:
            new.bare()
        else:
            new.empty()

    def _command(self, case: Case) -> list[str]:
        if case.limit:
            self.held(case.database, case.limit)
            return self._databases[case.database].limit("_".join(case.limit))
        program, *words = (self._word(case, number) for number, _ in enumerate(case.words))
        return [shutil.which(program) or program, *words]

    def _word(self, case: Case, number: int) -> str:
        known = {
            "racedb": Path(sys.executable).with_name("racedb"),
            "python": sys.executable,
            "bin": competitors.bin_of(case.environment),
            "flat": competitors.FLAT,
            "new": self._databases[case.database].new,
            "file": self._files,
        }
        return case.words[number].format_map(known)
