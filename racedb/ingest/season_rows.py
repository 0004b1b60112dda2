"""Rows that are about a season and no session: calendars, standings, lists of entries."""

from collections.abc import Mapping, Sequence

from racedb.errors import UsageError
from racedb.fields import OF_SEASON
from racedb.ingest.batches import Batch
from racedb.ingest.printed_standings import write_standings
from racedb.ingest.rounds import write_calendar
from racedb.ingest.season_entries import are_of_season, write_season_entries
from racedb.ingest.transaction import Transaction
from racedb.ingest.written import Written

_WRITERS = {
    "calendar": write_calendar, "printed_standings": write_standings,
    "entries": write_season_entries,
}  # fmt: skip
_HOLDS = {"calendar": "the rounds of a season", "printed_standings": "standings of a season"}


def is_of_season(batch: Batch) -> bool:
    """Return whether the rows are about a season; a list of entries may be of an event, too."""
    return batch.kind in OF_SEASON or are_of_season(batch)


def write_of_season(
    tx: Transaction, source: str, given: Mapping[str, str], batch: Batch, repeat: Sequence[str]
) -> Written:
    """
    Write rows about a season.

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        batch: the rows.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: a session is given, or the series or the season is missing.
    """
    if session := given.get("session"):
        raise UsageError(
            f"{source}: holds {_HOLDS[batch.kind]}, which are of no session ({session!r} is "
            "given); leave out --session, or say with --columns what it holds"
        )
    return _WRITERS[batch.kind](tx, source, given, batch, repeat)
