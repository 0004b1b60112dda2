"""
The sources of a schedule: files, folders and URLs, and whether they are worth another try.

Files from the web are stored in `downloads/NAME/HASH/` beside racedb.toml.
"""

import glob
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from racedb import __version__, readers
from racedb.errors import UsageError
from racedb.fetch import Known, Limits, fetch
from racedb.ingest import manifest
from racedb.safe_text import mask_url, path_text
from racedb.schedule.plan import Schedule

SETTLED_S = 10.0
"""A file that changed within this time may still be being written."""
DOWNLOADS = "downloads"
_NOTES = ".fetched.json"
"""What the server stated about the file beside it."""
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")
"""Suffixes that programs give to files that they have not finished."""


def find(source: str, schedule: Schedule) -> list[Path | str]:
    """
    List the files and dumps of a source by name; a URL is a text.

    A file that it names is listed even if it is missing, so that this is reported; a pattern or a
    folder may be empty.

    Raises:
        UsageError: the manifest of a folder is wrong.
        OSError: a folder cannot be listed.
    """
    return [source] if "://" in source else list(_paths(schedule.folder, source))


def name_of(source: Path | str, schedule: Schedule) -> str:
    """
    Return the name under which a file or a URL is remembered and shown.

    The same in every working folder: relative to the folder of racedb.toml, if it is in there.
    """
    if isinstance(source, str):
        return mask_url(source)
    path, folder = source.absolute(), schedule.folder.absolute()
    return path_text(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _paths(folder: Path, source: str) -> Iterator[Path]:
    path = folder / source
    if glob.has_magic(source):
        matches = glob.iglob(source, root_dir=folder, recursive=True)  # noqa: PTH207  absolute too
        yield from sorted(folder / match for match in matches if _is_finished(Path(match).name))
    elif path.is_dir():
        yield from _paths_in(path)
    else:
        yield path


def _paths_in(folder: Path) -> list[Path]:
    """List what is to be loaded of a folder: its files, or the folder itself as one dump."""
    entries = manifest.entries(folder)
    files = sorted(it for it in folder.iterdir() if it.is_file() and _is_finished(it.name))
    if entries is not None:
        described = [
            it for entry in entries if not entry.skip for it in manifest.files(folder, entry)
        ]
        return described if all(it.parent == folder for it in described) else [folder]
    names = frozenset(it.name for it in files)
    return [folder] if any(one.claims(names) for one in readers.datasets()) else files


def _is_finished(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(_UNFINISHED) and name != manifest.NAME


def is_being_written(path: Path) -> bool:
    """
    Return whether a file, or one of a folder, changed just now.

    A time far in the future means that the clock was set back; nobody should wait for it.
    """
    now = time.time()
    return any(abs(now - it.stat().st_mtime) < SETTLED_S for it in _files(path))


def fingerprint(path: Path, schedule: Schedule) -> str:
    """
    Return a hash, in hex, of all that decides whether a file is refused.

    Its bytes, the manifest and the recipes beside it, the settings of the schedule, the recipes of
    racedb.toml, and the version of racedb.
    """
    settings = [
        __version__, dict(schedule.context), schedule.max_rejects, schedule.strict,
        schedule.on_unknown, schedule.limits._asdict(), schedule.time_limit_s,
        schedule.recipes,
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for file in [*_files(path), *sorted(path.parent.glob("*.toml"))]:
        if file.is_file():
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def fingerprint_of_message(message: str) -> str:
    """Return the fingerprint of a refusal that left no file behind."""
    return hashlib.sha256(f"{__version__} {message}".encode()).hexdigest()


def size_bytes(path: Path) -> int:
    """Return the size of a file, or of all files of a dump; 0 if it is missing."""
    return sum(it.stat().st_size for it in _files(path))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(it for it in path.rglob("*") if it.is_file())
    return [path] if path.is_file() else []


def download(url: str, schedule: Schedule) -> Path:
    """
    Fetch a URL if it is new, and return the file. It may take as long as a file may take.

    Raises:
        TryAgainError: the server is away or busy.
        ReadError: it answers with something else than data.
        UsageError: the authorization is not where the schedule states.
        OSError: the folder cannot be written.
    """
    key = hashlib.sha256(url.encode()).hexdigest()[:12]
    folder = schedule.folder / DOWNLOADS / schedule.name / key
    folder.mkdir(parents=True, exist_ok=True)
    target, notes = folder / _file_name(url), folder / _NOTES
    limits = Limits(
        max_bytes=schedule.max_mib << 20,
        private=schedule.private_addresses,
        total_s=min(Limits().total_s, schedule.time_limit_s),
    )
    known = _read_notes(notes) if target.exists() else None
    news = fetch(url, target, known, _authorization(schedule), limits)
    if news:
        # Written after the file: a process that dies in between only fetches the file again.
        new = notes.with_suffix(".new")
        new.write_text(json.dumps({"url": url, **asdict(news)}), encoding="utf-8")
        new.replace(notes)
    return target


def _file_name(url: str) -> str:
    """Return the name in the URL, which may tell the format and the session, as a file name."""
    name = re.sub(r"[^\w.-]+", "_", Path(urlsplit(url).path).name).lstrip(".")
    return name[-100:] or "answer"


def _read_notes(notes: Path) -> Known | None:
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
        return Known(etag=found["etag"], last_modified=found["last_modified"])
    except (OSError, ValueError, KeyError, TypeError):  # without notes a fetch only takes longer
        return None


def _authorization(schedule: Schedule) -> str | None:
    """
    Read the value of the header.

    Raises:
        UsageError: it is missing, or not one line of text.
    """
    if schedule.authorization is None:
        return None
    kind, _, where = schedule.authorization.partition(":")
    try:
        if kind == "env":
            value = os.environ[where].strip()
        else:
            value = (schedule.folder / where).read_text(encoding="utf-8").strip()
    except KeyError:
        message = f"authorization: the environment has no {where}"
        raise UsageError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is not UTF-8"
        message = f"authorization: {where}: {why.lower()}"
        raise UsageError(message) from None
    if not value.isprintable() or not value:
        message = f"authorization: {where} does not hold one line of text"
        raise UsageError(message)
    return value
