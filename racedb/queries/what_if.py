"""Rows for the query `what-if`: the table of a season under another points system."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.championships import library
from racedb.championships.rules import Rules, of_season
from racedb.championships.system import System
from racedb.championships.toml import parse
from racedb.errors import UsageError
from racedb.text_keys import slug

if TYPE_CHECKING:
    from racedb.db.readonly import Reader, Value

Row = tuple[int, str, str, int, int, float, int]
"""season_id, championship, competitor, competitor_id, position, points, row_order."""
_NOBODY = (0, "", "", 0, 0, 0.0, 0)
_SEASON = """
SELECT sn.id, sr.slug, sn.label
FROM seasons AS sn
JOIN series AS sr ON sr.id = sn.series_id
WHERE sr.slug = :series AND sn.label = :season
"""
_ASSIGNED = "SELECT rules FROM points_assignments WHERE system = :system ORDER BY id DESC"


def rows(reader: "Reader", bound: "Mapping[str, Value | tuple[str, ...]]") -> list[Row]:
    """
    Compute the table of a season.

    What is special about the season stays: who may not score, and races that were stopped.

    Args:
        reader: an open database.
        bound: series, season and system.

    Returns:
        a row for each line of the table; one of no season if nobody scored.

    Raises:
        UsageError: there is no such system; several seasons are named.
    """
    from racedb.db.engine import read
    from racedb.db.url import database_url
    from racedb.summaries import standings
    from racedb.summaries.scored_seasons import rules_of

    system = _system(reader, str(bound["system"]))
    where = {"series": str(bound["series"]), "season": _one(bound["season"])}
    for season_id, _, label in reader.query(_SEASON, where).rows:
        number = int(str(season_id))
        with read(database_url(reader.url)) as connection:
            own = rules_of(connection, [number]).get(number, [])
            rules = [_as_it_was(it, own) for it in of_season(system, str(label), assigned=True)]
            found = standings.score([standings.of_season(connection, number, rules)])
        tables = found.championship_standings.filter("is_last")
        joined = tables.join(found.championships, left_on="championship", right_on="code")
        scored = joined.drop_nulls("position").select(
            "season_id", "championship", "competitor", "competitor_id", "position", "points",
            "row_order",
        )  # fmt: skip
        if scored.height:
            # Codes are of files of the user: as slugs they are no SQL.
            return [(it[0], slug(it[1]), *it[2:]) for it in scored.rows()]
    return [_NOBODY]


def _one(value: "Value | tuple[str, ...]") -> str:
    """Return the only season that is named."""
    if not isinstance(value, tuple):
        return str(value)
    if len(value) > 1:
        message = f"season= takes one value here, and not {', '.join(value)}"
        raise UsageError(message)
    return value[0]


def _system(reader: "Reader", code: str) -> System:
    """Find a system: of a file, of racedb, or one that was assigned."""
    if code.endswith(".toml"):
        return library.read(Path(code))[0]
    try:
        return library.find(code)[0]
    except UsageError:
        for (text,) in reader.query(_ASSIGNED, {"system": code}).rows:
            return parse(code, str(text), f"points system {code}")
        raise


def _as_it_was(rules: Rules, own: list[Rules]) -> Rules:
    """Add to other rules what happened in the season whatever the rules were."""
    here = [it for it in own if it.championship.of == rules.championship.of]
    happened = [
        replace(it, points=Fraction(0))
        for one in here
        for it in one.adjustments
        if it.not_eligible or it.excluded
    ]
    rounds = {
        number: rule
        for one in here
        for number, rule in one.rounds.items()
        if rule.share != 1 and not rule.scales
    }
    return replace(
        rules, rounds=rounds | dict(rules.rounds), adjustments=[*rules.adjustments, *happened]
    )
