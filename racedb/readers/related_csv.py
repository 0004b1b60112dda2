"""
Folders of CSV files that refer to each other: Ergast's dump, f1db, and their cousins.

Which file is what is told by its columns. A file that the `x_id` of others points to is a lookup; a
file with a driver and a race in every row holds facts: results, laps, pit stops. What a lookup says
is joined to the facts, and only names are left (racedb.readers.related_words).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from racedb.errors import ReadError
from racedb.readers import related_words as words
from racedb.readers.ergast_rows import without_empty
from racedb.readers.lines import raw_lines
from racedb.readers.reading import (
    Column,
    Dataset,
    Finding,
    Options,
    Reading,
    Reject,
    Source,
    Table,
)
from racedb.readers.related_facts import canonical, kind_of, session_of
from racedb.readers.related_files import LINE, SUFFIXES, File, read_files
from racedb.readers.related_words import singular, snake

BATCH_ROWS = 200_000
_RACES = ("race", "event", "round", "meeting")
_FORMULA_1 = re.compile(r"(?i)formula[ _-]?(?:1|one)\b|formula_one|\bf1db")
_DEPTH = 4
"""A fact points to a race, a race to a circuit, a circuit to a country."""


def _claims(names: frozenset[str]) -> bool:
    stems = [
        singular(snake(name.rpartition(".")[0]))
        for name in names
        if name.lower().endswith(SUFFIXES)
    ]
    return (
        any(stem.endswith("driver") for stem in stems)
        and any(stem.endswith(_RACES) for stem in stems)
        and any(re.search(r"result|classif|lap|quali|stop", stem) for stem in stems)
    )


def _read(files: Mapping[str, Source], options: Options) -> Sequence[Reading]:
    dump = _Dump(read_files(files, options))
    facts = [(kind, file) for file in dump.files if (kind := kind_of(file, dump.races_of(file)))]
    main = {kind: file for kind, file in reversed(facts) if session_of(file)[0] == "Race"}
    order = ("results", "laps", "pit_stops")
    shown = [(order.index(kind), session_of(file)[0] != "Race", file, kind)
             for kind, file in facts if kind in order]  # fmt: skip
    if not shown:
        folder = next(iter(files.values())).path.parent if files else ""
        message = f"{folder}: none of its files has a driver and a race in every row"
        raise ReadError(message)
    shown.sort(key=lambda one: one[:2])
    return [_reading(dump, file, kind, main) for _, _, file, kind in shown]


def _reading(dump: "_Dump", file: File, kind: str, main: Mapping[str, File]) -> Reading:
    rejects, findings = [*file.rejects], list[Finding]()
    known = _known(dump, file, rejects, findings)
    extra = _from_others(dump, file, kind, main)
    session, days = session_of(file)
    columns: dict[str, Column] = {}

    def frames() -> Iterator[pl.DataFrame]:
        for part in known.iter_slices(BATCH_ROWS):
            whole = extra(dump.joined(file, part))
            yield without_empty(canonical(kind, whole, session, days))

    for name, taken in _taken(dump, file, kind):
        columns[name] = Column(
            source=file.headers[name], field=taken, why="header" if taken else "not understood",
            samples=tuple(file.frame[name].drop_nulls().head(3)),
        )  # fmt: skip
    context = {"session": session, "series": dump.series}
    return Reading(
        source=file.source,
        reader=DATASET.name,
        encoding=file.encoding,
        tables=[
            Table(
                kind=kind,
                batches=frames(),
                columns=tuple(columns.values()),
                heading=session,
                context={key: value for key, value in context.items() if value},
            )
        ],
        rejects=rejects,
        findings=findings,
        raw_lines=raw_lines(file.source, file.encoding),
    )
