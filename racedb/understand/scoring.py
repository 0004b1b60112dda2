"""How well fields fit a column: by words, values and neighbours, or by its values alone."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from racedb.fields import FIELDS
from racedb.understand import vocabulary
from racedb.understand.kinds import NO_VALUES
from racedb.understand.value_shapes import Shapes, evidence, shapes_of

Scores = Mapping[str, float]
LISTED = 0.05
"""A header that is listed says a little more than one that only follows from its words."""

RULED_OUT = -1.0
"""A rule that takes so much off leaves no score that is enough: it says why a field is left out."""
CONFIDENCE = 0.6
"""How sure a column is that only its values explain."""


class Candidate(NamedTuple):
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
    """The field that header and values suggest without the neighbours."""


def score_fields(
    column: Candidate, others: set[str] | None, kind: str | None
) -> tuple[Scores, Mapping[str, str]]:
    """Score each field that a header may mean, and say why; None: nothing is known around it."""
    weights = evidence()
    if not column.words and column.first:
        return {column.first: weights["by_values"]}, {column.first: "by its values"}
    scores: dict[str, float] = {}
    why: dict[str, str] = {}
    for rank, field in enumerate(_fields_of_words(column.words)):
        rules = [
            rule for rule in weights["neighbours"] if _applies(rule, field, column, others, kind)
        ]
        reasons = [rule["why"] for rule in rules if rule["add"] > 0]
        score = _score_of_word(column, rank, has_reason=bool(reasons))
        score += _fit(field, column.shapes) + sum(rule["add"] for rule in rules)
        score += LISTED if column.is_listed and rank == 0 else 0.0
        if _is_of_other_kind(field, kind):
            score -= weights["other_kind"]
        if shown := reasons or [rule["why"] for rule in rules if rule["add"] <= RULED_OUT]:
            why[field] = "; ".join(shown)
        scores[field] = score
    return scores, why


def _fields_of_words(words: tuple[str, ...]) -> list[str]:
    """List what a header may mean, and after it what its first meaning is now and then."""
    also = [field for word in words[:1] for field in vocabulary.also(word)]
    return list(dict.fromkeys((*words, *also)))


def _score_of_word(column: Candidate, rank: int, *, has_reason: bool) -> float:
    """Score a field by its place in the vocabulary; a rare meaning needs a neighbour for it."""
    weights = evidence()
    if rank >= len(column.words) and not has_reason:
        return float(weights["also_word"])
    return float(weights["first_word"] - min(rank, len(column.words)) * weights["next_word"])


def _is_of_other_kind(field: str, kind: str | None) -> bool:
    """Return whether tables of this kind have no such field; a list of entries may have any."""
    known = FIELDS.get(field)
    return bool(known and kind and kind != "entries" and kind not in known.kinds)


def _applies(
    rule: Mapping[str, Any], field: str, column: Candidate, others: set[str] | None,
    kind: str | None,
) -> bool:  # fmt: skip
    """Return whether a rule of the data is for this field, this column and these neighbours."""
    return (
        rule["field"] == field
        and _fits_header(rule, column)
        and _fits_values(rule, column.shapes)
        and ("kinds" not in rule or kind in rule["kinds"])
        and _fits_neighbours(rule, others)
    )


def _fits_header(rule: Mapping[str, Any], column: Candidate) -> bool:
    return ("like" not in rule or vocabulary.is_doubtful(rule["like"], column.key)) and (
        "means" not in rule or column.words[0] == rule["means"]
    )


def _fits_values(rule: Mapping[str, Any], shapes: Shapes) -> bool:
    return (
        ("ordered" not in rule or shapes.is_ordered)
        and ("restarts" not in rule or shapes.restarts)
        and ("falling" not in rule or (shapes.is_falling and not shapes.is_constant))
        and ("unsorted" not in rule or not shapes.is_sorted)
        and all(shapes.are(name, share=share) for name, share in rule.get("share", {}).items())
        and not any(shapes.are(name, share=share) for name, share in rule.get("rare", {}).items())
    )


def _fits_neighbours(rule: Mapping[str, Any], others: set[str] | None) -> bool:
    wanted = [rule[name] for name in ("with", "with_also") if name in rule]
    if others is None:
        return not wanted and "without" not in rule
    return all(others & set(one) for one in wanted) and not others & set(rule.get("without", ()))


def misfits(field: str, values: Sequence[str]) -> list[str]:
    """List the values that are not what a field holds, each once; [] where most of many fit."""
    shapes = shapes_of(values)
    if shapes.filled < evidence()["many"] or _fit(field, shapes) >= 0:
        return []
    return [value for value in dict.fromkeys(values) if _fit(field, shapes_of([value])) < 0]


def _fit(field: str, shapes: Shapes) -> float:
    """Find how well values are what a field holds; far below 0 where they cannot be."""
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


# ---- columns without a header --------------------------------------------------------------------


def fields_of_values(
    cells: Sequence[Sequence[str]],
) -> list[tuple[str | None, str, float]]:
    """Find what the columns of a table without a header are: field, why, and how sure that is."""
    taken: set[str] = set()
    found: list[tuple[str | None, str, float]] = []
    for values in cells:
        shapes = shapes_of(values)
        field, why = next(
            (
                (one["field"], one["why"])
                for one in evidence()["wordless"]
                if one["field"] not in taken and _looks(one, shapes)
            ),
            (None, NO_VALUES),
        )
        taken |= {field} if field else set()
        found.append((field, why, CONFIDENCE if field else 0.0))
    return found


def field_of_values(shapes: Shapes) -> str | None:
    """
    Say what a column is whose header is blank, in a table of results.

    1, 2, 3 are the position, distinct numbers those of the cars, numbers that fall the laps. A
    number from 0 is an index that some tool wrote.
    """
    if shapes.is_ordered:
        return "position"
    if shapes.is_index or not shapes.are("digits", share=0.9):
        return None
    if not shapes.repeats:
        return "car_number"
    return "laps" if shapes.is_falling else None


def _looks(rule: Mapping[str, Any], shapes: Shapes) -> bool:
    return (
        shapes.filled > 0
        and all(shapes.are(name, share=share) for name, share in rule["share"].items())
        and not any(shapes.are(name, share=0.5) for name in rule.get("never", ()))
        and (not rule.get("ordered") or shapes.is_ordered)
    )


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
    """Return the best score with its field, and the next best score, which is 0 at least."""
    ranked = sorted(((score, field) for field, score in scores.items()), reverse=True)
    if not ranked:
        return []
    return [(*ranked[0], max(0.0, ranked[1][0]) if len(ranked) > 1 else 0.0)]
