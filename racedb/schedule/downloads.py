"""Files that a schedule fetches, and what their servers said about them."""

import hashlib
import json
import os
import re
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from racedb.errors import UsageError
from racedb.fetch import Known, Limits, fetch
from racedb.schedule.plan import Schedule

FOLDER = "downloads"
_NOTES = ".fetched.json"


def bring(url: str, schedule: Schedule) -> Path:
    """
    Fetch what a URL has if it is new, and give the file: `downloads/NAME/HASH/race.csv`.

    Raises:
        TryAgainError: the server is away or busy.
        ReadError: it answers with something else.
        UsageError: the authorization is not where the schedule says it is.
        OSError: the folder cannot be written.
    """
    mark = hashlib.sha256(url.encode()).hexdigest()[:12]
    folder = schedule.folder / FOLDER / schedule.name / mark
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _file_name(url)
    notes = folder / _NOTES
    limits = Limits(max_bytes=schedule.max_mib << 20, private=schedule.private_addresses)
    known = _known(notes) if target.exists() else None
    news = fetch(url, target, known, _authorization(schedule), limits)
    if news:
        # After the file: who dies in between fetches the same once more.
        new = notes.with_suffix(".new")
        new.write_text(json.dumps({"url": url, **asdict(news)}), encoding="utf-8")
        new.replace(notes)
    return target


def _file_name(url: str) -> str:
    """Keep the name, from which formats and sessions may be told, where a file can have it."""
    name = re.sub(r"[^\w.-]+", "_", Path(urlsplit(url).path).name).lstrip(".")
    return name[-100:] or "answer"


def _known(notes: Path) -> Known | None:
    try:
        said = json.loads(notes.read_text(encoding="utf-8"))
        return Known(etag=said["etag"], last_modified=said["last_modified"])
    except (OSError, ValueError, KeyError, TypeError):  # a fetch without notes is only a longer one
        return None


def _authorization(schedule: Schedule) -> str | None:
    if schedule.authorization is None:
        return None
    kind, _, where = schedule.authorization.partition(":")
    try:
        said = (
            os.environ[where]
            if kind == "env"
            else (schedule.folder / where).read_text(encoding="utf-8")
        ).strip()
    except KeyError:
        message = f"authorization: the environment has no {where}"
        raise UsageError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is not UTF-8"
        message = f"authorization: {where}: {why.lower()}"
        raise UsageError(message) from None
    if not said.isprintable() or not said:
        message = f"authorization: {where} does not hold one line of text"
        raise UsageError(message)
    return said
