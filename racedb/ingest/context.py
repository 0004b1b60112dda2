"""
What a file is about: series, season, event, session, date, circuit.

The context comes from the content of the file, from its name where a format has a naming habit,
from a manifest in the same folder and from the command line; the later takes precedence.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import NamedTuple

import polars as pl

from racedb import units
from racedb.errors import UsageError
from racedb.fields import CONTEXT
from racedb.ingest.session_names import fitting, is_numbered_race, named_session, not_one_of
from racedb.names import best_spelling
from racedb.readers.reading import Finding
from racedb.reference import circuit_named
from racedb.table import Ledger, Note, Table
from racedb.text_keys import event_slug, fold

Context = Mapping[str, str | None]
"""series, season, round, event, session, date, circuit, layout, length_m as text."""

_OF_ANY_EVENT = {"grand", "prix", "gp", "race", "cup", "rally", "round", "of", "the", "hours", "at"}
PRINTED = "date as printed"
_WHOLE_DAY = r"^\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\s*$"
_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
_PLACEHOLDER = re.compile(r"Round \d+")
_DAYS = {"starts_at": "a start like 2009-07-26T16:00+02:00"}
_EXAMPLE = {"series": "Club Cup", "season": "2025", "event": "Summer Race", "session": "Race"}
_NAMES = ("series", "season", "round", "event", "session")
"""What a column may state otherwise than a person, so that somebody should know."""
_LISTED = 5
"""Values of a column that a finding names."""


@dataclass(slots=True)
class Given:
    """What a manifest or the command line states of one file, and what its columns say instead."""

    source: str
    """Name of the file."""
    context: Mapping[str, str] = field(default_factory=dict)
    overruled: dict[str, list[str]] = field(default_factory=dict)
    """Values of columns that the given ones replace; grows while the file is read."""
    events: list[str] = field(default_factory=list)
    """Events, which a column of sessions names where the session is given and no event is."""
    sessions: dict[int, list[str]] = field(default_factory=dict)
    """The sessions that a column names, by the number of the table from 0."""
    ledgers: list[Ledger] = field(default_factory=list)
    """The counts of cells of the tables that were read."""

    def of_given_session(self, text: pl.DataFrame, sessions: Sequence[str]) -> pl.DataFrame:
        """
        Take the rows of the given session, where a column names several; note what is overruled.

        Args:
            text: some rows of a table.
            sessions: that the column names in all rows of the table.

        Raises:
            UsageError: the column names several sessions, and none of them is the given one.
        """
        for name in _NAMES:
            if not self.context.get(name) or name not in text.columns:
                continue
            column = text[name].drop_nulls().unique(maintain_order=True)
            said = sessions if name == "session" else column.to_list()
            fits = _fitting(name, self.context[name], said)
            if name == "session" and len(said) > 1:
                if not fits and self._knows_no_event(text):
                    self.events += [it for it in said if it not in self.events]
                    return text.rename({name: "event"})
                if not fits:
                    raise not_one_of(self.source, self.context[name], said)
                return text.filter(pl.col(name).is_in(fits) | pl.col(name).is_null())
            known = self.overruled.setdefault(name, [])
            known += [it for it in said if it not in fits and it not in known]
        return text

    def findings(self) -> Iterator[Finding]:
        """Yield what columns say otherwise, once all rows were read: several values are a doubt."""
        for name, values in self.overruled.items():
            if values:
                said = ", ".join(map(repr, values[:_LISTED])) + (" ..." if values[_LISTED:] else "")
                message = (
                    f"{name} {self.context[name]!r} is given; a column of the file says {said}"
                )
                yield Finding("overruled", message, is_doubt=len(values) > 1)
        if self.events:
            session, first = self.context["session"], self.events[0]
            message = (
                f"session {session!r} is given, so {first!r} and the others beside it are events"
            )
            yield Finding("events", message)

    def _knows_no_event(self, text: pl.DataFrame) -> bool:
        return not self.context.get("event") and "event" not in text.columns


def _fitting(name: str, given: str, said: Sequence[str]) -> Sequence[str]:
    if name == "session":
        return fitting(given, said)
    return [it for it in said if fold(it) == fold(given)]


def given_of(table: Table, given: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is given of a table: a stage of a rally is a session whatever --session says."""
    if not table.has_own_session:
        return given
    return {name: value for name, value in given.items() if name != "session"}


def with_context(
    frame: pl.DataFrame, stated: Mapping[str, str], given: Mapping[str, str]
) -> pl.DataFrame:
    """
    Add the whole context to every row.

    Args:
        frame: text columns of one batch.
        stated: what the file states for the whole table; fills the gaps of a column.
        given: what a manifest or the command line states; takes precedence over the file.
    """
    # A column of the file is completed by what its heading states, and replaced by what is given.
    columns = []
    stated = {**_assumed(frame.columns), **stated}
    for name in CONTEXT:
        if given.get(name):
            columns.append(pl.lit(given[name]).alias(name))
        elif name in frame.columns and name in stated:
            columns.append(pl.col(name).fill_null(pl.lit(stated[name])))
        elif name not in frame.columns:
            columns.append(pl.lit(stated.get(name), dtype=pl.String).alias(name))
    frame = frame.with_columns(columns)
    if given.get("date") or frame["date"].null_count() == frame.height:
        return frame
    # Files write days in many ways; what is no day, such as '19-22 Mar', becomes NULL.
    printed = pl.col("date").alias(PRINTED)
    return frame.with_columns(units.iso_dates(pl.col("date")).alias("date"), printed)


