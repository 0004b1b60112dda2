"""
`[[schedules]]` of racedb.toml: which imports run by themselves, and when.

    [[schedules]]
    name = "club"
    when = "Mon 06:00"                    '15min', '06:00', five fields of cron
    zone = "Europe/Stockholm"             UTC when not given
    sources = ["inbox", "more/*.csv"]     files, folders, globs relative to the file; URLs
    context = { series = "Club Cup" }     what all files are about
    max_rejects = 0
    strict = false
    on_unknown = "new"
    prune = false
    grace = "1h"                          later than this, it is overdue
    authorization = "env:CLUB_TOKEN"      or "file:PATH"; for URLs
    private_addresses = false             true: URLs may be in a private network
    max_mib = 64                          maximum size of a file ([limits] file_mib)
    time_limit = "1h"                     maximum time for a file ([limits] time_limit)
    on_failure = ["mail-me", "--now"]     a program and its arguments; or a webhook: ["https://..."]
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from racedb.config import Config, limits
from racedb.errors import UsageError, did_you_mean
from racedb.ingest.manifest import CONTEXT, recipe_folder, require_possible
from racedb.readers.limits import Limits
from racedb.schedule import when
from racedb.schedule.notify import WEB
from racedb.timeouts import duration_s

T = TypeVar("T")

MAX_MIB = 64
"""Default of the maximum size of a file, if [limits] has none."""
TIME_LIMIT_S = 3_600
"""Default of the maximum time for a file, if [limits] has none."""

_TYPES: Mapping[str, tuple[type, str]] = {
    "name": (str, "a text"),
    "when": (str, "a text"),
    "zone": (str, "a text"),
    "sources": (list, "a list of texts"),
    "context": (dict, "a table"),
    "max_rejects": (int, "a number"),
    "strict": (bool, "true or false"),
    "on_unknown": (str, "a text"),
    "prune": (bool, "true or false"),
    "grace": (str, "a text"),
    "time_limit": (str, "a text"),
    "authorization": (str, "a text"),
    "private_addresses": (bool, "true or false"),
    "max_mib": (int, "a number"),
    "on_failure": (list, "a list of texts"),
}
_REQUIRED = ("name", "when", "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One schedule, checked."""

    name: str
    when: str
    """As written."""
    cron: str
    """The same as five fields of cron."""
    zone: str
    sources: Sequence[str]
    folder: Path
    """The folder to which paths of sources are relative."""
    context: Mapping[str, str]
    max_rejects: int
    strict: bool
    on_unknown: str
    prune: bool
    grace_s: int
    authorization: str | None
    """Where the header for URLs is stored: env:NAME or file:PATH."""
    private_addresses: bool
    max_mib: int
    recipes: Mapping[str, Mapping[str, Any]]
    """Those of the folder of recipes, by the signature of their header."""
    limits: Limits
    """Those of [limits], with the size that this schedule allows."""
    time_limit_s: int
    """Maximum time for one file."""
    on_failure: Sequence[str]


def schedules(config: Config) -> list[Schedule]:
    """
    Return the schedules of racedb.toml, in its order.

    Raises:
        UsageError: a setting is not valid; the message names the file, the schedule and the key.
    """
    found: list[Schedule] = []
    general = limits(config)
    recipes = recipe_folder(config.recipes) if config.recipes else {}
    folder = config.path.parent if config.path else Path()
    for number, settings in enumerate(config.schedules, start=1):
        try:
            one = _schedule(settings, folder, general, recipes)
            _require_new(one.name, found)
        except UsageError as error:
            name = settings.get("name")
            where = f"schedule {name!r}" if isinstance(name, str) else f"schedule {number}"
            message = f"{config.path}: {where}: {error}"
            raise UsageError(message) from None
        found.append(one)
    return found


def named(config: Config, name: str) -> Schedule:
    """
    Return the schedule with a name.

    Raises:
        UsageError: there is none.
    """
    found = {one.name: one for one in schedules(config)}
    if name in found:
        return found[name]
    why = did_you_mean(name, found) if found else "racedb.toml has no [[schedules]]"
    message = f"no schedule is named {name!r}; {why}"
    raise UsageError(message)


