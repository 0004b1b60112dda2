"""
`[[schedules]]` of racedb.toml: what is loaded by itself, and when.

    [[schedules]]
    name = "club"
    when = "Mon 06:00"                    '15min', '06:00', five fields of cron
    zone = "Europe/Stockholm"             UTC when not given
    sources = ["inbox", "more/*.csv"]     files, folders, globs beside the file; http(s)://
    context = { series = "Club Cup" }     what all of them are about
    max_rejects = 0
    on_unknown = "new"
    prune = false
    grace = "1h"                          so late, and it is overdue
    authorization = "env:CLUB_TOKEN"      or "file:PATH"; for URLs
    private_addresses = false             URLs inside one's own network
    max_mib = 64                          the most that a file may have ([limits] file_mib)
    time_limit = "1h"                     the longest that one file may take ([limits] time_limit)
    on_failure = ["mail-me", "--now"]     a program, without a shell; or ["https://..."]: a webhook
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from racedb.config import Config, limits
from racedb.errors import UsageError, did_you_mean
from racedb.ingest.given import checked
from racedb.ingest.manifest import CONTEXT
from racedb.readers.limits import Limits
from racedb.schedule import when
from racedb.schedule.hook import WEB
from racedb.timeouts import duration_s

MAX_MIB = 64
"""A file of a schedule, where neither it nor [limits] says how big one may be."""
TIME_LIMIT_S = 3_600

_KINDS: Mapping[str, tuple[type, str]] = {
    "name": (str, "a text"),
    "when": (str, "a text"),
    "zone": (str, "a text"),
    "sources": (list, "a list of texts"),
    "context": (dict, "a table"),
    "max_rejects": (int, "a number"),
    "on_unknown": (str, "a text"),
    "prune": (bool, "true or false"),
    "grace": (str, "a text"),
    "time_limit": (str, "a text"),
    "authorization": (str, "a text"),
    "private_addresses": (bool, "true or false"),
    "max_mib": (int, "a number"),
    "on_failure": (list, "a list of texts"),
}
_NEEDED = ("name", "when", "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One schedule, checked."""

    name: str
    when: str
    """As it is written."""
    cron: str
    """The same as five fields of cron."""
    zone: str
    sources: Sequence[str]
    folder: Path
    """What its sources are beside."""
    context: Mapping[str, str]
    max_rejects: int
    on_unknown: str
    prune: bool
    grace_s: int
    authorization: str | None
    """Where the header for URLs is: env:NAME or file:PATH."""
    private_addresses: bool
    max_mib: int
    limits: Limits
    """Of [limits], with the size that this schedule allows."""
    time_limit_s: int
    """The longest that one file may take."""
    on_failure: Sequence[str]


def schedules(config: Config) -> list[Schedule]:
    """
    Give the schedules of racedb.toml, in its order.

    Raises:
        UsageError: one of them cannot be meant; names the file, the schedule and the key.
    """
    found: list[Schedule] = []
    general = limits(config)
    folder = config.path.parent if config.path else Path()
    for number, said in enumerate(config.schedules, start=1):
        try:
            one = _schedule(said, folder, general)
            _require_new(one.name, found)
        except UsageError as error:
            name = said.get("name")
            where = f"schedule {name!r}" if isinstance(name, str) else f"schedule {number}"
            message = f"{config.path}: {where}: {error}"
            raise UsageError(message) from None
        found.append(one)
    return found


def _require_new(name: str, before: Sequence[Schedule]) -> None:
    if name in {it.name for it in before}:
        message = f"name = {name!r} is there twice"
        raise UsageError(message)


def named(config: Config, name: str) -> Schedule:
    """
    Give the schedule of a name.

    Raises:
        UsageError: there is none.
    """
    found = {one.name: one for one in schedules(config)}
    if name in found:
        return found[name]
    why = did_you_mean(name, found) if found else "racedb.toml has no [[schedules]]"
    message = f"no schedule is named {name!r}; {why}"
    raise UsageError(message)


