"""What to load: paths, manifests and the command line become jobs, one transaction each."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from racedb.errors import UsageError
from racedb.ingest import manifest
from racedb.ingest.given import checked
from racedb.ingest.identify import dataset_in, read_file
from racedb.readers import open_source
from racedb.readers.reading import Dataset, Options, Reading, Source

_BIG_BYTES = 16 << 20
"""Some hundred thousand rows."""
_SOME_BYTES = 256 << 10
"""One or two thousand rows: the fewest of which a new database is faster with indexes behind."""


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

    def read(self) -> Sequence[Reading]:
        """
        Read the files: tables of text, some of them not before their batches are asked for.

        Raises:
            ReadError: a file cannot be read.
            UsageError: it has several sessions, and not the one that is asked for.
        """
        from racedb.readers.limits import bounded

        if self.dataset:
            return [bounded(one) for one in self.dataset.read(self.sources, self.options)]
        from racedb.ingest.one_session import of_session

        (source,) = self.sources.values()
        readings = [bounded(one) for one in read_file(source, self.options, self.reader)]
        return [of_session(reading, self.given.get("session")) for reading in readings]

    @property
    def size_bytes(self) -> int:
        """Give how much is to be read."""
        return sum(len(source.data) for source in self.sources.values())

    @property
    def is_big(self) -> bool:
        """Say whether so much comes that other tables, too, may be locked and indexed anew."""
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
        """All that makes the same bytes mean something else: stored with the import."""
        reading = {
            "columns": list(self.options.columns) if self.options.columns else None,
            "table": self.options.table,
            "encoding": self.options.encoding,
            "recipe": dict(self.options.recipe) if self.options.recipe else None,
            "reader": self.reader,
        }
        stated = {**dict(self.given), **{k: v for k, v in reading.items() if v is not None}}
        if self.digests:
            stated["files"] = dict(self.digests)
        return stated


def plan(
    paths: Sequence[Path], given: Mapping[str, str], options: Options, reader: str | None
) -> list[LoadJob]:
    """
    Turn paths into jobs.

    Raises:
        UsageError: a folder that is neither described nor a known dump; a wrong manifest.
        ReadError: a file that is missing, empty or not readable.
    """
    found: list[LoadJob] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  False, not an error, in a closed folder
            found += _folder(path, given, options, reader)
        else:
            entry = manifest.for_file(manifest.entries(path.parent) or [], path.name)
            found.append(_file(path, entry, given, options, reader))
    return found


def _folder(
    path: Path, given: Mapping[str, str], options: Options, reader: str | None
) -> list[LoadJob]:
    entries = manifest.entries(path)
    if entries is not None:
        return [
            _file(file, entry, given, options, reader)
            for entry in entries
            for file in manifest.files(path, entry)
        ]
    found = dataset_in(path, options.limits)
    if found is None:
        raise UsageError(
            f"{path}: is a folder without a {manifest.NAME}, and no dump that racedb knows; "
            "load its files one by one, or describe them in a manifest"
        )
    dataset, sources = found
    digests = {name: source.sha256 for name, source in sources.items()}
    return [
        LoadJob(
            path=path,
            sources=sources,
            given=given,
            options=options,
            dataset=dataset,
            digests=digests,
        )
    ]


def _file(
    path: Path,
    entry: manifest.Entry | None,
    given: Mapping[str, str],
    options: Options,
    reader: str | None,
) -> LoadJob:
    context = checked({**(entry.context if entry else {}), **given})
    if entry:
        options, reader = _reading(path, entry, options, reader)
    return LoadJob(
        path=path,
        sources={path.name: open_source(path, options.limits)},
        given=context,
        options=options,
        reader=reader,
    )


def _reading(
    path: Path, entry: manifest.Entry, options: Options, reader: str | None
) -> tuple[Options, str | None]:
    """Take what the command line leaves open from the manifest."""
    said = entry.reading
    columns = said.get("columns")
    if options.columns is None and columns is not None:
        options = options._replace(columns=tuple(columns))
    if options.table is None and "table" in said:
        options = options._replace(table=str(said["table"]))
    if options.encoding is None and "encoding" in said:
        options = options._replace(encoding=str(said["encoding"]))
    if options.recipe is None and "recipe" in said:
        options = options._replace(recipe=recipe(path.parent, said["recipe"]))
    return options, reader or said.get("reader")


def recipe(folder: Path, said: object) -> Mapping[str, Any]:
    """
    Give a recipe that stands in the manifest itself, or in a file of its folder.

    Raises:
        UsageError: no such file, not TOML, or it leaves the folder.
    """
    if isinstance(said, Mapping):
        return said
    path = folder / str(said)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{folder / manifest.NAME}: recipe {said!r} leaves the folder")
    return recipe_file(path)


def recipe_file(path: Path) -> Mapping[str, Any]:
    """
    Read a recipe.

    Raises:
        UsageError: the file is missing or not TOML.
    """
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: is not valid toml: {error}") from None
