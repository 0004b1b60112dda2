"""
Which column is which field: words, values and neighbours, weighed for all columns together.

Every column has candidates with a score; one field goes to one column, so that the sum is best.
What the words, the values and the neighbours weigh is data (evidence.toml).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from racedb.errors import UsageError, did_you_mean
from racedb.fields import FIELDS, MAX_CREW
from racedb.readers.reading import Column
from racedb.understand import vocabulary
from racedb.understand.arithmetic import corrected
from racedb.understand.kinds import TIMED, kind_of, kind_with
from racedb.understand.value_shapes import Shapes, evidence, shapes_of
from racedb.understand.wordless import field_of_values, fields_of_values

Scores = Mapping[str, float]
MOST_CELLS, LEAST_ROWS = 12_000, 40
"""So many cells are looked at, but so many rows of a wide table."""
LISTED = 0.05
"""A header that is listed says a little more than one that only follows from its words."""
CLEAR_MARGIN = 0.3
"""A field that leads its runner-up by so much has no rival."""


def recognise(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    given: Sequence[str] | None = None,
) -> tuple[str, tuple[Column, ...]]:
    """
    Say what each column of a table is.

    Args:
        headers: the header cells; empty when the table has none.
        rows: up to some hundred rows of cells.
        given: canonical fields that somebody named, '-' for a column to skip.

    Returns:
        the kind of table and one Column per column; a Column.field may also be given_N or family_N.

    Raises:
        UsageError: a word of *given* is not a field, or their number is wrong.
    """
    width = max([len(headers), *(len(row) for row in rows)], default=0)
    rows = rows[: max(LEAST_ROWS, MOST_CELLS // max(width, 1))]
    cells = [[row[n] for row in rows if n < len(row) and row[n]] for n in range(width)]
    names = [headers[n].strip() if n < len(headers) else "" for n in range(width)]
    if given:
        columns: Sequence[Column] = _as_given(names, cells, given)
    elif any(names):
        columns = corrected(_weighed(names, cells), rows)
    else:
        columns = [
            _column(n, names, cells, *said) for n, said in enumerate(fields_of_values(cells))
        ]
    return kind_of(columns), tuple(columns)


# ---- columns that somebody named -----------------------------------------------------------------


def _as_given(
    names: Sequence[str], cells: Sequence[Sequence[str]], given: Sequence[str]
) -> list[Column]:
    for word in given:
        if word != "-" and word not in FIELDS:
            message = f"--columns: {word!r} is not a field; {did_you_mean(word, FIELDS)}"
            raise UsageError(message)
        if word != "-" and list(given).count(word) > 1:
            message = f"--columns: {word!r} is named twice"
            raise UsageError(message)
    if len(given) != len(names):
        message = f"--columns names {len(given)} columns, the table has {len(names)}"
        raise UsageError(message)
    return [_column(n, names, cells, word, "--columns") for n, word in enumerate(given)]


def _column(
    n: int, names: Sequence[str], cells: Sequence[Sequence[str]], field: str | None, why: str,
    confidence: float = 1.0, runner_up: str | None = None,
) -> Column:  # fmt: skip
    return Column(
        source=names[n] or f"column {n + 1}",
        field=field,
        why=why,
        samples=tuple(cells[n][:3]),
        confidence=confidence,
        runner_up=runner_up,
    )


# ---- columns with headers ------------------------------------------------------------------------


class _Seen(NamedTuple):
    """A column before anything is decided."""

    key: str
    words: tuple[str, ...]
    """What its header may mean, the best first."""
    shapes: Shapes
    is_listed: bool = False
    """The header as a whole is in the vocabulary."""
    unit: str = ""
    """The unit that its header names: ms, s; '' where it names none."""
    first: str | None = None
    """What header and values say of it without its neighbours."""


def _weighed(names: Sequence[str], cells: Sequence[Sequence[str]]) -> list[Column]:
    seen = [one._replace(first=_best(_scores(one, None, None)[0])) for one in _seen(names, cells)]
    seen = _without_words(seen)
    kind = _likely_kind(seen)
    scored = [
        _scores(one, {other.first for other in seen if other is not one and other.first}, kind)
        for one in seen
    ]
    chosen = assign([scores for scores, _ in scored])
    return [
        _column(n, names, cells, *_said(seen[n], field, *scored[n]))._replace(
            unit=_unit(seen[n], field), copy=_copy(seen[n], field, chosen)
        )
        for n, field in enumerate(_family_names(seen, chosen))
    ]


def _copy(column: _Seen, field: str | None, chosen: Sequence[str | None]) -> str:
    """Say what else cells are: a constructor that is the team built the car, too."""
    is_both = field == "team" and vocabulary.is_doubtful("maker", column.key)
    return "manufacturer" if is_both and not {"manufacturer", "car"} & set(chosen) else ""


def _unit(column: _Seen, field: str | None) -> str:
    """
    Say in what unit the numbers of a column of times are: ms, or '' for seconds.

    A lap of 10,000 seconds is none: its number is of milliseconds, whether the header says so or
    not. Of a total only what is far beyond a day is certain.
    """
    known = FIELDS.get(field or "")
    if field == "session" and column.shapes.are("whole"):
        return column.key.split()[0].title()
    if not known or known.type not in ("duration", "gap", "total"):
        return ""
    if (
        field == "total"
        and column.shapes.are("dotted")
        and column.shapes.are("hundred", share=0.01)
    ):
        return "h.m.s"
    shape = {"total": "millions", "elapsed": "millions", "gap": "hundreds"}.get(
        str(field), "thousands"
    )
    is_number = column.shapes.are("whole", "number", share=0.5)
    big = column.shapes.are(shape, share=0.5)
    return "ms" if is_number and (column.unit == "ms" or (big and column.unit != "s")) else ""


_RESULT_WORDS = {"total", "gap", "grid", "laps", "points"}


def _without_words(seen: Sequence[_Seen]) -> list[_Seen]:
    """Say what columns of results whose header is blank may be, by their values."""
    if not {one.first for one in seen} & _RESULT_WORDS:
        return list(seen)
    return [one if one.key else one._replace(first=field_of_values(one.shapes)) for one in seen]


def _best(scores: Scores) -> str | None:
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= evidence()["enough"] else None


def _seen(names: Sequence[str], cells: Sequence[Sequence[str]]) -> list[_Seen]:
    keys = [vocabulary.key(name) for name in names]
    parted = [(key, "") if vocabulary.fields(key) else vocabulary.unit(key) for key in keys]
    keys, units = [key for key, _ in parted], [unit for _, unit in parted]
    # Of a path such as car.carNumber the last name says enough, where the whole says nothing.
    keys = [
        key if "." not in name or vocabulary.fields(key) else vocabulary.key(name.split(".")[-1])
        for key, name in zip(keys, names, strict=True)
    ]
    words = [vocabulary.fields(key) for key in keys]
    numbered = any(
        re.match(r"(driver|given|family)_\d", field) for word in words for field in word[:1]
    )
    words = _seats_of_one_header(keys, words)
    for n, key in enumerate(keys):
        fact = vocabulary.fact_of_driver(key)
        if fact and not words[n] and not numbered:
            words[n] = (f"{fact}_1",)
    return [
        _Seen(key, word, shapes_of(values), vocabulary.is_listed(key), unit)
        for key, word, values, unit in zip(keys, words, cells, units, strict=True)
    ]


def _seats_of_one_header(
    keys: Sequence[str], words: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Read the same header twice as two seats: 'Driver', 'Driver'; not in tables side by side."""
    again = {key for key in keys if key and keys.count(key) > 1}
    places = [n for n, key in enumerate(keys) if key in again]
    if len(again) != 1 or words[places[0]][:1] != ("driver",) or len(places) > MAX_CREW:
        return words
    seats = {n: (f"driver_{seat}",) for seat, n in enumerate(places, start=1)}
    return [seats.get(n, word) for n, word in enumerate(words)]


