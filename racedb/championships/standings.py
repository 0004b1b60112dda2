"""Adds up the points of a season: what counts, who is ahead of whom, and who can still win."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from racedb.championships.points import ZERO, Ineligible, Outing, Score, scores
from racedb.championships.rules import Rules

PODIUM = 3
_CARS = 2
"""Cars of a team or maker that are expected in a round to come."""
_RACE = ("race", "R")
"""Kind and code of the session that a round to come is expected to have."""

Unit = tuple[int, int]
"""What can be dropped: a round (its number, 0), or a session of it (its number, its id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of the season, in its order."""

    number: int
    """Its number, or else its place in the season."""
    event_id: int
    outings: Sequence[Outing] = ()
    """Its sessions with results; (): it is to come."""
    to_come: Sequence[tuple[str, str]] = ()
    """Kind and code of its sessions without results, where they are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Somebody's line in the table after a round."""

    competitor: int
    position: int | None
    """Those who are equal by every rule share it; None: excluded."""
    points: Fraction
    """Those that count."""
    gross_points: Fraction
    """With those that are dropped."""
    wins: int
    podiums: int
    reach: Fraction
    """The most points that this competitor can have at the end of the season."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The standings after a round."""

    round: Round
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A whole season of one championship."""

    scores: Sequence[Score]
    tables: Sequence[Table]
    """After each round that has been run."""
    dropped: frozenset[tuple[int, int]]
    """(competitor, session_id) of the scores that do not count in the last table."""


@dataclass(slots=True)
class _Tally:
    """What somebody has so far."""

    units: dict[Unit, Fraction] = field(default_factory=dict)
    adjusted: Fraction = ZERO
    """Points of decisions; they are never dropped."""
    places: Counter[int] = field(default_factory=Counter)
    """How often he had each place in a race."""
    last: dict[int, int] = field(default_factory=dict)
    """The round in which he had each place last."""


def season(
    rules: Rules, rounds: Sequence[Round], who: Mapping[str, int], class_id: int | None = None
) -> Season:
    """
    Add up a season.

    Args:
        rules: of the championship.
        rounds: all rounds in their order, those to come as well.
        who: ids by the names that adjustments use; one that is missing is not there.
        class_id: the class whose championship it is; None: of all cars.
    """
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    given: list[Score] = []
    tables = []
    run = [at for at, it in enumerate(rounds) if it.outings]
    for at in run:
        this = rounds[at]
        out = _ineligible(rules, who, this.number)
        for outing in this.outings:
            found = scores(rules, outing, class_id, out)
            given += found
            for score in found:
                _add(rules, tallies[score.competitor], outing, score)
        _adjust(rules, tallies, who, this.number, is_last=at == run[-1])
        rows = _ranked(rules, tallies, who, rounds, at)
        tables.append(Table(round=this, rows=rows))
    most = _most_units(rules, rounds)
    unit_of = {
        outing.session_id: _unit(rules, outing) for this in rounds for outing in this.outings
    }
    counted = {number: _counting(rules, it.units, most) for number, it in tallies.items()}
    dropped = frozenset(
        (score.competitor, score.session_id)
        for score in given
        if unit_of[score.session_id] not in counted[score.competitor]
    )
    return Season(scores=given, tables=tables, dropped=dropped)


def _ineligible(rules: Rules, who: Mapping[str, int], number: int) -> Ineligible:
    """Return who may not score in a round."""
    out = [
        it
        for it in rules.adjustments
        if it.not_eligible and it.who in who and it.round in {None, number}
    ]
    return Ineligible(
        frozenset(who[it.who] for it in out if it.passes_on),
        frozenset(who[it.who] for it in out if not it.passes_on),
    )


def _unit(rules: Rules, outing: Outing) -> Unit:
    return outing.round, 0 if rules.system.drop_by == "round" else outing.session_id


def _add(rules: Rules, tally: _Tally, outing: Outing, score: Score) -> None:
    """Add what a session gave somebody."""
    unit = _unit(rules, outing)
    tally.units[unit] = tally.units.get(unit, ZERO) + score.points
    if outing.kind == "race" and score.place is not None:
        tally.places[score.place] += 1
        tally.last[score.place] = outing.round


def _adjust(
    rules: Rules,
    tallies: dict[int, _Tally],
    who: Mapping[str, int],
    number: int,
    *,
    is_last: bool,
) -> None:
    """Add the points of decisions about a round; behind the last one, those about the season."""
    for it in rules.adjustments:
        is_now = it.round == number or (it.round is None and is_last)
        if it.points and is_now and it.who in who:
            tallies[who[it.who]].adjusted += it.points


# ---- the table -----------------------------------------------------------------------------------


def _ranked(
    rules: Rules,
    tallies: Mapping[int, _Tally],
    who: Mapping[str, int],
    rounds: Sequence[Round],
    at: int,
) -> list[Row]:
    """Rank everybody who is in the table after a round, which is the one at *at*."""
    excluded = {who[it.who] for it in rules.adjustments if it.excluded and it.who in who}
    most = _most_units(rules, rounds)
    to_come = {(it.number, 0): _most_points(rules, it) for it in rounds[at + 1 :]}
    worst = max((max(it.places, default=0) for it in tallies.values()), default=0)
    rows = []
    for number, tally in tallies.items():
        counting = _counting(rules, tally.units, most)
        points = sum(counting.values(), tally.adjusted)
        key = (number in excluded, -points, *_tie_keys(rules, tally, worst))
        gross = sum(tally.units.values(), tally.adjusted)
        if gross or number in excluded or rules.championship.listed == "starters":
            reach = sum(_counting(rules, tally.units | to_come, most).values(), tally.adjusted)
            rows.append((key, number, tally, points, gross, reach))
    rows.sort(key=lambda it: it[:2])
    keys = [key for key, *_ in rows]
    first = {key: place for place, key in reversed([*enumerate(keys, start=1)])}
    return [
        Row(
            competitor=number,
            position=None if number in excluded else first[key],
            points=points,
            gross_points=gross,
            wins=tally.places[1],
            podiums=sum(tally.places[it] for it in range(1, PODIUM + 1)),
            reach=reach,
        )
        for key, number, tally, points, gross, reach in rows
    ]


def _tie_keys(rules: Rules, tally: _Tally, worst: int) -> Iterator[tuple[int, ...]]:
    """Yield what orders those who have equal points, the better one first."""
    for rule in rules.system.ties:
        if rule == "latest":
            yield (-tally.last.get(min(tally.places, default=0), 0),)
            continue
        counted = worst
        if rule == "count-back-points":
            counted = len(rules.scale(*_RACE, 0) or ())
        yield tuple(-tally.places[it] for it in range(1, counted + 1))


def _counting(rules: Rules, units: Mapping[Unit, Fraction], most: int) -> Mapping[Unit, Fraction]:
    """
    Return the units that count, with their points.

    Args:
        rules: of the championship.
        units: points by unit.
        most: how many units the season has.
    """
    if not rules.parts:
        best = most - rules.drop if rules.drop else rules.best
        return units if best is None else dict(_best(rules, units, best))
    found: dict[Unit, Fraction] = {}
    first = 1
    for part in rules.parts:
        rounds = range(first, first + part.rounds)
        of_part = {unit: points for unit, points in units.items() if unit[0] in rounds}
        found |= _best(rules, of_part, part.best)
        first += part.rounds
    return found


def _best(rules: Rules, units: Mapping[Unit, Fraction], best: int) -> list[tuple[Unit, Fraction]]:
    """Return the best units; those that must not be dropped come first."""
    ranked = sorted(units.items(), key=lambda it: (rules.round(it[0][0]).droppable, -it[1], it[0]))
    return ranked[: max(best, 0)]


# ---- the whole season ----------------------------------------------------------------------------


def _most_units(rules: Rules, rounds: Sequence[Round]) -> int:
    """Return how many rounds, or sessions, of a season may give points."""
    if rules.system.drop_by == "round":
        return len(rounds)
    return sum(len(list(_scales(rules, it))) for it in rounds)


def _scales(rules: Rules, this: Round) -> Iterator[Sequence[Fraction]]:
    """Yield the scale of each session of a round that gives points, also of those to come."""
    run = [(it.kind, it.code) for it in this.outings]
    for kind, code in [*run, *this.to_come] or [_RACE]:
        scale = rules.scale(kind, code, this.number)
        if scale is not None and rules.championship.of in rules.round(this.number).of:
            yield scale


def _most_points(rules: Rules, this: Round) -> Fraction:
    """Return the most points that one competitor can have in a round."""
    of, rule = rules.championship.of, rules.round(this.number)
    cars = 1 if of == "driver" else rules.championship.cars or _CARS
    places = sum((sum(scale[:cars], ZERO) for scale in _scales(rules, this)), ZERO)
    bonuses = () if rule.no_bonus else rules.system.bonuses
    return places * rule.weight + sum((it.points for it in bonuses if of in it.of), ZERO)
