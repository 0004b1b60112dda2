"""
Checks find results and laps that cannot be right; each is a `.sql` file with a header.

    -- What must be true, in one line
    -- severity: error (a contradiction), warning (hardly possible) or note (good to know)
    -- of: laps, results or pit_stops
    -- unit: duration, metres, kph, year, points or count: how {found} and {expected} are printed
    -- rows: the noun for several findings
    -- says: the text of one finding
    -- sums: the text of all findings of a session; the default is their count and the worst one,
       or the only one
    --
    -- Why, and what is left out, in a few lines.

A check selects session_id, entry_id, lap, expected, found, import_id and line of the facts that
break it, in sessions from :first to :last; it may add `compared`, the number of facts that it
compared. It is named like its file. `racedb load` runs all checks over the sessions that it
touched, `racedb db check` over the whole database. A finding refuses nothing.

Facts that break a check and are right all the same are in exemptions.csv, with the reason.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping, TextClause

from racedb.format_time import lap_time

SEVERITIES = ("error", "warning", "note")
"""The worst first; nobody must look at a note."""

Row = RowMapping | Mapping[str, Any]

_FOLDER = Path(__file__).parent
_SUMS = "{count} {rows}; worst is car {car}{lap}, line {line}: {says}"
_ONE = "car {car}{lap}, line {line}: {says}"
_FIELD = re.compile(r"-- (severity|of|unit|rows|says|sums): (.+)")


class Check(NamedTuple):
    """A rule that facts must keep."""

    name: str
    title: str
    severity: str
    of: str
    unit: str
    rows: str
    says: str
    sums: str
    why: str
    """A paragraph; '' if the title is enough."""
    sql: str
    """The statement, without its header."""


class Exemption(NamedTuple):
    """Facts that may break a check."""

    check: str
    when: str
    """first-lap, pit-in, pit-out, after-pit, deleted, flag-red ..., status-retired ..."""
    circuit: str
    """Slug of the only circuit where they may; '': everywhere."""
    why: str


class Found(NamedTuple):
    """One fact that breaks a check."""

    check: Check
    session_id: int
    season: str | None
    event: str
    session: str
    car: str | None
    lap: int | None
    expected: int
    found: int
    compared: int | None
    """How many facts of the session were compared; None: not counted."""
    uri: str
    line: int

    @property
    def what(self) -> str:
        """What is wrong, with the values."""
        message = self.check.says.format(**_values(self))
        return message if self.lap is None else f"lap {self.lap}: {message}"


@cache
def checks() -> Sequence[Check]:
    """Read all checks, in the order of the alphabet."""
    paths = sorted(_FOLDER.glob("[a-z]*.sql"))
    return tuple(parse(path.stem, path.read_text(encoding="utf-8")) for path in paths)


def parse(name: str, text: str) -> Check:
    """Read one check."""
    lines = text.splitlines()
    header = list(takewhile(lambda line: line.startswith("--"), lines))
    stated = {found[1]: found[2] for line in header if (found := _FIELD.fullmatch(line))}
    prose = [line.removeprefix("--").strip() for line in header[1:] if not _FIELD.fullmatch(line)]
    sums = _SUMS
    return Check(
        name=name,
        title=header[0].removeprefix("-- "),
        why=" ".join(line for line in prose if line),
        sql="\n".join(lines[len(header) :]).strip(),
        **{"sums": sums} | stated,
    )


@cache
def exemptions() -> Sequence[Exemption]:
    """Read exemptions.csv."""
    text = (_FOLDER / "exemptions.csv").read_text(encoding="utf-8")
    return tuple(Exemption(**row) for row in csv.DictReader(text.splitlines()))


def run_all(connection: Connection) -> Iterator[Found]:
    """Run every check over the whole database, the errors first."""
    last = connection.execute(sa.text("SELECT coalesce(max(id), 0) FROM sessions")).scalar_one()
    for check in sorted(checks(), key=lambda check: SEVERITIES.index(check.severity)):
        yield from run(connection, check, 0, last)


def run(connection: Connection, check: Check, first: int, last: int) -> Iterator[Found]:
    """Run one check over the sessions whose ids are from *first* to *last*."""
    values = {"first": first, "last": last}
    yield from findings(check, connection.execute(statement(check), values).mappings())


@cache
def statement(check: Check) -> TextClause:
    """Return the statement that runs a check over the sessions from :first to :last."""
    return sa.text(_sql("_found").replace("{check}", check.sql)).bindparams(
        sa.bindparam("first", type_=sa.BigInteger), sa.bindparam("last", type_=sa.BigInteger)
    )


@cache
def _sql(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def findings(check: Check, rows: Iterable[Row]) -> Iterator[Found]:
    """Turn the rows of `statement` into findings, without those that exemptions.csv allows."""
    for row in rows:
        if not _exempt(check, row):
            yield Found(
                check=check,
                session_id=row["session_id"],
                season=row["season"],
                event=row["event"],
                session=row["session"],
                car=row["car"],
                lap=row["lap"],
                expected=row["expected"],
                found=row["found"],
                compared=row.get("compared"),
                uri=row["uri"],
                line=row["line"],
            )


def _exempt(check: Check, row: Row) -> bool:
    """Return whether exemptions.csv allows what a check found."""
    tags = {f"flag-{row['flag']}", f"status-{row['status']}", f"session-{row['session_kind']}"}
    marks = ("pit_in", "pit_out", "after_pit")
    tags |= {mark.replace("_", "-") for mark in marks if row[mark]}
    if row["lap"] == 1:
        tags.add("first-lap")
    if row["deleted_reason"] is not None:
        tags.add("deleted")
    return any(
        one.check == check.name and one.when in tags and one.circuit in ("", row["circuit"])
        for one in exemptions()
    )


def kinds_of_facts(connection: Connection, first: int, last: int) -> set[str]:
    """Return what the sessions from *first* to *last* have: results, laps, pit_stops."""
    has_facts = sa.text(_sql("_has_facts"))
    has = connection.execute(has_facts, {"first": first, "last": last}).mappings().one()
    return {name for name, any_ in has.items() if any_}


def by_session(found: Iterable[Found]) -> Iterable[Sequence[Found]]:
    """Group the findings of one check by session."""
    out: dict[int, list[Found]] = {}
    for one in found:
        out.setdefault(one.session_id, []).append(one)
    return out.values()


def worst(found: Sequence[Found]) -> Found:
    """Return the finding that is most wrong; of several the first."""
    return max(found, key=lambda one: abs(one.found - one.expected))


def summary(found: Sequence[Found]) -> str:
    """Describe the findings of one check in one session, in one line."""
    most, count = worst(found), len(found)
    less = sum(one.found < one.expected for one in found)
    values: dict[str, Any] = {
        **_values(most),
        "count": count,
        "rest": (most.compared or 0) - count,
        "compared": most.compared,
        "how": {count: "less", 0: "more"}.get(less, "another length"),
        "rows": most.check.rows,
        "lap": "" if most.lap is None else f", lap {most.lap}",
        "line": most.line,
        "says": most.check.says.format(**_values(most)),
    }
    is_alone = count == 1 and most.check.sums == _SUMS
    return (_ONE if is_alone else most.check.sums).format(**values)


def _values(found: Found) -> Mapping[str, Any]:
    unit = found.check.unit
    return {
        "found": _shown(found.found, unit),
        "expected": _shown(found.expected, unit),
        "car": found.car or "-",
        "lap": found.lap,
    }


def _shown(value: float, unit: str) -> str:
    """Print a value with its unit."""
    if unit == "points":
        return f"{value:g}"
    if unit == "duration":
        return lap_time(int(value))
    if unit == "year":
        return str(value)
    ends = {"metres": " m", "kph": " km/h"}
    return f"{value:,}{ends.get(unit, '')}"