def impossible_days(frame: pl.DataFrame) -> list[Note]:
    """Return a note for each day that is printed as a whole and does not exist: 31/02/2025."""
    if PRINTED not in frame.columns:
        return []
    no_day = pl.col("date").is_null() & pl.col(PRINTED).str.contains(_WHOLE_DAY)
    cells = frame.filter(no_day).unique(PRINTED, keep="first", maintain_order=True)
    return [
        Note(line, "date", "bad-date", f"date: {cell!r} is not a day of the calendar", cell)
        for line, cell in cells.select("line", PRINTED).iter_rows()
    ]


def with_rounds_of_events(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """
    Leave out numbers of rounds that several events of a season have: they count something else.

    Such a column numbers heats, or the days of a meeting. Names that share a word, such as 'Oval
    GP' and 'Oval Grand Prix', and names of one day are one event.
    """
    if frame["round"].null_count() == frame.height or frame["event"].null_count() == frame.height:
        return frame, []
    key = ["series", "season", "round"]
    named = frame.drop_nulls(["round", "event"]).group_by(key, maintain_order=True)
    found = named.agg(pl.col("event", "date").unique(maintain_order=True), pl.col("line").first())
    several = [row for row in found.iter_rows(named=True) if _are_unlike(row["event"], row["date"])]
    if not several:
        return frame, []
    rounds = [row["round"] for row in several]
    notes = [
        Note(
            row["line"], "round", "bad-round",
            f"round: {row['round']!r} is several events ({', '.join(row['event'][:3])}), "
            "and no number of the season",
            row["round"],
        )
        for row in several
    ]  # fmt: skip
    is_one = pl.col("round").is_in(rounds)
    return frame.with_columns(pl.when(~is_one).then("round").alias("round")), notes


def _are_unlike(events: Sequence[str], days: Sequence[str | None]) -> bool:
    """Return whether names are of different events: two have no word in common, nor the day."""
    words = [
        {word for word in fold(name).split() if word not in _OF_ANY_EVENT and not word.isdecimal()}
        for name in events
    ]
    same_day = days[0] is not None and len(days) == 1
    return not same_day and any(not one & other for one, other in combinations(words, 2))


def _assumed(columns: Sequence[str]) -> dict[str, str]:
    """Take a table with a grid and laps or times for a race: nothing else starts from one."""
    has = set(columns)
    return {"session": "Race"} if "grid" in has and has & {"laps", "total"} else {}


# ---- the event and the session that it names -----------------------------------------------------


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
        return event_slug(year, self.name)


def wanted_event(
    source: str,
    context: Context,
    given: Mapping[str, str],
    repeat: Sequence[str],
    needs: Sequence[str] = ("season", "event", "session"),
) -> Wanted:
    """
    Complete what a context states of its event.

    Args:
        source: name of the file, for errors.
        context: of a row.
        given: what a manifest or the command line states; only they state starts_on and ends_on.
        repeat: options of the command line, for a message that proposes another one.
        needs: what must be known.

    Raises:
        UsageError: something of it is missing; the message names all that is, and the series where
            it is not known either.
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
    known = {"series": series, "season": season, "event": name, "session": context.get("session")}
    if not all(known[key] for key in needs):
        missing = [key for key, value in known.items() if not value and key in ("series", *needs)]
        raise _cannot_tell(source, missing, given, repeat)
    return Wanted(
        series=series or str(name or ""),
        season=str(season or ""),
        name=str(name or ""),
        round=number,
        starts_on=starts_on,
        ends_on=_day(source, "ends_on", given.get("ends_on")) or day,
        session=str(known["session"] or ""),
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


def better_name(one: str, other: str) -> str:
    """
    Return the better one of two names of an event; the order of the two does not matter.

    A title says more than the name of a place, and that more than the number of a round. The year
    need not be in it. Then the better spelling counts.

    >>> better_name("Monza", "Italian Grand Prix"), better_name("Oval GP 2025", "Oval GP")
    ('Italian Grand Prix', 'Oval GP')
    """
    ranks = [
        (not _PLACEHOLDER.fullmatch(it), circuit_named(it) is None, not _YEAR.search(it))
        for it in (one, other)
    ]
    if ranks[0] != ranks[1]:
        return one if ranks[0] > ranks[1] else other
    return best_spelling(one, other)


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
        wanted = _DAYS.get(name, "a date like 2009-07-26")
        raise UsageError(f"{source}: {name}: {text!r} is not {wanted}") from None
