"""The points of one session: places, bonuses, shared cars, and who may score at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

from racedb.championships.rules import Rules
from racedb.championships.system import Bonus, Scale

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car in the classification of a session; None: not known."""

    entry_id: int
    position: int | None
    """NULL also of a car that is not classified."""
    number: str | None = None
    class_id: int | None = None
    drivers: Sequence[int] = ()
    team_id: int | None = None
    manufacturer_id: int | None = None
    best_lap_us: int | None = None
    grid_position: int | None = None
    laps_led: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """A session of a season that may give points."""

    session_id: int
    kind: str
    """race, sprint, qualifying or stage."""
    code: str
    round: int
    """Number of its round, or else its place in the season."""
    distance: Fraction | None = None
    """What was run of the planned distance, as a share; None: not known."""
    cars: Sequence[Car]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a session gave somebody."""

    competitor: int
    """Id of the driver, team or maker."""
    session_id: int
    entry_id: int
    place: int | None
    """The place that counts for the points; None: not classified, or not eligible."""
    points: Fraction
    """With the bonus."""
    bonus: Fraction = ZERO
    reasons: Sequence[str] = ()
    """Of the bonus: fastest-lap, pole ..."""


@dataclass(frozen=True, slots=True)
class Ineligible:
    """Who may not score in a round."""

    passed_on: frozenset[int] = frozenset()
    """Those behind them move up."""
    kept: frozenset[int] = frozenset()
    """Their places are nobody's."""
    cars: Mapping[str, bool] = field(default_factory=dict)
    """Numbers of cars that score for nobody, and whether those behind them move up."""
    everybody: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "everybody", self.passed_on | self.kept)

    def is_car(self, car: Car) -> bool:
        """Tell whether a car scores for nobody."""
        return bool(self.cars) and car.number in self.cars

    def passes_on(self, car: Car, who: Iterable[int]) -> bool:
        """Tell whether those behind a car that scores for nobody move up."""
        if self.is_car(car):
            return self.cars[car.number or ""]
        return not self.passed_on.isdisjoint(who)


def scores(
    rules: Rules,
    outing: Outing,
    class_id: int | None = None,
    ineligible: Ineligible | None = None,
    who: Mapping[str, int] = MappingProxyType({}),
) -> list[Score]:
    """
    Give the points of a session.

    Args:
        rules: of the championship.
        outing: the session.
        class_id: the class whose championship it is; None: of all cars.
        ineligible: who may not score.
        who: ids of the drivers by the names that the rules use.

    Returns:
        a score for each competitor of each car that counts, in the order of the places; []: the
        session gives no points.
    """
    scale = rules.scale(outing.kind, outing.code, outing.round)
    rule, of = rules.round(outing.round), rules.championship.of
    if of not in rule.of or (scale is None and not any(_bonuses_of(rules, outing))):
        return []
    out = ineligible or Ineligible()
    given_scale, share = _shortened(rules, outing, scale or ())
    cars = [car for car in outing.cars if class_id is None or car.class_id == class_id]
    cars.sort(key=lambda car: (car.position is None, car.position or 0))
    competitors = {car.entry_id: _competitors(rules, car, out) for car in cars}
    places = _places(rules, cars, competitors, out, by_class=class_id is not None)
    worth = share * rule.weight
    given = dict(enumerate(given_scale if worth == 1 else [it * worth for it in given_scale], 1))
    bonuses = _bonuses(rules, outing, cars, places)
    found = []
    for car in cars:
        place = places.get(car.entry_id)
        receivers = competitors[car.entry_id]
        bonus, reasons = bonuses.get(car.entry_id, (ZERO, ()))
        points = given.get(place or 0, ZERO)
        if bonus:
            points += bonus
        if rules.championship.shared_cars == "split" and of == "driver" and len(receivers) > 1:
            points, bonus = points / len(receivers), bonus / len(receivers)
        found += [
            Score(
                competitor=number, session_id=outing.session_id, entry_id=car.entry_id,
                place=place, points=points, bonus=bonus, reasons=reasons,
            )
            for number in receivers
        ]  # fmt: skip
    _award(rules, outing, found, who)
    best = _best_cars(rules, found)
    return best if scale is not None else [it for it in best if it.points]


def _shortened(rules: Rules, outing: Outing, scale: Scale) -> tuple[Scale, Fraction]:
    """Return the scale of a session that was perhaps stopped early, and which share is given."""
    rule, distance = rules.round(outing.round), outing.distance
    if distance is None or rule.share != 1 or rule.scales:  # what the rules of the round state
        return scale, rule.share
    reached = [
        it
        for it in rules.system.shortened
        if distance < it.below and it.session in {outing.kind, outing.code}
    ]
    if not reached:
        return scale, Fraction(1)
    first = min(reached, key=lambda it: it.below)
    return first.scale or scale, Fraction(1) if first.share is None else first.share


def _competitors(rules: Rules, car: Car, out: Ineligible) -> list[int]:
    """Return whom the points of a car are for."""
    if out.is_car(car) or (rules.championship.shared_cars == "none" and len(car.drivers) > 1):
        return []
    return [number for number in everybody_of(rules, car) if number not in out.everybody]


def _places(
    rules: Rules,
    cars: Sequence[Car],
    competitors: Mapping[int, Sequence[int]],
    out: Ineligible,
    *,
    by_class: bool,
) -> dict[int, int]:
    """Return the place of each classified car that counts, by entry_id."""
    how = rules.championship.places
    classified = [car for car in cars if car.position is not None]
    if how != "all":
        ranked = [car for car in classified if competitors[car.entry_id]]
        if how == "scoring":
            ranked = list(_first_cars(rules, ranked, lambda car: competitors[car.entry_id]))
        return {car.entry_id: place for place, car in enumerate(ranked, start=1)}
    found, ahead = {}, 0
    for at, car in enumerate(classified, start=1):
        if not competitors[car.entry_id] and out.passes_on(car, everybody_of(rules, car)):
            ahead += 1
            continue
        found[car.entry_id] = (at if by_class else car.position or at) - ahead
    return found


