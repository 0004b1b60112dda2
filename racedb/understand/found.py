"""The tables that a file has, and several of them that are loaded together."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from racedb.errors import RaceDBError
from racedb.fields import OF_SEASON
from racedb.table import Reject, Table
from racedb.understand.header import Row
from racedb.understand.kinds import is_results
from racedb.understand.standings import ranked
from racedb.understand.titles import session_in


class Found(NamedTuple):
    """A table of a file, with what was left out of it."""

    table: Table
    """Without batches where nothing in it is understood."""
    rejects: Sequence[Reject] = ()
    notes: Sequence[Row] = ()
    """Rows that are no data: remarks, titles."""
    laps: Table | None = None
    """Laps that have columns of their own beside the results."""
    parts: Sequence[Table] = ()
    """Further sessions or stages that have columns of their own."""
    error: RaceDBError | None = None
    """Why the columns that a person gave do not fit it; it is then read without them."""

    @property
    def is_understood(self) -> bool:
        """Return whether there are rows of at least one column that is known."""
        return bool(self.table.batches)

    @property
    def tables(self) -> list[Table]:
        """List what is to be stored: the table, its laps, its parts; entries alone are left out."""
        only = (self.laps is not None or self.parts) and self.table.kind == "entries"
        return [one for one in (None if only else self.table, self.laps, *self.parts) if one]

    @property
    def has_results(self) -> bool:
        """Return whether it is one of results or laps, and not of standings or anything else."""
        return bool(self.parts) or is_results(self.table.columns)


def as_sessions(results: Sequence[Found]) -> Found | None:
    """Take all tables of results whose headings name a session each: Qualifying, Race."""
    names = [session_in(one.table.heading) for one in results]
    if None in names or len(set(names)) < len(names):
        return None
    return _together(results)


def of_a_season(possible: Sequence[Found]) -> Found | None:
    """Take the calendar and the standings of a page that has no results: one table of each kind."""
    found = [one for one in possible if one.table.kind in OF_SEASON]
    whose = [(one.table.kind, ranked(one.table.columns)) for one in found]
    return _together(found) if found and len(set(whose)) == len(whose) else None


def _together(results: Sequence[Found]) -> Found:
    """Take several tables of a page as one reading; what one of them states, all do."""
    tables = [table for one in results for table in one.tables]
    common = _stated_once(tables)
    sources = {n: it for one in tables for n, it in one.sources.items() if n in common}
    first, *others = (
        one._replace(context={**common, **one.context}, sources={**sources, **one.sources})
        for one in tables
    )
    return Found(
        first,
        [reject for one in results for reject in one.rejects],
        [row for one in results for row in one.notes],
        parts=others,
    )


def _stated_once(tables: Sequence[Table]) -> Mapping[str, str]:
    """Return what some sheets state and no other contradicts, but for sessions and their days."""
    found: dict[str, set[str]] = {}
    for table in tables:
        for name, value in table.context.items():
            found.setdefault(name, set()).add(value)
    return {
        name: values.pop()
        for name, values in found.items()
        if len(values) == 1 and name not in ("session", "date")
    }
