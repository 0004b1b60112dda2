"""
What the parts of a points system say together: names of what is not there, rules without an effect.

A table of the file is read alone by `toml`; here they are compared.
"""

from collections.abc import Iterable, Iterator

from racedb.championships.system import CAR, Championship, Season, System
from racedb.errors import UsageError, did_you_mean

KINDS = ("race", "sprint", "qualifying", "stage")
"""Kinds of sessions; others are known by their codes, such as R2."""


def check(system: System) -> None:
    """
    Find what cannot be meant.

    Raises:
        UsageError: the first of it, with the table and what to do.
    """
    for message in _doubts(system):
        raise UsageError(message)


def _doubts(system: System) -> Iterator[str]:
    yield from _sessions("points", system.scales)
    for at, bonus in enumerate(system.bonuses, start=1):
        yield from _sessions(f"bonus {at}", [bonus.session])
    for at, shortened in enumerate(system.shortened, start=1):
        yield from _sessions(f"shortened {at}", [shortened.session])
    codes = [it.code for it in system.championships]
    if len(set(codes)) < len(codes):
        yield f"championships: two have one code: {', '.join(codes)}"
    for at, championship in enumerate(system.championships, start=1):
        yield from _championship(f"championship {at}", championship)
    for at, season in enumerate(system.seasons, start=1):
        yield from _season(system, f"season {at}", season)


def _sessions(where: str, keys: Iterable[str]) -> Iterator[str]:
    """Yield the keys that are neither a kind of session nor look like a code."""
    for key in keys:
        if key not in KINDS and key == key.lower():
            advice = did_you_mean(key, KINDS)
            yield f"{where}: {key!r} is no kind of session, nor a code such as R2; {advice}"


def _championship(where: str, championship: Championship) -> Iterator[str]:
    yield from _sessions(f"{where}: points", championship.scales or {})
    if championship.classes and not championship.by_class:
        yield f"{where}: classes needs by_class = true"
    if championship.cars is not None and championship.of == "driver":
        yield f"{where}: cars is for teams and makers; each driver has his own points"


def _season(system: System, where: str, season: Season) -> Iterator[str]:
    codes = [it.code for it in system.championships]
    for code in season.championships:
        if code not in codes:
            yield f"{where}: no championship {code!r}; {did_you_mean(code, codes)}"
    for number, rule in season.rounds.items():
        yield from _sessions(f"{where}: points of round {number}", rule.scales or {})
    reasons = [it.reason for it in system.bonuses]
    for reason in season.awards:
        if reason not in reasons:
            yield f"{where}: awards of {reason}, for which there is no [[bonus]]"
    yield from _adjustments(system, where, season)
    for at, part in enumerate(season.parts, start=1):
        if part.best > part.rounds:
            yield f"{where}: part {at} counts the best {part.best} of {part.rounds} rounds"


def _adjustments(system: System, where: str, season: Season) -> Iterator[str]:
    of = {it.of for it in system.championships} | {CAR}
    for it in season.adjustments:
        if not (it.points or it.not_eligible or it.excluded):
            yield f"{where}: the adjustment of {it.who} needs points, not_eligible or excluded"
        elif it.of not in of:
            yield f"{where}: {it.who} is adjusted, but no championship is of a {it.of}"