def everybody_of(rules: Rules, car: Car) -> Sequence[int]:
    """Return everybody whom a car could give points, eligible or not."""
    if rules.championship.of == "driver":
        return car.drivers
    number = car.team_id if rules.championship.of == "team" else car.manufacturer_id
    return () if number is None else (number,)


def _first_cars(
    rules: Rules, cars: Iterable[Car], who: Callable[[Car], Sequence[int]]
) -> Iterator[Car]:
    """Yield as many cars of each team or maker as score, best first."""
    seen: dict[int, int] = {}
    for car in cars:
        owner = who(car)[0]
        seen[owner] = seen.get(owner, 0) + 1
        if rules.championship.cars is None or seen[owner] <= rules.championship.cars:
            yield car


def _best_cars(rules: Rules, found: Sequence[Score]) -> list[Score]:
    """Keep the scores of as many cars as count for a team or maker: those with the most points."""
    most = rules.championship.cars
    if rules.championship.of == "driver" or most is None:
        return list(found)
    ranked = sorted(found, key=lambda it: -it.points)  # of equal points the better place
    seen: dict[int, int] = {}
    kept = []
    for score in ranked:
        seen[score.competitor] = seen.get(score.competitor, 0) + 1
        if seen[score.competitor] <= most:
            kept.append(score)
    return kept


# ---- bonuses -------------------------------------------------------------------------------------


def _bonuses(
    rules: Rules, outing: Outing, cars: Sequence[Car], places: Mapping[int, int]
) -> dict[int, tuple[Fraction, tuple[str, ...]]]:
    """Return the bonus of each car, with its reasons; those who are equal share it."""
    found: dict[int, tuple[Fraction, tuple[str, ...]]] = {}
    for bonus in _bonuses_of(rules, outing):
        if outing.round in rules.awards.get(bonus.reason, ()):
            continue
        holders = _HOLDERS[bonus.reason](outing, cars, places)
        each = bonus.points if bonus.reason in _EVERYBODYS else bonus.points / max(len(holders), 1)
        for car in holders:
            if _is_within(bonus, places.get(car.entry_id)):
                points, reasons = found.get(car.entry_id, (ZERO, ()))
                found[car.entry_id] = points + each, (*reasons, bonus.reason)
    return found


def _bonuses_of(rules: Rules, outing: Outing) -> Iterator[Bonus]:
    """Yield the bonuses that a session gives in a championship."""
    without = rules.round(outing.round).no_bonus
    for bonus in rules.system.bonuses:
        is_here = bonus.session in {outing.kind, outing.code} and bonus.reason not in without
        if is_here and rules.championship.of in bonus.of:
            yield bonus


def _award(rules: Rules, outing: Outing, found: list[Score], who: Mapping[str, int]) -> None:
    """Add the bonuses whose holders the rules name to the scores of a session."""
    cars = {car.entry_id: car for car in outing.cars}
    is_for_drivers = rules.championship.of == "driver"
    for bonus in _bonuses_of(rules, outing):
        names = rules.awards.get(bonus.reason, {}).get(outing.round, ())
        for driver in (who[name] for name in names if name in who):
            his = (
                at
                for at, score in enumerate(found)
                if driver in cars[score.entry_id].drivers
                and (score.competitor == driver or not is_for_drivers)
            )
            at = next(his, None)  # of his cars the one that was placed best
            if at is not None and _is_within(bonus, found[at].place):
                points = bonus.points / len(names)
                found[at] = replace(
                    found[at], points=found[at].points + points, bonus=found[at].bonus + points,
                    reasons=(*found[at].reasons, bonus.reason),
                )  # fmt: skip


def _is_within(bonus: Bonus, place: int | None) -> bool:
    return bonus.within is None or (place is not None and place <= bonus.within)


Holders = Callable[[Outing, Sequence[Car], Mapping[int, int]], list[Car]]


def _fastest(_: Outing, cars: Sequence[Car], _places: Mapping[int, int]) -> list[Car]:
    best = min((car.best_lap_us for car in cars if car.best_lap_us is not None), default=None)
    return [car for car in cars if best is not None and car.best_lap_us == best]


def _on_pole(outing: Outing, cars: Sequence[Car], places: Mapping[int, int]) -> list[Car]:
    """Return who starts from the first place; of a qualifying session, who was its fastest."""
    if outing.kind == "qualifying":
        return [car for car in cars if places.get(car.entry_id) == 1]
    return [car for car in cars if car.grid_position == 1]


def _led(_: Outing, cars: Sequence[Car], _places: Mapping[int, int]) -> list[Car]:
    return [car for car in cars if car.laps_led]


def _led_most(_: Outing, cars: Sequence[Car], _places: Mapping[int, int]) -> list[Car]:
    most = max((car.laps_led or 0 for car in cars), default=0)
    return [car for car in cars if most and car.laps_led == most]


def _finished(_: Outing, cars: Sequence[Car], places: Mapping[int, int]) -> list[Car]:
    return [car for car in cars if car.entry_id in places]


_HOLDERS: Mapping[str, Holders] = {
    "fastest-lap": _fastest,
    "pole": _on_pole,
    "led-a-lap": _led,
    "most-laps-led": _led_most,
    "finish": _finished,
}
_EVERYBODYS = ("led-a-lap", "finish")
"""Bonuses that everybody has who did it; the others are shared by those who are equal."""
