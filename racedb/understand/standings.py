"""Standings of a championship: tables of who has how many points, with a column for each round."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from racedb.reference.circuits import circuit_named
from racedb.reference.countries import country_code
from racedb.reference.tables import rows, several
from racedb.table import Column
from racedb.understand import vocabulary
from racedb.understand.calendars import Found
from racedb.understand.kinds import NO_HEADER

KIND = "printed_standings"
A_ROUND = "a round of the season"
"""Why a column is left out that has the places or the points of one round."""
BESIDE = "standings are stored without it"
_LEAST_ROUNDS, _LEAST_SUMS = 2, 2
_MOST = 0.8
"""So many cells of a column must be what its header says."""
_FEW_CUMULATIVE = 3
"""So many competitors must have points after several rounds, which never fall."""
_OF_ROUND = re.compile(
    r"(?:\(?\d{1,3}(?:[.,]\d)?\)?|[A-Z]{1,4}|Ret|ret|Wth|Can|Inj|[-–—])"
    r"(?:\s*[A-Z†‡*^~]{1,2}|\s*[(/+]\s*\d{1,3}(?:[.,]\d)?\)?|[¹²³⁰-⁹])*"
)
"""What a cell of a round holds: 1, Ret, 2†, 1P F, 25+1, (18)."""
_COMPETITORS = (
    ("driver", ("driver", "drivers", "driver_1", "driver_ref", "given_1", "family_1")),
    ("team", ("team", "entrant")),
    ("manufacturer", ("manufacturer", "car")),
)
"""Who is ranked, the surest one first, and the fields that name him."""
_SHARED = ("series", "season", "round", "class")
_OF_RACE = {"laps", "total", "gap", "best_lap", "grid", "status", "q1", "lap_number", "speed_kph"}
_OF_EVENT = {"event", "circuit", "session", "date"}


def recognised(
    headers: Sequence[str],
    cells: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    titles: Sequence[str] = (),
) -> list[Found] | None:
    """
    Return field, why and how sure that is, of each column of standings; None: they are none.

    Args:
        headers: the header cells.
        cells: some cells of each column, without the empty ones.
        body: rows of cells.
        titles: what is printed above the table, and the name of the file.

    >>> header = ["Pos", "Driver", "R1", "R2", "Pts"]
    >>> cells = [["1"], ["Ann Berg"], ["1"], ["Ret"], ["25"]]
    >>> [it[0] for it in recognised(header, cells, [])]
    ['position', 'driver', '-', '-', 'season_points']
    """
    keys = [vocabulary.key(header) for header in headers]
    words = [_field(key) for key in keys]
    points = _last(keys, "points", cells)
    who = next(
        ((of, fields) for of, fields in _COMPETITORS if any(it in fields for it in words)), None
    )
    if points is None or who is None:
        return None
    chosen: dict[int, str] = {points: "season_points"}
    for n, word in enumerate(words):
        if word in who[1]:
            chosen[n] = str(word) if who[0] == "driver" else who[0]
    position = next((n for n, key in enumerate(keys) if key in _words("position")), None)
    if position is not None:
        chosen.setdefault(position, "position")
    wins = _last(keys, "wins", cells)
    if wins is not None:
        chosen.setdefault(wins, "wins")
    for n, key in enumerate(keys):
        shared = words[n] if words[n] in _SHARED else _fact(key, who[0])
        if shared and shared not in chosen.values():
            chosen.setdefault(n, shared)
    rounds = [n for n in range(len(keys)) if n not in chosen and _is_of_round(keys[n], cells[n])]
    if not _are_standings(keys, words, chosen, rounds, body, titles):
        return None
    return [_column(n, chosen, rounds, keys) for n in range(len(keys))]


def _column(n: int, chosen: Mapping[int, str], rounds: Sequence[int], keys: Sequence[str]) -> Found:
    if n in chosen:
        return chosen[n], "header", 1.0
    if n in rounds:
        return "-", A_ROUND, 1.0
    is_beside = keys[n] in _words("beside") or bool(vocabulary.fields(keys[n]))
    return ("-", BESIDE, 1.0) if is_beside else (None, NO_HEADER, 0.0)


def _field(key: str) -> str | None:
    if key in _words("team"):
        return "team"
    return next(iter(vocabulary.fields(key)), None) or _part_of_name(key)


def _part_of_name(key: str) -> str | None:
    fact = vocabulary.fact_of_driver(key)
    return f"{fact}_1" if fact in ("given", "family") else None


def _fact(key: str, of: str) -> str | None:
    """Return what is said of who is ranked: the nationality, the engine of a constructor."""
    if vocabulary.fact_of_driver(key) == "country":
        return {"driver": "country_1", "team": "team_country"}.get(of)
    return "engine" if of != "driver" and _field(key) == "engine" else None


def _last(keys: Sequence[str], role: str, cells: Sequence[Sequence[str]]) -> int | None:
    """Return the column of numbers that has the best header of a role."""
    order = list(_words(role))
    found = [
        n for n, key in enumerate(keys)
        if key in order and _share(cells[n], re.compile(r"[-–—]|\(?\d[\d.,½¼¾/ ()+]*\D?")) >= _MOST
    ]  # fmt: skip
    return max(found, key=lambda n: order.index(keys[n]), default=None)


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    said = [cell.strip() for cell in cells if cell.strip()]
    return sum(bool(pattern.fullmatch(cell)) for cell in said) / len(said) if said else 1.0


def _is_of_round(key: str, cells: Sequence[str]) -> bool:
    """Return whether a column has a place, points or an outcome in each cell."""
    return key not in _words("beside") and _share(cells, _OF_ROUND) >= _MOST


def _is_number(key: str) -> bool:
    """Return whether a header is the number of a round: 'rd 2', 'lauf 3'."""
    return vocabulary.is_of_season(key) or vocabulary.numbered("run", key) is not None


def _is_place(key: str) -> bool:
    """Return whether a header is a number or a place where a race is: 3, BHR, Monza."""
    return key.isdecimal() or bool(country_code(key) or circuit_named(key))


# ---- are they standings? -------------------------------------------------------------------------


def _are_standings(
    keys: Sequence[str],
    words: Sequence[str | None],
    chosen: Mapping[int, str],
    rounds: Sequence[int],
    body: Sequence[Sequence[str]],
    titles: Sequence[str],
) -> bool:
    sums = sum(vocabulary.is_of_season(key) and not key[-1:].isdecimal() for key in keys)
    if sums >= _LEAST_SUMS:
        return True
    others = {it for n, it in enumerate(words) if n not in chosen and n not in rounds}
    is_titled = any(map(names_standings, titles))
    if others & (_OF_RACE - {"gap"} if is_titled else _OF_RACE):
        return False
    numbered = sum(map(_is_number, (keys[n] for n in rounds)))
    places = sum(_is_place(keys[n]) for n in rounds)
    if is_titled or numbered >= _LEAST_ROUNDS or places > _LEAST_ROUNDS:
        return True
    return not others & _OF_EVENT and _are_of_seasons(chosen, body)


def ranked(columns: Sequence[Column]) -> str:
    """Return who is ranked by standings of some columns: driver, team or manufacturer."""
    has = {column.field for column in columns}
    return next((of for of, fields in _COMPETITORS if has & set(fields)), "")


def names_standings(title: str) -> bool:
    """
    Return whether a title is of standings.

    >>> names_standings("Drivers' Standings after Round 5"), names_standings("Race result")
    (True, False)
    """
    text = f" {vocabulary.key(title)} "
    return any(f" {word} " in text for word in _words("title"))


def _are_of_seasons(chosen: Mapping[int, str], body: Sequence[Sequence[str]]) -> bool:
    """
    Return whether a table with a column of seasons has one list for each, or for each round.

    Results of races have such columns, too: but there points are no sums, which never fall.
    """
    places = {field: n for n, field in chosen.items()}
    if "season" not in places or "position" not in places:
        return False
    key = [n for field, n in places.items() if field in ("season", *_NAMES)]
    sums: dict[tuple[str, ...], list[float]] = {}
    for row in body:
        if len(row) > max(chosen) and (points := _number(row[places["season_points"]])) is not None:
            sums.setdefault(tuple(row[n] for n in key), []).append(points)
    if "round" not in places:
        return bool(sums) and all(len(points) == 1 for points in sums.values())
    several = [points for points in sums.values() if len(points) > 1]
    return len(several) >= _FEW_CUMULATIVE and all(it == sorted(it) for it in several)


_NAMES = ("driver", "driver_1", "drivers", "team", "manufacturer", "engine", "class")


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


@cache
def _words(role: str) -> Mapping[str, None]:
    """Return the words of a role in their order."""
    found = (several(row["words"]) for row in rows("standings_words") if row["role"] == role)
    return dict.fromkeys(next(found))
