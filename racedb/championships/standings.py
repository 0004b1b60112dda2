"""Adds up the points of a season: what counts, who is ahead of whom, and who can still win."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, lcm

from racedb.championships.points import ZERO, Ineligible, Outing, Score, everybody_of, scores
from racedb.championships.rules import Rules
from racedb.championships.system import CAR, Adjustment

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
    points: float
    """Those that count; they were added up as fractions."""
    gross_points: float
    """With those that are dropped."""
    wins: int
    podiums: int
    reach: float
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
    """What somebody has so far, in shares of a point."""

    units: dict[Unit, int] = field(default_factory=dict)
    adjusted: int = 0
    """Of decisions, and bonuses that belong to no result; they are not dropped."""
    places: Counter[int] = field(default_factory=Counter)
    """How often he had each place in a race."""
    last: dict[int, int] = field(default_factory=dict)
    """The round in which he had each place last."""
    row: float = inf
    """His row in the table after the round before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """What all tables of a season have in common."""

    rules: Rules
    shares: int
    """So many shares are a point: whole numbers add up much faster than fractions."""
    units: int
    """How many rounds, or sessions, may give points."""
    most: Sequence[int]
    """The most that one competitor can have in each round, in shares of a point."""
    firm: frozenset[int]
    """The numbers of the rounds that must not be dropped."""

    def in_shares(self, points: Fraction) -> int:
        """Return points as a whole number of shares."""
        return points.numerator * (self.shares // points.denominator)


def season(
    rules: Rules, rounds: Sequence[Round], who: Mapping[str, int], class_id: int | None = None
) -> Season:
    """
    Add up a season.

    Args:
        rules: of the championship.
        rounds: all rounds in their order, those to come as well.
        who: ids by the names that the rules use; one that is missing is not there.
        class_id: the class whose championship it is; None: of all cars.
    """
    run = [at for at, it in enumerate(rounds) if it.outings]
    given = {at: list(_given(rules, rounds[at], who, class_id)) for at in run}
    everything = [score for of_round in given.values() for _, score in of_round]
    whole = _whole(rules, rounds, everything)
    decisions = _concerning(rules, rounds, who, class_id)
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    excluded: set[int] = set()
    tables = []
    for at in run:
        for outing, score in given[at]:
            _add(whole, tallies[score.competitor], outing, score)
        for it in _due(decisions, rounds[at].number, is_last=at == run[-1]):
            if it.points or it.excluded:
                _adjust(whole, tallies[who[it.who]], it)
            if it.excluded:
                excluded.add(who[it.who])
        rows = _ranked(whole, tallies, excluded, rounds, at)
        for place, row in enumerate(rows):
            tallies[row.competitor].row = place
        tables.append(Table(round=rounds[at], rows=rows))
    counted = {number: _counting(whole, it.units) for number, it in tallies.items()}
    dropped = frozenset(
        (score.competitor, score.session_id)
        for of_round in given.values()
        for outing, score in of_round
        if (unit := _unit(rules, outing)) is not None and unit not in counted[score.competitor]
    )
    return Season(scores=everything, tables=tables, dropped=dropped)


def _concerning(
    rules: Rules, rounds: Sequence[Round], who: Mapping[str, int], class_id: int | None
) -> list[Adjustment]:
    """Return the decisions about those who are there; of a class: about those who drove in it."""
    decisions = [it for it in rules.adjustments if it.of != CAR and it.who in who]
    if class_id is None:
        return decisions
    cars = (car for this in rounds for outing in this.outings for car in outing.cars)
    ours = {it for car in cars if car.class_id == class_id for it in everybody_of(rules, car)}
    return [it for it in decisions if who[it.who] in ours]


def _given(
    rules: Rules, this: Round, who: Mapping[str, int], class_id: int | None
) -> Iterator[tuple[Outing, Score]]:
    """Yield what the sessions of a round gave."""
    out = _ineligible(rules, who, this.number)
    for outing in _counting_outings(rules, this, class_id):
        for score in scores(rules, outing, class_id, out, who):
            yield outing, score


def _counting_outings(rules: Rules, this: Round, class_id: int | None) -> list[Outing]:
    """Return the sessions of a round that may give points."""
    if rules.system.qualifying != "last":
        return list(this.outings)
    ours = [
        it.session_id
        for it in this.outings
        if it.kind == "qualifying"
        and any(class_id is None or car.class_id == class_id for car in it.cars)
    ]
    return [it for it in this.outings if it.session_id not in ours[:-1]]


def _whole(rules: Rules, rounds: Sequence[Round], given: Sequence[Score]) -> _Whole:
    most = [_most_points(rules, it) for it in rounds]
    decided = (it.points for it in rules.adjustments)
    denominators = {it.denominator for it in (*most, *decided, *(it.points for it in given))}
    shares = lcm(*denominators)
    return _Whole(
        rules=rules,
        shares=shares,
        units=_most_units(rules, rounds),
        most=[int(it * shares) for it in most],
        firm=frozenset(it.number for it in rules.rounds.values() if not it.droppable),
    )


def _ineligible(rules: Rules, who: Mapping[str, int], number: int) -> Ineligible:
    """Return who may not score in a round."""
    out = [it for it in rules.adjustments if it.not_eligible and it.round in {None, number}]
    named = [it for it in out if it.of != CAR and it.who in who]
    return Ineligible(
        frozenset(who[it.who] for it in named if it.passes_on),
        frozenset(who[it.who] for it in named if not it.passes_on),
        {it.who: it.passes_on for it in out if it.of == CAR},
    )


def _unit(rules: Rules, outing: Outing) -> Unit | None:
    """Return what the points of a session are dropped with; None: a bonus alone is kept."""
    if rules.system.drop_by == "round":
        return outing.round, 0
    if rules.scale(outing.kind, outing.code, outing.round) is None:
        return None
    return outing.round, outing.session_id


def _add(whole: _Whole, tally: _Tally, outing: Outing, score: Score) -> None:
    """Add what a session gave somebody."""
    unit = _unit(whole.rules, outing)
    if unit is None:
        tally.adjusted += whole.in_shares(score.points)
    else:
        tally.units[unit] = tally.units.get(unit, 0) + whole.in_shares(score.points)
    if outing.kind == "race" and score.place is not None:
        tally.places[score.place] += 1
        tally.last[score.place] = outing.round


def _due(decisions: Sequence[Adjustment], number: int, *, is_last: bool) -> Iterator[Adjustment]:
    """Yield the decisions about a round; after the last one, those about the season as well."""
    for it in decisions:
        if it.round == number or (it.round is None and is_last):
            yield it


def _adjust(whole: _Whole, tally: _Tally, decision: Adjustment) -> None:
    """Add the points of a decision."""
    points = whole.in_shares(decision.points)
    if decision.droppable:
        unit = decision.round or 0, 0
        tally.units[unit] = tally.units.get(unit, 0) + points
    else:
        tally.adjusted += points


# ---- the table -----------------------------------------------------------------------------------


def _ranked(
    whole: _Whole,
    tallies: Mapping[int, _Tally],
    excluded: AbstractSet[int],
    rounds: Sequence[Round],
    at: int,
) -> list[Row]:
    """Rank everybody who is in the table after a round, which is the one at *at*."""
    to_come = {(rounds[it].number, 0): whole.most[it] for it in range(at + 1, len(rounds))}
    worst = max((max(it.places, default=0) for it in tallies.values()), default=0)
    rows = []
    for number, tally in tallies.items():
        if number not in excluded and not _is_listed(whole.rules, tally):
            continue
        gross = sum(tally.units.values(), tally.adjusted)
        points = sum(_counting(whole, tally.units).values(), tally.adjusted)
        reach = sum(_counting(whole, tally.units | to_come).values(), tally.adjusted)
        key = (number in excluded, -points, *_tie_keys(whole.rules, tally, worst))
        rows.append((key, number, tally, points, gross, reach))
    rows.sort(key=lambda it: it[:2])
    keys = [key for key, *_ in rows]
    first = {key: place for place, key in reversed([*enumerate(keys, start=1)])}
    return [
        Row(
            competitor=number,
            position=None if number in excluded else first[key],
            points=points / whole.shares,
            gross_points=gross / whole.shares,
            wins=tally.places[1],
            podiums=sum(tally.places[it] for it in range(1, PODIUM + 1)),
            reach=reach / whole.shares,
        )
        for key, number, tally, points, gross, reach in rows
    ]


def _is_listed(rules: Rules, tally: _Tally) -> bool:
    """Tell whether somebody is in the table; with points he is, also when he lost them all."""
    if rules.listed == "starters" or tally.adjusted or any(tally.units.values()):
        return True
    return rules.listed == "classified" and bool(tally.places)


def _tie_keys(rules: Rules, tally: _Tally, worst: int) -> Iterator[tuple[float, ...]]:
    """Yield what orders those who have equal points, the better one first."""
    for rule in rules.ties:
        if rule == "latest":
            yield (-tally.last.get(min(tally.places, default=0), 0),)
            continue
        if rule == "ahead-before":
            yield (tally.row,)
            continue
        counted = worst
        if rule == "count-back-points":
            counted = len(rules.scale(*_RACE, 0) or ())
        yield tuple(-tally.places[it] for it in range(1, counted + 1))


def _counting(whole: _Whole, units: Mapping[Unit, int]) -> Mapping[Unit, int]:
    """Return the units that count, with their points."""
    rules = whole.rules
    if not rules.parts:
        best = whole.units - rules.drop if rules.drop else rules.best
        return units if best is None else dict(_best(whole, units, best))
    found: dict[Unit, int] = {}
    first = 1
    for part in rules.parts:
        rounds = range(first, first + part.rounds)
        of_part = {unit: points for unit, points in units.items() if unit[0] in rounds}
        found |= _best(whole, of_part, part.best)
        first += part.rounds
    return found


def _best(whole: _Whole, units: Mapping[Unit, int], best: int) -> list[tuple[Unit, int]]:
    """Return the best units; those that must not be dropped come first."""
    if len(units) <= best:
        return list(units.items())
    ranked = sorted(units.items(), key=lambda it: (it[0][0] not in whole.firm, -it[1], it[0]))
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
    sessions = [*run, *this.to_come] or [_RACE]
    if rules.system.qualifying == "last":
        skipped = [at for at, (kind, _) in enumerate(sessions) if kind == "qualifying"][:-1]
        sessions = [it for at, it in enumerate(sessions) if at not in skipped]
    for kind, code in sessions:
        scale = rules.scale(kind, code, this.number)
        if scale is not None and rules.championship.of in rules.round(this.number).of:
            yield scale


def _most_points(rules: Rules, this: Round) -> Fraction:
    """Return the most points that one competitor can have in a round."""
    of, rule = rules.championship.of, rules.round(this.number)
    cars = 1 if of == "driver" else rules.championship.cars or _CARS
    places = sum((sum(scale[:cars], ZERO) for scale in _scales(rules, this)), ZERO)
    bonuses = (it for it in rules.system.bonuses if of in it.of and it.reason not in rule.no_bonus)
    return places * rule.weight + sum((it.points for it in bonuses), ZERO)
