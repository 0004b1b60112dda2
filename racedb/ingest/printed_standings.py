"""Standings as somebody printed them: they are stored beside results, and never become any."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa

from racedb.db.rows import TABLES
from racedb.identity.resolve import find_competitors
from racedb.ingest.batches import Batch
from racedb.ingest.season_teams import as_in_season
from racedb.ingest.seasons import with_seasons
from racedb.ingest.transaction import Transaction
from racedb.ingest.written import Written
from racedb.readers.reading import Finding
from racedb.table import Reject

_VALUES = ("position", "points", "wins")
_WHO = ("driver_id", "team_id", "manufacturer_id")
_KEY = ("season_id", "of", "class_id", "round", *_WHO)
_LISTED = 5

Key = tuple[Any, ...]


class _Table(NamedTuple):
    """The championship tables of a season, as far as a file has them."""

    series: str
    season: str
    of: str

    def title(self, rounds: Mapping[int | None, int]) -> str:
        """
        Write what they are: 'Formula 1 1958, standings of drivers after round 5, 20 rows'.

        Args:
            rounds: how many rows there are after each round.
        """
        numbers = sorted(number for number in rounds if number)
        after = ""
        if numbers:
            last = f" to {numbers[-1]}" if len(numbers) > 1 else ""
            after = f" after round{'s' * bool(last)} {numbers[0]}{last}"
        count = sum(rounds.values())
        what = f"standings of {self.of}s{after}, {count:,} row{'s' * (count != 1)}"
        return f"{self.series} {self.season}, {what}"


def write_standings(
    tx: Transaction, source: str, given: Mapping[str, str], batch: Batch, repeat: Sequence[str]
) -> Written:
    """
    Write the rows of standings.

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        batch: the rows.
        repeat: options of the command line, for a message that proposes another one.

    Raises:
        UsageError: the series or the season is missing, or the round cannot be told.
    """
    frame = with_seasons(tx, source, given, batch.rows.frame, repeat)
    found = find_competitors(tx.registry, as_in_season(tx, frame), batch.rows.crew)
    drivers: dict[int, list[tuple[int, str]]] = {}
    for row, driver, name in found.crew.select("row", "driver_id", "printed_name").iter_rows():
        drivers.setdefault(row, []).append((driver, name))
    tx.rows.flush()
    tx.scored_seasons.update(frame["season_id"])
    stored = _read_stored(tx, frame["season_id"].unique().to_list())
    out, tables = Written(), dict[_Table, Counter[int | None]]()
    seen: dict[Key, Mapping[str, Any]] = {}
    for row in found.frame.iter_rows(named=True):
        outcomes = []
        for competitor in _competitors(row, drivers.get(row["row"], ())):
            key = tuple(competitor[name] for name in _KEY)
            first = seen.setdefault(key, competitor)
            if first is not competitor:  # a team may have a row for each car, with the same points
                repeated = any(first[name] != competitor[name] for name in _VALUES)
                out.rejects += [_repeated(competitor, first)] * repeated
                continue
            tx.ranked.add(competitor["of"])
            table = _Table(row["series"], row["season"], competitor["of"])
            tables.setdefault(table, Counter())[row["number"]] += 1
            outcomes.append(_write(tx, competitor, stored.get(key)))
        if row["line"] not in {reject.line for reject in out.rejects[-1:]}:
            out.count(outcomes)
    out.titles = [table.title(rounds) for table, rounds in tables.items()]
    out.findings = [*_unlisted(stored, seen.keys()), *_doubtful(tx, found.crew)]
    return out


def _repeated(competitor: Mapping[str, Any], first: Mapping[str, Any]) -> Reject:
    name, line = competitor["printed_name"], first["line"]
    message = f"{name!r} is in line {line} of these standings already, with other values"
    return Reject(competitor["line"], None, "duplicate-row", message)


def _competitors(
    row: Mapping[str, Any], drivers: Sequence[tuple[int, str]]
) -> list[dict[str, Any]]:
    """Return a row for who is ranked; two drivers who share all their points have one each."""
    common = {
        "season_id": row["season_id"], "class_id": row["class_id"], "round": row["number"],
        "line": row["line"], **{name: row.get(name) for name in _VALUES}, **dict.fromkeys(_WHO),
    }  # fmt: skip
    if drivers:
        return [
            {**common, "of": "driver", "driver_id": driver, "printed_name": name}
            for driver, name in drivers
        ]
    of = "team" if row["team_id"] is not None else "manufacturer"
    name = row.get(f"printed_{of}") or row[of]
    return [{**common, "of": of, f"{of}_id": row[f"{of}_id"], "printed_name": name}]


def _write(tx: Transaction, competitor: dict[str, Any], stored: Mapping[str, Any] | None) -> str:
    """Write one row; return new, changed or same."""
    competitor["import_id"] = tx.journal.import_id
    if stored is None:
        tx.rows.add("printed_standings", competitor)
        return "new"
    said = {name: competitor[name] for name in _VALUES if competitor[name] is not None}
    if all(stored[name] == value for name, value in said.items()):
        return "same"
    origin = {name: competitor[name] for name in ("import_id", "line", "printed_name")}
    tx.rows.amend("printed_standings", stored["id"], {**said, **origin})
    return "changed"


def _read_stored(tx: Transaction, seasons: Sequence[int]) -> Mapping[Key, Mapping[str, Any]]:
    table = TABLES["printed_standings"]
    statement = sa.select(table).where(table.c.season_id.in_(seasons))
    rows = tx.connection.execute(statement).mappings()
    return {tuple(row[name] for name in _KEY): dict(row) for row in rows}


def _doubtful(tx: Transaction, crew: pl.DataFrame) -> list[Finding]:
    """Report names of several drivers, where no event of the season says who it is."""
    doubtful = {
        choice.driver
        for choice in tx.registry.drivers.choices
        if choice.event is None and choice.is_doubtful
    }
    names = crew.filter(pl.col("driver_id").is_in(sorted(doubtful)))["printed_name"].unique()
    return [
        Finding(
            "namesakes",
            f"{name!r} is the name of several drivers; load results of the season before them",
            is_doubt=True,
        )
        for name in names.sort()
    ]


def _unlisted(stored: Mapping[Key, Mapping[str, Any]], listed: AbstractSet[Key]) -> list[Finding]:
    """Report who was in an earlier table of the same round, and is not in this one."""
    tables = {key[:4] for key in listed}
    missing = [
        row["printed_name"]
        for key, row in stored.items()
        if key[:4] in tables and key not in listed
    ]
    if not missing:
        return []
    names = ", ".join(missing[:_LISTED]) + (" ..." if len(missing) > _LISTED else "")
    message = f"an earlier table of these standings also has: {names}"
    return [Finding("standings", message)]
