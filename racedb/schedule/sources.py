"""What the sources of a schedule are at this moment, and whether they are worth another try."""

import glob
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

from racedb import __version__, readers
from racedb.ingest import manifest
from racedb.schedule.plan import Schedule

SETTLED_S = 10.0
"""A file that changed less than so long ago may still be written to."""
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")
"""Ends of names that programs give to files that they have not finished."""


def found(schedule: Schedule) -> list[Path | str]:
    """
    List files, dumps and URLs (texts), each once, in the order of the sources and then by name.

    A file that a source names is listed also when it is not there, so that somebody hears of it;
    a pattern and a folder may well be empty.

    Raises:
        UsageError: a manifest of a folder is wrong.
        OSError: a folder cannot be listed.
    """
    listed: dict[Path | str, None] = {}
    for source in schedule.sources:
        if "://" in source:
            listed[source] = None
            continue
        listed.update(dict.fromkeys(_of(schedule.folder, source)))
    return list(listed)


def _of(folder: Path, source: str) -> Iterator[Path]:
    path = folder / source
    if glob.has_magic(source):
        matches = glob.iglob(source, root_dir=folder, recursive=True)  # noqa: PTH207  absolute too
        yield from sorted(folder / match for match in matches if _is_finished(Path(match).name))
    elif path.is_dir():
        yield from _in(path)
    else:
        yield path


def _in(folder: Path) -> list[Path]:
    entries = manifest.entries(folder)
    files = sorted(it for it in folder.iterdir() if it.is_file() and _is_finished(it.name))
    if entries is not None:
        described = [it for entry in entries for it in manifest.files(folder, entry)]
        return described if all(it.parent == folder for it in described) else [folder]
    names = frozenset(it.name for it in files)
    return [folder] if any(one.claims(names) for one in readers.datasets()) else files


def _is_finished(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(_UNFINISHED) and name != manifest.NAME


def still_written(path: Path) -> bool:
    """
    Say whether a file, or one of a folder, changed just now.

    A moment far ahead is a clock that was set back: waiting for it would take for ever.
    """
    now = time.time()
    return any(abs(now - it.stat().st_mtime) < SETTLED_S for it in _files(path))


def fingerprint(path: Path, schedule: Schedule) -> str:
    """
    Hash all that decides whether a file is refused, in hex.

    Its bytes, the manifest beside it, what the schedule says, and the program.
    """
    said = [
        __version__, dict(schedule.context), schedule.max_rejects, schedule.on_unknown,
        schedule.limits._asdict(), schedule.time_limit_s,
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for file in [*_files(path), path.parent / manifest.NAME]:
        if file.is_file():
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def size_bytes(path: Path) -> int:
    """Give the size of a file, or of all files of a dump; 0: it is not there."""
    return sum(it.stat().st_size for it in _files(path))


def mark(message: str) -> str:
    """Give the fingerprint of a refusal that left no file."""
    return hashlib.sha256(f"{__version__} {message}".encode()).hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(it for it in path.rglob("*") if it.is_file())
    return [path] if path.is_file() else []