def _schedule(said: Mapping[str, Any], folder: Path, general: Limits) -> Schedule:
    _require_kinds(said)
    name = said["name"]
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        message = f"name = {name!r} is not made of letters, digits, - and _"
        raise UsageError(message)
    zone = said.get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # not there; a folder of zones; a path
        message = f"zone = {zone!r} is not a time zone like 'Europe/Stockholm'"
        raise UsageError(message) from None
    on_unknown = said.get("on_unknown", "new")
    if on_unknown not in ("new", "refuse"):
        message = f"on_unknown = {on_unknown!r} is neither 'new' nor 'refuse'"
        raise UsageError(message)
    authorization = said.get("authorization")
    if authorization and not re.fullmatch(r"(env|file):.+", authorization):
        # Not shown: whoever wrote it may have written the secret itself.
        message = "authorization is neither 'env:NAME' nor 'file:PATH'"
        raise UsageError(message)
    max_mib = _at_least(said, "max_mib", general.file_mib or MAX_MIB, 1)
    time_limit_s = general.time_limit_s or TIME_LIMIT_S
    if "time_limit" in said:
        time_limit_s = _of("time_limit", duration_s, said["time_limit"])
    on_failure = tuple(said.get("on_failure", ()))
    if on_failure and on_failure[0].startswith(WEB):
        _require_webhook(on_failure)
    for source in said["sources"]:
        if "://" in source:
            _require_web(source)
    return Schedule(
        name=name,
        when=said["when"],
        cron=_of("when", when.cron, said["when"]),
        zone=zone,
        sources=tuple(said["sources"]),
        folder=folder,
        context=_context(said.get("context", {})),
        max_rejects=_at_least(said, "max_rejects", 0, 0),
        on_unknown=on_unknown,
        prune=said.get("prune", False),
        grace_s=_of("grace", duration_s, said.get("grace", "1h")),
        authorization=authorization,
        private_addresses=said.get("private_addresses", False),
        max_mib=max_mib,
        limits=general._replace(file_mib=max_mib),
        time_limit_s=time_limit_s,
        on_failure=on_failure,
    )


def _at_least(said: Mapping[str, Any], key: str, usual: int, least: int) -> int:
    value = int(said.get(key, usual))
    if value < least:
        message = f"{key} = {value} is less than {least}"
        raise UsageError(message)
    return value


def _require_webhook(said: Sequence[str]) -> None:
    if len(said) > 1 or not urlsplit(said[0]).hostname:
        # Not shown: an address for messages is often a secret.
        message = "on_failure is neither a program with its arguments nor one URL alone"
        raise UsageError(message)


def _require_web(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port or an address that cannot be
        good, parts = False, None
    if not good:
        message = f"source {url!r} is not a URL like https://example.org/race.csv"
        raise UsageError(message)
    if parts and parts.username is not None:
        message = 'a source has a user in its URL; write authorization = "env:NAME" instead'
        raise UsageError(message)


def _require_kinds(said: Mapping[str, Any]) -> None:
    for key, value in said.items():
        if key not in _KINDS:
            message = f"no setting is named {key!r}; {did_you_mean(key, _KINDS)}"
            raise UsageError(message)
        kind, called = _KINDS[key]
        texts = kind is not list or (value and all(isinstance(it, str) and it for it in value))
        if type(value) is not kind or not texts:
            message = f"{key} = {value!r} is not {called}"
            raise UsageError(message)
    for key in _NEEDED:
        if key not in said:
            message = f"{key} is missing"
            raise UsageError(message)


def _of(key: str, read: Any, text: str) -> Any:
    try:
        return read(text)
    except UsageError as error:
        message = f"{key} = {error}"
        raise UsageError(message) from None


def _context(said: Mapping[str, Any]) -> Mapping[str, str]:
    for key in said:
        if key not in CONTEXT:
            message = f"context has no {key!r}; {did_you_mean(key, CONTEXT)}"
            raise UsageError(message)
    return checked({key: str(value) for key, value in said.items()})
