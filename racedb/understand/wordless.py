"""Columns without a header: what they are by the shapes of their values alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from racedb.understand.kinds import NO_VALUES
from racedb.understand.value_shapes import Shapes, evidence, shapes_of

CONFIDENCE = 0.6
"""How sure a column is that only its values explain."""


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
