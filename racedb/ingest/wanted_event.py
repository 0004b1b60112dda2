"""What a context states of its event: names, season, round and days, completed by the rules."""

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from racedb.errors import UsageError
from racedb.ingest.context import Context
from racedb.ingest.session_names import is_numbered_race, named_session
from racedb.text_keys import slug

_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
_EXAMPLE = {"series": "Club Cup", "season": "2025", "event": "Summer Race", "session": "Race"}


class Wanted(NamedTuple):
    """The event and the session that a context names."""

    series: str
    season: str
    name: str
    round: int | None
    starts_on: date | None
    ends_on: date | None
    session: str

    @property
    def numbers_races(self) -> bool:
        """Whether the session is one of several races: its round may be its own."""
        return is_numbered_race(named_session(self.session, {}).code)

    @property
    def address(self) -> str:
        """The slug of the event; another of the same name and year gets a number."""
        year = str(self.starts_on.year) if self.starts_on else self.season[:4]
        return f"{year}-{slug(self.name)}"[:60]


def wanted_event(
    source: str, context: Context, given: Mapping[str, str], repeat: Sequence[str]
) -> Wanted:
    """
    Complete what a context states of its event.

    Args:
        source: name of the file, for errors.
        context: of a row.
        given: what a manifest or the command line states; only they state starts_on and ends_on.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: the event, its season or the session is missing; the message names all of them,
            and the series where it is not known either.
    """
    day = _day(source, "date", context.get("date"))
    day = day or _day(source, "starts_at", context.get("starts_at"))
    starts_on = _day(source, "starts_on", given.get("starts_on")) or day
    number = _round(context.get("round"))
    name, season, series = (context.get(key) for key in ("event", "season", "series"))
    season = season or _year(starts_on, name)
    if not name and series and season and number:
        name = placeholder(number)
    name = name or context.get("circuit")
    session = context.get("session")
    if not (season and name and session):
        known = {"series": series, "season": season, "event": name, "session": session}
        missing = [key for key, value in known.items() if not value]
        raise _cannot_tell(source, missing, given, repeat)
    return Wanted(
        series=series or name,
        season=season,
        name=name,
        round=number,
        starts_on=starts_on,
        ends_on=_day(source, "ends_on", given.get("ends_on")) or day,
        session=session,
    )


def _cannot_tell(
    source: str, missing: Sequence[str], given: Mapping[str, str], repeat: Sequence[str]
) -> UsageError:
    """
    Return the error of a file of which is not known what it is about, with a command that would do.

    Args:
        source: name of the file.
        missing: all that is missing: series, season, event, session.
        given: what a manifest or the command line states.
        repeat: further options of the command line that the file needs.
    """
    named = [f"--{name.replace('_', '-')} {shlex.quote(it)}" for name, it in given.items()]
    named += [f'--{name} "<{_EXAMPLE[name]}>"' for name in missing]
    command = " ".join(["racedb load", shlex.quote(source), *map(shlex.quote, repeat), *named])
    listed = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
    return UsageError(
        f"{source}: cannot tell which {listed} this file belongs to; "
        f"try: {command}   (or a [[load]] in manifest.toml)"
    )


def placeholder(number: int) -> str:
    """Return the name of an event of which only the round is known."""
    return f"Round {number}"


def _year(day: date | None, name: str | None) -> str | None:
    """Return the year of a day, else the one in the name of an event."""
    if day:
        return str(day.year)
    found = _YEAR.search(name or "")
    return found.group() if found else None


def _round(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _day(source: str, name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise UsageError(f"{source}: {name}: {text!r} is not a date like 2009-07-26") from None
