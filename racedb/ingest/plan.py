"""What to load and how: paths, manifests and the command line become jobs, one transaction each."""

import hashlib
import json
import os
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from racedb.errors import ReadError, UsageError
from racedb.ingest import manifest
from racedb.ingest.session_names import fitting, not_one_of
from racedb.readers import datasets, identify, open_as_it_is, open_source, read_file
from racedb.readers.limits import bounded
from racedb.readers.reading import Dataset, Options, Reading, Source
from racedb.safe_text import path_text
from racedb.table import CELLS, NOT_TAKEN, Ledger, Table

_BIG_BYTES = 16 << 20
"""Some hundred thousand rows."""
_SOME_BYTES = 256 << 10
"""One or two thousand rows: the fewest that fill a new database faster without its indexes."""

Progress = Callable[[float, str], None]
"""Takes the share of a load that is done, 0 to 1, and what it is doing."""


def sub_progress(progress: Progress, number: int, count: int) -> Progress:
    """Return the progress of part *number* of *count* equal parts."""
    return lambda share, doing: progress((number + share) / count, doing)


class Settings(NamedTuple):
    """How to load. What the files are about, their context, is not in here."""

    dry_run: bool = False
    prune: bool = False
    """Remove the stored results of the files' sessions that the files do not list."""
    replace_session: bool = False
    """The files are all there is of what they list: also their empty cells erase what is stored."""
    again: bool = False
    """Also read files that were loaded before: their rows may have been changed since."""
    max_rejects: int = 0
    """A file with more rejected rows than this is refused as a whole."""
    strict: bool = False
    """A file with any note or reject is refused as a whole."""
    on_unknown: str = "new"
    """What to do with drivers, teams and cars that are not known: add them (new), or refuse."""
    exclusive: bool = False
    """Other users of a PostgreSQL database need not read it during a big load, which makes it
    faster. Without other users this is so anyway."""
    wait_s: float | None = None
    """How long a job waits for another writer; None: as long as any writer does."""
    time_limit_s: float | None = None
    """How long a job may take; None: as long as it needs."""
    reader: str | None = None
    """Name of the reader; None: the one that claims the content."""
    reading: Options = Options()
    origins: Mapping[str, str] = {}
    """The URL of each path that was fetched. It is stored as the source."""
    repeat: tuple[str, ...] = ()
    """Words of the command line that a message repeats when it proposes another one."""
    unattended: bool = False
    """Nobody named the files just now: a schedule found them where they were before."""

    @property
    def removes_unlisted(self) -> bool:
        """Whether results go that a file of their session does not list."""
        return self.prune or self.replace_session

    @property
    def effects(self) -> Mapping[str, bool]:
        """What makes the same file do more than before, so that it is loaded once more."""
        effects = {"prune": self.prune, "replace_session": self.replace_session}
        return {name: value for name, value in effects.items() if value}