def _schedule(
    settings: Mapping[str, Any], folder: Path, general: Limits, recipes: Mapping[str, Any]
) -> Schedule:
    """Check the settings of one schedule and fill in the defaults."""
    _require_types(settings)
    max_mib = _at_least(settings, "max_mib", 1, default=general.file_mib or MAX_MIB)
    time_limit_s = general.time_limit_s or TIME_LIMIT_S
    if "time_limit" in settings:
        time_limit_s = _parsed("time_limit", duration_s, settings["time_limit"])
    return Schedule(
        name=_name(settings["name"]),
        when=settings["when"],
        cron=_parsed("when", when.cron, settings["when"]),
        zone=_zone(settings.get("zone", "UTC")),
        sources=tuple(map(_source, settings["sources"])),
        folder=folder,
        context=_context(settings.get("context", {})),
        max_rejects=_at_least(settings, "max_rejects", 0, default=0),
        strict=settings.get("strict", False),
        on_unknown=_on_unknown(settings.get("on_unknown", "new")),
        prune=settings.get("prune", False),
        grace_s=_parsed("grace", duration_s, settings.get("grace", "1h")),
        authorization=_authorization(settings.get("authorization")),
        private_addresses=settings.get("private_addresses", False),
        max_mib=max_mib,
        recipes=recipes,
        limits=general._replace(file_mib=max_mib),
        time_limit_s=time_limit_s,
        on_failure=_on_failure(settings.get("on_failure", ())),
    )


def _require_types(settings: Mapping[str, Any]) -> None:
    """Refuse a key that is unknown or missing, or a value with the wrong type."""
    for key, value in settings.items():
        if key not in _TYPES:
            message = f"no setting is named {key!r}; {did_you_mean(key, _TYPES)}"
            raise UsageError(message)
        type_, called = _TYPES[key]
        # bool is an int in Python, but `max_rejects = true` is a mistake.
        if type(value) is not type_ or (type_ is list and not _is_texts(value)):
            message = f"{key} = {value!r} is not {called}"
            raise UsageError(message)
    for key in _REQUIRED:
        if key not in settings:
            message = f"{key} is missing"
            raise UsageError(message)


def _is_texts(values: Any) -> bool:
    return bool(values) and all(isinstance(it, str) and it for it in values)


def _require_new(name: str, before: Sequence[Schedule]) -> None:
    if name in {it.name for it in before}:
        message = f"name = {name!r} is duplicated"
        raise UsageError(message)


def _name(name: str) -> str:
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        message = f"name = {name!r} is not made of letters, digits, - and _"
        raise UsageError(message)
    return name


def _zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # unknown; a folder of zones; a path
        message = f"zone = {zone!r} is not a time zone like 'Europe/Stockholm'"
        raise UsageError(message) from None
    return zone


def _source(source: str) -> str:
    """Check a source if it is a URL."""
    if "://" not in source:
        return source
    try:
        parts = urlsplit(source)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        has_user = parts.username is not None
    except ValueError:  # an impossible port or address
        valid = has_user = False
    if not valid:
        message = f"source {source!r} is not a URL like https://example.org/race.csv"
        raise UsageError(message)
    if has_user:
        message = 'a source has a user in its URL; write authorization = "env:NAME" instead'
        raise UsageError(message)
    return source


def _context(context: Mapping[str, Any]) -> Mapping[str, str]:
    for key in context:
        if key not in CONTEXT:
            message = f"context has no {key!r}; {did_you_mean(key, CONTEXT)}"
            raise UsageError(message)
    texts = {key: str(value) for key, value in context.items()}
    require_possible(texts)
    return texts


def _on_unknown(choice: str) -> str:
    if choice not in ("new", "refuse"):
        message = f"on_unknown = {choice!r} is neither 'new' nor 'refuse'"
        raise UsageError(message)
    return choice


def _authorization(where: str | None) -> str | None:
    if where and not re.fullmatch(r"(env|file):.+", where):
        # The value is not shown: it may be the secret itself.
        message = "authorization is neither 'env:NAME' nor 'file:PATH'"
        raise UsageError(message)
    return where


def _on_failure(command: Sequence[str]) -> Sequence[str]:
    """Check a webhook; a program is not looked for before it is needed."""
    is_webhook = bool(command) and command[0].startswith(WEB)
    if is_webhook and (len(command) > 1 or not _has_host(command[0])):
        # The URL is not shown: the address of a webhook is often a secret.
        message = "on_failure is neither a program with its arguments nor one URL alone"
        raise UsageError(message)
    return tuple(command)


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # an impossible address
        return False


def _at_least(settings: Mapping[str, Any], key: str, minimum: int, *, default: int) -> int:
    value = int(settings.get(key, default))
    if value < minimum:
        message = f"{key} = {value} is less than {minimum}"
        raise UsageError(message)
    return value


def _parsed(key: str, parse: Callable[[str], T], text: str) -> T:
    """Parse a text; an error names the key."""
    try:
        return parse(text)
    except UsageError as error:
        message = f"{key} = {error}"
        raise UsageError(message) from None
