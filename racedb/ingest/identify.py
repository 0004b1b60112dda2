"""Which reader reads what: by recipe, by name, by the content of a file, the files of a folder."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from racedb import readers
from racedb.readers.limits import Limits
from racedb.readers.reading import Dataset, Options, Reading, Source


def dataset_in(folder: Path, limits: Limits) -> tuple[Dataset, Mapping[str, Source]] | None:
    """Find the dump that a folder is, with its files; None when it is none that racedb knows."""
    names = frozenset(path.name for path in folder.iterdir() if path.is_file())
    for dataset in readers.datasets():
        if dataset.claims(names):
            wanted = sorted(name for name in names if not name.startswith("."))
            files = {
                name: readers.open_source(folder / name, limits)
                for name in wanted
                if (folder / name).stat().st_size
            }
            return dataset, files
    return None


def read_file(source: Source, options: Options, reader: str | None) -> Sequence[Reading]:
    """
    Read one file.

    Raises:
        ReadError: nobody claims it, or two do, or it cannot be read.
    """
    if options.recipe is not None:
        from racedb.readers.recipe import read

        return [read(source, options)]
    return [readers.identify(source, reader).read(source, options)]