class LoadJob(NamedTuple):
    """One transaction: a file, or the files of a dump."""

    path: Path
    sources: Mapping[str, Source]
    """The files by name: one, or those of a dump."""
    given: Mapping[str, str]
    """Context of the manifest and the command line."""
    options: Options
    reader: str | None = None
    dataset: Dataset | None = None
    digests: Mapping[str, str] = {}
    """Hash of each file of a dump: a change in one of them changes what the others mean."""
    effects: Mapping[str, bool] = {}
    """prune, replace_session, where they are wanted."""
    points_system: tuple[str, str] | None = None
    """Code and text of the points system that the manifest names."""
    is_named: bool = True
    """Somebody named the file just now; else it was found in a folder, or by a schedule."""

    def read(self) -> Sequence[Reading]:
        """
        Open the tables of the files; many are read only when their batches are needed.

        Raises:
            ReadError: a file cannot be read.
            UsageError: it has several sessions, and --session names none of them.
        """
        if self.dataset:
            return [bounded(one) for one in self.dataset.read(self.sources, self.options)]
        (source,) = self.sources.values()
        readings = [bounded(one) for one in read_file(source, self.options, self.reader)]
        return [_take_session(reading, self.given.get("session")) for reading in readings]

    def opener(self, number: int, reading: Reading) -> Callable[[], Sequence[Table]]:
        """
        Return what opens the tables of a file, as often as it is called: each can be read once.

        Args:
            number: which file of the job it is, from 0.
            reading: the file as `read` returned it; its tables are the first.
        """
        readings = chain([reading], (self.read()[number] for _ in count()))
        return lambda: next(readings).tables

    @property
    def size_bytes(self) -> int:
        """The size of all files."""
        return sum(len(source.data) for source in self.sources.values())

    @property
    def is_big(self) -> bool:
        """Whether it is worth locking tables that hold rows already, to index them as a whole."""
        return self.size_bytes > _BIG_BYTES

    def wants_deferred_indexes(self, *, is_new: bool) -> bool:
        """
        Return whether indexes and references are better built after the rows.

        Args:
            is_new: the tables may be empty, and nobody reads them.
        """
        return self.is_big or (is_new and self.size_bytes > _SOME_BYTES)

    @property
    def meaning(self) -> Mapping[str, Any]:
        """Everything that gives the same bytes another meaning: stored with the import."""
        reading = {
            "columns": list(self.options.columns) if self.options.columns else None,
            "table": self.options.table,
            "encoding": self.options.encoding,
            "recipe": dict(self.options.recipe) if self.options.recipe else None,
            "recipes": _digest(self.options.recipes),
            "reader": self.reader,
        }
        stated = {
            **dict(self.given),
            **{k: v for k, v in reading.items() if v is not None},
            **self.effects,
        }
        if self.points_system:
            stated["points_system"] = hashlib.sha256(self.points_system[1].encode()).hexdigest()[
                :16
            ]
        if self.digests:
            stated["files"] = dict(self.digests)
        return stated