def _likely_kind(seen: Sequence[_Seen]) -> str:
    """
    Say which kind of table it is by its words, before fields are assigned.

    A lap number counts laps where times of laps stand beside it, or where a car or a driver has
    several rows; else it is how many laps a car did, or the number of its best one.
    """
    has = {column.first for column in seen}
    several = any(
        column.shapes.repeats
        for column in seen
        if column.first in ("car_number", "driver", "driver_1")
    )
    if "stop" in has:
        return "pit_stops"
    if "lap" in has and several and "position" not in has:
        return "laps"
    if "lap_number" in has:
        counted = has & {*TIMED, "lane"}
        if counted or (several and not has & {"position", "best_lap"}):
            return "laps"
    return kind_with(has - {"lap_number"})


def _scores(
    column: _Seen, others: set[str] | None, kind: str | None
) -> tuple[Scores, Mapping[str, str]]:
    """Score each field that a header may mean, and say why; None: nothing is known around it."""
    weights = evidence()
    if not column.words and column.first:
        return {column.first: weights["by_values"]}, {column.first: "by its values"}
    scores: dict[str, float] = {}
    why: dict[str, str] = {}
    also = [field for word in column.words[:1] for field in vocabulary.also(word)]
    for rank, field in enumerate(dict.fromkeys((*column.words, *also))):
        score = weights["first_word"] - min(rank, len(column.words)) * weights["next_word"]
        said = [rule for rule in weights["neighbours"] if _holds(rule, field, column, others, kind)]
        likely = [rule["why"] for rule in said if rule["add"] > 0]
        if rank >= len(column.words) and not likely:
            score = weights["also_word"]
        score += _fit(field, column.shapes) + sum(rule["add"] for rule in said)
        score += LISTED if column.is_listed and rank == 0 else 0.0
        known = FIELDS.get(field)
        if known and kind and kind not in known.kinds and kind != "entries":
            score -= weights["other_kind"]
        why |= dict.fromkeys([field] if likely else [], "; ".join(likely))
        scores[field] = score
    return scores, why


