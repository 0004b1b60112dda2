"""
How the files of a dump refer to each other, and what they say together.

`x_id` in a file points to the file whose rows it tells apart: the one that begins with it, or the
one that is named after x and has an `id`. A race may be told by year and round instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from racedb.readers.reading import Finding, Reject
from racedb.readers.related_files import LINE, File
from racedb.readers.related_words import KNOWN_PATHS, SAME_THING

_DEEPEST = 4
"""A lap points to a race, a race to its circuit, a circuit to its country."""
_ROUND_KEYS = (("year", "round"), ("season", "round"))
_FORMULA_1 = re.compile(r"(?i)formula[ _-]?(?:1|one)(?![0-9a-z])|(?<![0-9a-z])f1db")


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a file that point to a row of another one."""

    thing: str
    """What it points to: driver, race, circuit ..."""
    columns: tuple[str, ...]
    to: File
    key: tuple[str, ...]
    """Columns of the other file that hold the same values."""


@dataclass(frozen=True, slots=True)
class Dump:
    """The files of a folder."""

    files: Sequence[File]

    def references(self, file: File) -> list[Reference]:
        """Find what a file points to, one reference for each thing."""
        found: dict[str, Reference] = {}
        for column in file.frame.columns:
            if not column.endswith("_id") or _is_own(file, column):
                continue
            if (owner := self._owner(column)) and owner[0] is not file:
                thing = SAME_THING.get(column[:-3], column[:-3])
                found.setdefault(thing, Reference(thing, (column,), owner[0], (owner[1],)))
        for key in _ROUND_KEYS:
            if "race" not in found and set(key) <= set(file.frame.columns):
                race = next((f for f in self.files if f is not file and _lists_races(f, key)), None)
                if race:
                    found["race"] = Reference("race", key, race, key)
        return list(found.values())

    def _owner(self, column: str) -> tuple[File, str] | None:
        """Find the file that a column points to, and its key column."""
        thing = column.removesuffix("_id")
        by_key = [
            (file, column)
            for file in self.files
            if file.frame.columns[1] == column
            and (file.has_unique((column,)) or _is_named(file, thing))
        ]
        by_name = [
            (file, "id")
            for file in self.files
            if "id" in file.frame.columns and _is_named(file, thing)
        ]
        return min(by_key + by_name, key=lambda one: _distance(one[0], thing), default=None)

    def joined(self, file: File, rows: pl.DataFrame, depth: int = 0) -> pl.DataFrame:
        """Add to rows of a file what the things say that they point to, as `thing.column`."""
        for reference in self.references(file) if depth < _DEEPEST else ():
            told = self.joined(reference.to, reference.to.frame.drop(LINE), depth + 1)
            told = told.unique(reference.key, keep="first", maintain_order=True)
            kept: dict[str, str] = {}
            for name in told.columns:
                path = name if "." in name else f"{reference.thing}.{name}"
                if path in KNOWN_PATHS and path not in rows.columns:
                    kept.setdefault(path, name)  # files may point to each other in a circle
            keys = [f"key {n}" for n, _ in enumerate(reference.key)]
            told = told.select(
                *(pl.col(name).alias(key) for name, key in zip(reference.key, keys, strict=True)),
                *(pl.col(name).alias(path) for path, name in kept.items()),
            )
            rows = rows.join(
                told, left_on=reference.columns, right_on=keys, how="left", maintain_order="left"
            )
        return rows

    def known(self, file: File, rejects: list[Reject], findings: list[Finding]) -> pl.DataFrame:
        """
        Give the rows of a file of facts that can be stored.

        A ragged row and one of an unknown race are added to *rejects*; one that points to nothing
        in another file is kept, and told of in *findings*.
        """
        rejects += file.ragged
        ragged = [reject.line for reject in file.ragged]
        rows = file.frame.filter(~pl.col(LINE).is_in(ragged))
        for reference in self.references(file):
            there = reference.to.frame.select(reference.key).unique()
            lost = rows.drop_nulls(reference.columns).join(
                there, left_on=reference.columns, right_on=reference.key, how="anti"
            )
            if lost.is_empty():
                continue
            column = reference.columns[-1]
            field = file.headers[column]
            where = reference.to.source.name
            if reference.thing != "race":
                line, value = lost.row(0, named=True)[LINE], lost[column][0]
                message = f"{field}: {value!r} is not in {where}; rows like it: {lost.height}"
                findings.append(Finding(code="dangling-reference", line=line, message=message))
                continue
            rejects += [
                Reject(
                    line=line,
                    field=None,
                    code="dangling-reference",
                    message=f"{field}: {value!r} is not in {where}",
                )
                for line, value in lost.select(LINE, column).iter_rows()
            ]
            rows = rows.join(lost.select(LINE), on=LINE, how="anti", maintain_order="left")
        return rows

    @property
    def series(self) -> str | None:
        """
        Name the championship: Formula 1 where the files say so, else None.

        Ergast's dump is known by its `constructorRef`, the others by their links and names.
        """
        for file in self.files:
            links = (file.frame[name].drop_nulls().head(3)
                     for name in ("url", "wiki") if name in file.frame.columns)  # fmt: skip
            told = [file.source.name, *chain.from_iterable(links)]
            if "constructor_ref" in file.frame.columns or any(map(_FORMULA_1.search, told)):
                return "Formula 1"
        return None


def _distance(file: File, thing: str) -> tuple[bool, int, int]:
    """Rank files that may list a thing: those named after it, then those that point to little."""
    ids = sum(name.endswith("_id") for name in file.frame.columns)
    return not file.name.endswith(thing), ids, len(file.name)


def _is_own(file: File, column: str) -> bool:
    """Say whether a column numbers the rows of its file: result_id of sprint_results."""
    is_first = file.frame.columns[1] == column
    return is_first and _is_named(file, column.removesuffix("_id")) and file.has_unique((column,))


def _is_named(file: File, thing: str) -> bool:
    """Say whether a file is named after a thing: f1db_country is, for nationality_country."""
    last = file.name.rpartition("_")[2]
    return file.name.endswith(thing) or thing.endswith(f"_{last}")


def _lists_races(file: File, key: tuple[str, ...]) -> bool:
    return "driver_id" not in file.frame.columns and file.has_unique(key)
