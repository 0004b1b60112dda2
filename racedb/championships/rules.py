"""The rules of a championship of a season: its system, with what is special about the season."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from racedb.championships.system import (
    CAR,
    Adjustment,
    Awards,
    Championship,
    Part,
    RoundRule,
    Scale,
    Season,
    System,
)
from racedb.text_keys import fold

_EVERY_ROUND = RoundRule(number=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides a table."""

    system: System
    championship: Championship
    best: int | None = None
    drop: int | None = None
    parts: Sequence[Part] = ()
    rounds: Mapping[int, RoundRule]
    awards: Mapping[str, Awards]
    adjustments: Sequence[Adjustment]
    ties: Sequence[str]
    listed: str

    def named(self) -> set[tuple[str, str]]:
        """Return whom the rules name: driver, team or manufacturer, and the name."""
        drivers = {
            ("driver", name)
            for by_round in self.awards.values()
            for names in by_round.values()
            for name in names
        }
        return drivers | {(it.of, it.who) for it in self.adjustments if it.of != CAR}

    def of_class(self, code: str) -> "Rules":
        """Return the rules of the table of a class; '': of all cars."""
        decisions = [it for it in self.adjustments if fold(it.in_class) in {"", fold(code)}]
        return replace(self, adjustments=decisions)

    def round(self, number: int) -> RoundRule:
        """Return what is special about a round."""
        return self.rounds.get(number, _EVERY_ROUND)

    def scale(self, session: str, code: str, number: int) -> Scale | None:
        """
        Return the points of a session by position; None: it gives none.

        Args:
            session: the kind of session, a key of `System.scales`.
            code: its code, which may have a scale of its own.
            number: of the round.
        """
        for scales in (self.round(number).scales, self.championship.scales, self.system.scales):
            for key in (code, session):
                if scales and key in scales:
                    return scales[key]
        return None


def of_season(system: System, label: str, *, assigned: bool = False) -> list[Rules]:
    """
    Return the championships that a system gives a season, in its order; []: none.

    Args:
        system: the system.
        label: label of the season.
        assigned: somebody decided that the system is for this season, whatever its file says.
    """
    entries = [it for it in system.seasons if not it.labels or label in it.labels]
    if not system.seasons or (assigned and not entries):
        entries = [Season(labels=())]
    found = []
    for championship in system.championships:
        own = [it for it in entries if _is_of(it, championship)]
        if own:
            found.append(_rules(system, championship, own))
    return found


def _is_of(season: Season, championship: Championship) -> bool:
    return not season.championships or championship.code in season.championships


def _rules(system: System, championship: Championship, entries: Iterable[Season]) -> Rules:
    """Join what several [[season]] tables say of one championship; the last one wins."""
    best: int | None = None
    drop: int | None = None
    parts: Sequence[Part] = ()
    rounds: dict[int, RoundRule] = {}
    awards: dict[str, Awards] = {}
    adjustments: list[Adjustment] = []
    ties, listed = system.ties, championship.listed
    for entry in entries:
        if entry.best or entry.drop or entry.parts:
            best, drop, parts = entry.best, entry.drop, entry.parts
        rounds |= entry.rounds
        awards |= entry.awards
        ties = ties if entry.ties is None else entry.ties
        listed = entry.listed or listed
        adjustments += [it for it in entry.adjustments if it.of in {championship.of, CAR}]
    return Rules(
        system=system, championship=championship, best=best, drop=drop, parts=parts,
        rounds=rounds, awards=awards, adjustments=adjustments, ties=ties,
        listed=listed,
    )  # fmt: skip