def _holds(
    rule: Mapping[str, Any], field: str, column: _Seen, others: set[str] | None, kind: str | None
) -> bool:
    """Say whether what a rule of the data asks of a column and its neighbours is so."""
    if rule["field"] != field:
        return False
    shapes = column.shapes
    return (
        ("like" not in rule or vocabulary.is_doubtful(rule["like"], column.key))
        and ("means" not in rule or column.words[0] == rule["means"])
        and ("ordered" not in rule or shapes.is_ordered)
        and ("restarts" not in rule or shapes.restarts)
        and ("unsorted" not in rule or not shapes.is_sorted)
        and all(shapes.are(name, share=share) for name, share in rule.get("share", {}).items())
        and ("kinds" not in rule or kind in rule["kinds"])
        and not any(shapes.are(name, share=share) for name, share in rule.get("rare", {}).items())
        and _stands_beside(rule, others)
    )


def _stands_beside(rule: Mapping[str, Any], others: set[str] | None) -> bool:
    asked = [rule[name] for name in ("with", "with_also") if name in rule]
    if others is None:
        return not asked and "without" not in rule
    return all(others & set(one) for one in asked) and not others & set(rule.get("without", ()))


def _fit(field: str, shapes: Shapes) -> float:
    """Say how well values are what a field holds; far below 0 where they cannot be."""
    weights = evidence()
    known = FIELDS.get(field)
    expected = weights["fields"].get(field) or weights["types"][known.type if known else "name"]
    if not shapes.filled:  # another column of these words is filled, perhaps
        return -float(weights["fits"])
    if any(shapes.are(name, share=0.5) for name in expected.get("never", ())):
        return -float(weights["misfit"])
    if "takes" not in expected:
        return float(weights["fits"])
    good = shapes.share(*expected["takes"])
    # Cells that look like nothing are spoilt, and no evidence for another field.
    bad = 1 - good - shapes.shares.get(frozenset(), 0.0)
    most = weights["bad_share_of_many" if shapes.filled >= weights["many"] else "bad_share"]
    if bad <= most:
        return float(weights["fits"]) * good
    return -float(weights["misfit_of_few" if shapes.filled < weights["few"] else "misfit"]) * bad


def assign(scores: Sequence[Scores]) -> list[str | None]:
    """
    Give each column a field and each field one column, so that the sum of scores is best.

    The column that would lose most by waiting chooses first; what is not worth enough stays out.
    """
    enough = evidence()["enough"]
    left = {n: dict(one) for n, one in enumerate(scores)}
    chosen: list[str | None] = [None] * len(scores)
    while ranked := [
        (best - next_best, -n, field)
        for n, one in left.items()
        for best, field, next_best in _best_two(one)
        if best >= enough
    ]:
        _, place, field = max(ranked)
        chosen[-place] = field
        del left[-place]
        for one in left.values():
            one.pop(field, None)
    return chosen


def _best_two(scores: Scores) -> list[tuple[float, str, float]]:
    """Give the best score with its field, and the next best score, which is 0 at least."""
    ranked = sorted(((score, field) for field, score in scores.items()), reverse=True)
    if not ranked:
        return []
    return [(*ranked[0], max(0.0, ranked[1][0]) if len(ranked) > 1 else 0.0)]


def _family_names(seen: Sequence[_Seen], chosen: list[str | None]) -> list[str | None]:
    """
    Read 'Name' beside 'Vorname' as the family name, alone and in a numbered group.

    A full name beside both of its parts is the name; where it is one word, the parts are.
    """
    has = set(chosen)
    whole = next((n for n, field in enumerate(chosen) if field in ("driver", "driver_1")), None)
    if whole is not None and {"given_1", "family_1"} <= has:
        is_full = seen[whole].shapes.are("person", share=0.5)
        drop = {"given_1", "family_1"} if is_full else {chosen[whole]}
        return [None if field in drop else field for field in chosen]
    for n, field in enumerate(chosen):
        seat = {"driver": "1"}.get(field or "") or (
            field[7:] if field and field.startswith("driver_") else ""
        )
        beside = seat.isdecimal() and f"given_{seat}" in has and f"family_{seat}" not in has
        if beside and (not seen[n].shapes.filled or seen[n].shapes.are("words")):
            chosen[n] = f"family_{seat}"
    return chosen


def _said(
    column: _Seen, field: str | None, scores: Scores, why: Mapping[str, str]
) -> tuple[str | None, str, float, str | None]:
    """Give field, evidence, confidence and runner-up of a column."""
    enough = evidence()["enough"]
    rest = sorted(((s, f) for f, s in scores.items() if f != field and s >= enough), reverse=True)
    runner_up = rest[0][1] if rest else None
    if field is None:
        if not column.words:
            return None, "no known header", 0.0, None
        better = max(scores.values()) >= enough
        other = f"another column is {column.words[0]}"
        return None, other if better else "its values contradict the header", 0.0, runner_up
    score = scores.get(field, 1.0)
    margin = score - (rest[0][0] if rest else 0.0)
    confidence = round(
        max(0.0, min(1.0, score)) * (0.5 + 0.5 * min(1.0, max(margin, 0.0) / 0.3)), 2
    )
    said = "header" if field == (column.words or ("",))[0] else "header and values"
    return field, why.get(field, said), confidence, runner_up
