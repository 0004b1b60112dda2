"""
A points system as data: what a place is worth, who scores, and how a table is made of it.

Points are fractions, so that a point shared by seven drivers is a seventh and nothing is rounded
before it is printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Scale = Sequence[Fraction]
"""Points by position, from the first; a place beyond it is worth nothing."""

COMPETITORS = ("driver", "team", "manufacturer")
"""Whose championship it is; a constructor of Formula 1 is the maker of the car."""
CAR = "car"
"""What a decision can be about beside a competitor: the guest with number 709."""
BONUSES = (
    "fastest-lap",
    "pole",
    "led-a-lap",
    "most-laps-led",
    "finish",
)
"""What points are given for beside places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """Points for something other than a place."""

    reason: str
    """One of BONUSES."""
    points: Fraction
    session: str = "race"
    """The kind of session that it is given in, as a key of `System.scales`."""
    within: int | None = None
    """Only to a car in so many first places; None: whatever became of it."""
    of: Sequence[str] = COMPETITORS
    """Whose championships it counts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """What a race gives that was stopped early: a share of the points, or a scale of its own."""

    below: Fraction
    """For less than this share of the distance."""
    share: Fraction | None = None
    scale: Scale | None = None
    session: str = "race"
    """The kind of session, as a key of `System.scales`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Championship:
    """One table of a season: of drivers, teams or makers, perhaps for each class."""

    code: str
    """Unique in its system: drivers, constructors."""
    name: str
    of: str
    """One of COMPETITORS."""
    scales: Mapping[str, Scale] | None = None
    """Instead of those of the system; None: the same."""
    by_class: bool = False
    """A table for each class, by the places in the class."""
    classes: Sequence[str] = ()
    """Codes of the classes that have one; (): all."""
    cars: int | None = None
    """So many best cars of a team or maker score; None: all."""
    places: str = "all"
    """all: as classified; eligible: among those who may score; scoring: among the cars that do."""
    shared_cars: str = "each"
    """each: all drivers of a car have its points; split: they share them; none: nobody has them."""
    listed: str = "scorers"
    """Who is in the table: scorers; classified: who was classified once; starters: everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rounds of a season of which the best count."""

    rounds: int
    """How many rounds it has, after those of the part before."""
    best: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRule:
    """What is special about a round."""

    number: int
    weight: Fraction = Fraction(1)
    """Double points: 2."""
    share: Fraction = Fraction(1)
    """Half points for a race that was stopped: 1/2."""
    scales: Mapping[str, Scale] | None = None
    """Scales of this round alone."""
    no_bonus: Sequence[str] = ()
    """The reasons of bonuses that it does not give."""
    of: Sequence[str] = COMPETITORS
    """Whose championships it counts for; (): a round that counts for none."""
    droppable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """
    A decision about somebody that no result shows.

    points: added or, negative, deducted. not_eligible: he scores nothing (in a round, or ever), and
    those behind him move up if passes_on. excluded: he has no place in the table from the round on,
    or in the last one; his points stand.
    """

    who: str
    """Name or slug of the driver, team or maker; number of the car."""
    of: str
    """One of COMPETITORS, or CAR: that car scores for nobody, in any championship."""
    reason: str
    round: int | None = None
    """The round; None: the season."""
    in_class: str = ""
    """The class in whose table it counts; '': in that of every class that he drove in."""
    points: Fraction = Fraction(0)
    not_eligible: bool = False
    passes_on: bool = True
    excluded: bool = False
    droppable: bool = False
    """The points belong to those of the round and are dropped with them."""


Awards = Mapping[int, Sequence[str]]
"""The drivers who had a bonus, by the number of the round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What is special about some seasons of the series of a system."""

    labels: Sequence[str]
    """2009, 2018-19; (): every season, also one to which the system is assigned."""
    championships: Sequence[str] = ()
    """Codes; (): all of the system."""
    best: int | None = None
    """So many best results count; None: all."""
    drop: int | None = None
    """All but so many results count."""
    parts: Sequence[Part] = ()
    rounds: Mapping[int, RoundRule] = field(default_factory=dict)
    awards: Mapping[str, Awards] = field(default_factory=dict)
    """By the reason of a bonus who had it, where the results do not show it."""
    ties: Sequence[str] | None = None
    """What breaks a tie, in place of what does in other seasons; None: the same."""
    listed: str | None = None
    """Who is in the table, in place of who is in other seasons; None: the same."""
    adjustments: Sequence[Adjustment] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A points system."""

    code: str
    """The name of its file: f1-2010."""
    name: str
    source: str
    """Where the figures are from."""
    scales: Mapping[str, Scale]
    """By the kind of a session (race, sprint, qualifying, stage) or by its code (R2)."""
    bonuses: Sequence[Bonus] = ()
    shortened: Sequence[Shortened] = ()
    championships: Sequence[Championship]
    ties: Sequence[str] = ("count-back",)
    """What breaks a tie, in order; () or a tie that none breaks: they share the place."""
    drop_by: str = "round"
    """What is dropped: the worst rounds, or the worst sessions."""
    qualifying: str = "every"
    """Which qualifying sessions of a round count for a class: every one, or the last one of it."""
    series: Sequence[str] = ()
    """Slugs of the series whose seasons it is for; (): it is assigned to seasons."""
    seasons: Sequence[Season] = ()
    """For which seasons; (): all of its series."""


TIES = ("count-back", "count-back-points", "latest", "ahead-before")
"""
How ties are broken: by the number of wins, then second places ... in races (count-back), only of
places that give points (count-back-points), for whom the best place came last (latest), or who was
ahead after the round before (ahead-before).
"""