def _digest(recipes: Mapping[str, Any]) -> str | None:
    """Return a short hash of the recipes that a header may have; None: there are none."""
    text = json.dumps(dict(recipes), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if recipes else None


def plan_jobs(paths: Sequence[Path], given: Mapping[str, str], settings: Settings) -> list[LoadJob]:
    """
    Turn paths into jobs.

    Raises:
        UsageError: a folder without a manifest that is no known dump; a wrong manifest.
        ReadError: a file that is missing, empty or not readable.
    """
    found: list[LoadJob] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  False, not an error, in a closed folder
            found += _folder(path, given, settings)
        elif path.suffix.lower() == ".zip" and (job := _archive(path, given, settings)):
            found.append(job)
        else:
            entry = manifest.for_file(manifest.entries(path.parent) or [], path.name)
            found.append(_file(path, entry, given, settings))
    return found


def _folder(path: Path, given: Mapping[str, str], settings: Settings) -> list[LoadJob]:
    entries = manifest.entries(path)
    if entries is not None:
        return [
            _file(file, entry, given, settings, is_named=False)
            for entry in entries
            for file in _files(path, [entry])
        ]
    names = sorted(one.name for one in path.iterdir() if one.is_file())
    dataset = _dataset_of(names)
    if dataset is None:
        raise UsageError(
            f"{path}: is a folder without a {manifest.NAME}, and not a dump that racedb knows; "
            f"describe its files in a manifest, or try: racedb load {shlex.quote(str(path))}/*"
        )
    sources = {
        name: open_source(path / name, settings.reading.limits)
        for name in names
        if not name.startswith(".") and (path / name).stat().st_size
    }
    return [_dump(path, dataset, sources, given, settings)]


def unnamed_files(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """
    List the files of folders that a reader knows, and that the manifest there does not name.

    They may have been forgotten; `skip = true` leaves out a file on purpose.
    """
    found = []
    for folder in paths:
        if entries := manifest.entries(folder):
            named = set(_files(folder, entries))
            found += [
                file
                for file in sorted(folder.iterdir())
                if file.is_file()
                and file not in named
                and manifest.for_file(entries, file.name) is None
                and _is_known(file, settings)
            ]
    return found


def _files(folder: Path, entries: Sequence[manifest.Entry]) -> Iterator[Path]:
    for entry in entries:
        if not entry.skip:
            yield from manifest.files(folder, entry)


def _is_known(path: Path, settings: Settings) -> bool:
    """Return whether a reader claims a file; a hidden file and settings are none of results."""
    if path.name.startswith(".") or path.suffix == ".toml":
        return False
    try:
        return bool(identify(open_source(path, settings.reading.limits), None))
    except ReadError:
        return False


def _archive(path: Path, given: Mapping[str, str], settings: Settings) -> LoadJob | None:
    """Return the job of a dump that is packed in one file; None if it is another file."""
    from racedb.readers.packed import files

    sources = files(open_as_it_is(path, settings.reading.limits))
    dataset = _dataset_of(sources) if len(sources) > 1 else None
    return _dump(path, dataset, sources, given, settings) if dataset else None


def _dataset_of(names: Collection[str]) -> Dataset | None:
    return next((one for one in datasets() if one.claims(frozenset(names))), None)


def _dump(
    path: Path,
    dataset: Dataset,
    sources: Mapping[str, Source],
    given: Mapping[str, str],
    settings: Settings,
) -> LoadJob:
    return LoadJob(
        path=Path(path_text(path)),
        sources=sources,
        given=given,
        options=settings.reading,
        dataset=dataset,
        digests={path_text(name): source.sha256 for name, source in sources.items()},
        effects=settings.effects,
        is_named=not settings.unattended,
    )


def _file(
    path: Path,
    entry: manifest.Entry | None,
    given: Mapping[str, str],
    settings: Settings,
    *,
    is_named: bool = True,
) -> LoadJob:
    # The command line is nearer to the person who loads than a manifest.
    context = {**(entry.context if entry else {}), **given}
    manifest.require_possible(context)
    options, reader = settings.reading, settings.reader
    if entry:
        options, reader = _reading(path, entry, options, reader)
    return LoadJob(
        path=Path(path_text(path)),
        sources={path.name: open_source(path, options.limits)},
        given=context,
        options=options,
        reader=reader,
        effects=settings.effects,
        points_system=entry.points_system if entry else None,
        is_named=is_named and not settings.unattended,
    )


def _reading(
    path: Path, entry: manifest.Entry, options: Options, reader: str | None
) -> tuple[Options, str | None]:
    """Take what the command line leaves open from the manifest."""
    stated = entry.reading
    if options.recipe is not None:  # it says all of it
        stated = {key: stated[key] for key in ("encoding",) if key in stated}
    if options.columns is None and "columns" in stated:
        options = options._replace(columns=tuple(stated["columns"]))
    if options.table is None and "table" in stated:
        options = options._replace(table=str(stated["table"]))
    if options.encoding is None and "encoding" in stated:
        options = options._replace(encoding=str(stated["encoding"]))
    if options.recipe is None and "recipe" in stated:
        options = options._replace(recipe=manifest.recipe(path.parent, stated["recipe"]))
    return options, reader or stated.get("reader")


def _take_session(reading: Reading, session: str | None) -> Reading:
    """
    Take the tables of one session out of a reading.

    A file that states one session may be given another name. One that states several cannot: all
    of them would become one, and results of the race overwrite those of qualifying.

    Raises:
        UsageError: the file states several sessions, and *session* names none or several of them.
    """
    stated = dict.fromkeys(
        table.context["session"]
        for table in reading.tables
        if table.context.get("session") and not table.has_own_session
    )
    if not session or len(stated) < 2:
        return reading
    fits = fitting(session, stated)
    if len(fits) != 1:
        raise not_one_of(reading.source.path, session, stated)
    (name,) = fits
    first, *tables = (it for it in reading.tables if it.context.get("session", name) == name)
    others = [it for it in reading.tables if it.context.get("session", name) != name]
    return replace(reading, tables=[_beside_others(first, others), *tables])


def _beside_others(table: Table, others: Sequence[Table]) -> Table:
    """Count the cells of other sessions as no data; what no table takes is still left out."""
    from racedb.ingest.ledger import with_cells

    ledger = table.ledger or Ledger()
    for one in others:
        own = one.ledger or Ledger()
        if one.is_exact:
            ledger.left_out |= own.left_out
        else:
            ledger.not_data += sum(own.left_out.values()) + own.beside
        ledger.not_data += own.not_data
        ledger.not_data += sum(int(with_cells(batch)[CELLS].sum()) for batch in one.batches)
    columns = (it for one in others for it in one.columns if it.why == NOT_TAKEN)
    return table._replace(ledger=ledger, columns=(*table.columns, *columns))
