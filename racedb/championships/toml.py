"""
Reads a points system from a TOML file; docs/championships.md describes the format.

    name = "Kart club"
    source = "club rules 2026, section 4"
    series = ["kart-club"]
    points.race = [25, 18, 15, "25/2"]

    [[championship]]
    code = "drivers"
    name = "Club championship"
    of = "driver"

    [[season]]
    seasons = ["2026"]
    drop = 2
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from racedb.championships.agreement import check
from racedb.championships.system import (
    BONUSES,
    CAR,
    COMPETITORS,
    TIES,
    Adjustment,
    Bonus,
    Championship,
    Part,
    RoundRule,
    Season,
    Shortened,
    System,
)
from racedb.championships.values import (
    Parse,
    choice,
    flag,
    fraction,
    keyed,
    listed,
    names,
    number,
    points,
    round_number,
    scale,
    scales,
    share,
    tables,
    words,
)
from racedb.errors import UsageError, did_you_mean


def parse(code: str, text: str, where: str) -> System:
    """
    Read a system.

    Args:
        code: the name of its file without `.toml`.
        text: the file.
        where: what messages call it.

    Raises:
        UsageError: it is not TOML, has an unknown or a missing key, or a value that cannot be
            meant; the message names the file, the table and the key.
    """
    try:
        document = tomllib.loads(text)
        return _system(code, document)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"{where}: is not TOML: {error}"
        raise UsageError(message) from None
    except UsageError as error:
        message = f"{where}: {error}"
        raise UsageError(message) from None


def _system(code: str, document: Mapping[str, Any]) -> System:
    found = _read(document, "", _SYSTEM, required=("name", "source", "points", "championship"))
    found["scales"] = found.pop("points")
    found["championships"] = found.pop("championship")
    found["bonuses"] = found.pop("bonus", ())
    found["seasons"] = found.pop("season", ())
    system = System(code=code, **found)
    check(system)
    return system


def _read(
    table: Mapping[str, Any],
    where: str,
    keys: Mapping[str, Parse],
    required: Sequence[str] = (),
) -> dict[str, Any]:
    """Read the keys of a table; a message says in which."""
    prefix = f"{where}: " if where else ""
    for key in table:
        if key not in keys:
            message = f"{prefix}{key!r} is not a key; {did_you_mean(key, keys)}"
            raise UsageError(message)
    for key in required:
        if key not in table:
            message = f"{prefix}{key} is missing"
            raise UsageError(message)
    found = {}
    for key, value in table.items():
        try:
            found[key] = keys[key](value)
        except ValueError as error:
            message = f"{prefix}{key} = {value!r} {error}"
            raise UsageError(message) from None
    return found


# ---- tables --------------------------------------------------------------------------------------


def _bonus(table: Mapping[str, Any], where: str) -> Bonus:
    found = _read(table, where, _BONUS, required=("for", "points"))
    found["reason"] = found.pop("for")
    return Bonus(**found)


def _shortened(table: Mapping[str, Any], where: str) -> Shortened:
    found = _read(table, where, _SHORTENED, required=("below",))
    if ("share" in found) == ("points" in found):
        message = f"{where}: needs either share or points"
        raise UsageError(message)
    found["scale"] = found.pop("points", None)
    return Shortened(**found)


def _championship(table: Mapping[str, Any], where: str) -> Championship:
    found = _read(table, where, _CHAMPIONSHIP, required=("code", "name", "of"))
    found["scales"] = found.pop("points", None)
    return Championship(**found)


def _part(table: Mapping[str, Any], where: str) -> Part:
    return Part(**_read(table, where, _PART, required=("rounds", "best")))


def _round(table: Mapping[str, Any], where: str) -> RoundRule:
    found = _read(table, where, _ROUND, required=("number",))
    found["scales"] = found.pop("points", None)
    return RoundRule(**found)


def _adjustment(table: Mapping[str, Any], where: str) -> Adjustment:
    found = _read(table, where, _ADJUSTMENT, required=("reason",))
    named = [it for it in (*COMPETITORS, CAR) if it in found]
    if len(named) != 1:
        message = f"{where}: needs one of {', '.join((*COMPETITORS, CAR))}"
        raise UsageError(message)
    if CAR in found and not ("not_eligible" in found and found.keys() <= _OF_CARS):
        message = f"{where}: a car can only be not_eligible, in a round or in all"
        raise UsageError(message)
    found["who"], found["of"] = found.pop(named[0]), named[0]
    found["in_class"] = found.pop("class", "")
    if found.get("droppable") and "round" not in found:
        message = f"{where}: points that are dropped with a round need a round"
        raise UsageError(message)
    return Adjustment(**found)


def _season(table: Mapping[str, Any], where: str) -> Season:
    found = _read(table, where, _SEASON)
    ways = [it for it in ("best", "drop", "parts") if it in found]
    if len(ways) > 1:
        message = f"{where}: has {' and '.join(ways)}; one of them says which results count"
        raise UsageError(message)
    found["labels"] = tuple(_spread_labels(found.pop("seasons", ())))
    rounds = found.pop("round", ())
    found["rounds"] = {it.number: it for it in rounds}
    if len(found["rounds"]) < len(rounds):
        message = f"{where}: two tables of a round: {', '.join(str(it.number) for it in rounds)}"
        raise UsageError(message)
    found["adjustments"] = found.pop("adjustment", ())
    return Season(**found)


def _spread_labels(labels: Sequence[str]) -> Iterator[str]:
    """Write '1962-1965' out; other labels, 2018-19 too, stay."""
    for label in labels:
        first, _, last = label.partition("-")
        if len(first) == len(last) == 4 and first.isdecimal() and last.isdecimal():
            if first > last:
                message = f"seasons = {label!r} ends before it begins"
                raise UsageError(message)
            yield from map(str, range(int(first), int(last) + 1))
        else:
            yield label


def _no_bonus(value: Any) -> Sequence[str]:
    """Read which bonuses a round does not give: true, or their reasons."""
    if isinstance(value, bool):
        return BONUSES if value else ()
    found: Sequence[str] = listed(choice(*BONUSES))(value)
    return found


_OF = listed(choice(*COMPETITORS))
_TIES = listed(choice(*TIES))
_LISTED = choice("scorers", "classified", "starters")
_BONUS: Mapping[str, Parse] = {
    "for": choice(*BONUSES), "points": points, "session": words, "within": number(1), "of": _OF,
}  # fmt: skip
_SHORTENED: Mapping[str, Parse] = {
    "below": share, "share": share, "points": scale, "session": words,
}  # fmt: skip
_CHAMPIONSHIP: Mapping[str, Parse] = {
    "code": words,
    "name": words,
    "of": choice(*COMPETITORS),
    "points": scales,
    "by_class": flag,
    "classes": listed(words),
    "cars": number(1),
    "places": choice("all", "eligible", "scoring"),
    "shared_cars": choice("each", "split", "none"),
    "listed": _LISTED,
}
_PART: Mapping[str, Parse] = {"rounds": number(1), "best": number(1)}
_ROUND: Mapping[str, Parse] = {
    "number": number(1), "weight": points, "share": share, "points": scales, "no_bonus": _no_bonus,
    "of": _OF, "droppable": flag,
}  # fmt: skip
_ADJUSTMENT: Mapping[str, Parse] = {
    **dict.fromkeys((*COMPETITORS, CAR, "class", "reason"), words),
    "round": number(1),
    "points": fraction,
    "not_eligible": flag,
    "passes_on": flag,
    "excluded": flag,
    "droppable": flag,
}
_OF_CARS = {CAR, "class", "reason", "round", "not_eligible", "passes_on"}
_SEASON: Mapping[str, Parse] = {
    "seasons": listed(words),
    "championships": listed(words),
    "best": number(1),
    "drop": number(1),
    "parts": tables("season.parts", _part),
    "round": tables("season.round", _round),
    "awards": keyed(choice(*BONUSES), keyed(round_number, names)),
    "adjustment": tables("season.adjustment", _adjustment),
    "ties": _TIES,
    "listed": _LISTED,
    "source": words,
}
_SYSTEM: Mapping[str, Parse] = {
    "name": words,
    "source": words,
    "points": scales,
    "bonus": tables("bonus", _bonus),
    "shortened": tables("shortened", _shortened),
    "championship": tables("championship", _championship),
    "ties": _TIES,
    "drop_by": choice("round", "session"),
    "qualifying": choice("every", "last"),
    "series": listed(words),
    "season": tables("season", _season),
}
