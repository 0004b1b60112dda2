"""The rules of a championship of a season: its system, with what is special about the season."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from racedb.championships.system import (
    Adjustment,
    Championship,
    Part,
    RoundRule,
    Scale,
    Season,
    System,
)

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
    adjustments: Sequence[Adjustment]

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

    def shortened(
        self, scale: Scale, distance: Fraction | None, number: int
    ) -> tuple[Scale, Fraction]:
        """
        Return the scale of a race that was stopped early, and which share of it is given.

        Args:
            scale: of a whole race.
            distance: what was run of the distance, as a share; None: not known.
            number: of the round, whose rule may state the share.
        """
        rule = self.round(number)
        reached = (
            it for it in self.system.shortened if distance is not None and distance < it.below
        )
        steps = sorted(reached, key=lambda it: it.below)
        if not steps or rule.share != 1 or rule.scales:
            return scale, rule.share
        first = steps[0]
        return first.scale or scale, Fraction(1) if first.share is None else first.share


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
    adjustments: list[Adjustment] = []
    for entry in entries:
        if entry.best or entry.drop or entry.parts:
            best, drop, parts = entry.best, entry.drop, entry.parts
        rounds |= entry.rounds
        adjustments += [it for it in entry.adjustments if it.of == championship.of]
    return Rules(
        system=system, championship=championship, best=best, drop=drop, parts=parts,
        rounds=rounds, adjustments=adjustments,
    )  # fmt: skip
