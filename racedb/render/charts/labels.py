"""Where texts go, so that no two of them overlap."""

from collections.abc import Sequence
from typing import Literal

from racedb.render.cells import cut

_WIDTHS = {
    "ijl|'.,:;!I ": 0.28, 'ft()[]/\\-rJ"': 0.36, "mwMW%@": 0.9,
    "ABCDEFGHKLNOPQRSTUVXYZ&": 0.74,
}  # fmt: skip
_WIDTH = {char: width for chars, width in _WIDTHS.items() for char in chars}
_OTHER = 0.57
_WIDE = 1.05
"""Of a letter of East Asia."""
_BOLD = 1.08

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """
    Return about how many pixels a text takes in a sans-serif font, rather too many.

    >>> round(text_width("Hamilton", 11)) in range(45, 55)
    True
    """
    ems = sum(_WIDE if char >= "\u2e80" else _WIDTH.get(char, _OTHER) for char in text)
    return ems * size * (_BOLD if bold else 1.0)


def fitting(text: str, size: float, pixels: float) -> str:
    """Shorten a text to so many pixels."""
    while len(text) > 2 and text_width(text, size) > pixels:
        text = cut(text, len(text) - 2)
    return text


def wrapped(text: str, size: float, pixels: float) -> list[str]:
    """
    Break a bold text into lines of so many pixels, between words.

    >>> wrapped("Laps led: 2009 24 Hours of Spa, Race", 16, 200)
    ['Laps led: 2009 24', 'Hours of Spa, Race']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=True) <= pixels:
            lines[-1] = longer
        else:
            lines.append(fitting(word, size, pixels))
    return lines


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """
    Return places near the wanted ones that are so far apart, between two ends.

    Args:
        wanted: in rising order.
        apart: the least distance of two.
        low: the first place that is allowed.
        high: the last one; more texts than fit are closer.

    >>> spread([5, 5, 5, 20], 2, 0, 30)
    [3.0, 5.0, 7.0, 20.0]
    """
    if not wanted:
        return []
    apart = min(apart, (high - low) / max(1, len(wanted) - 1))
    # Groups of texts that touch stand around the mean of the places that they want.
    groups: list[tuple[float, int]] = []  # sum of wanted first places, number of texts
    for at, place in enumerate(wanted):
        groups.append((place - at * apart, 1))
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            (total, count), (more, number) = groups[-2:]
            groups[-2:] = [(total + more, count + number)]
    starts = [total / count for total, count in groups for _ in range(count)]
    limit = high - (len(wanted) - 1) * apart
    return [min(max(start, low), limit) + at * apart for at, start in enumerate(starts)]


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes overlap."""
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip


_DOT = 6.0
Align = Literal["left", "center", "right"]
_SIDES: tuple[tuple[Align, int], ...] = (
    ("left", 0), ("right", 0), ("center", -1), ("center", 1),
    ("left", -1), ("left", 1), ("right", -1), ("right", 1),
)  # fmt: skip
"""How a text is aligned, and whether it is above its dot (-1), beside it or below."""
Place = tuple[Align, float, float]
"""How a text is aligned, and its distance from its dot."""


def beside(
    dots: Sequence[tuple[float, float, str]], size: float, width: float, height: float
) -> list[Place | None]:
    """
    Return where the text of each dot goes; None: there is no room for it.

    Args:
        dots: in pixels from the upper left corner, with their texts.
        size: of the font.
        width: of the plot: texts end there.
        height: of the plot.
    """
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y, _ in dots]
    texts: list[Box] = []
    found: list[Place | None] = []
    for at, (x, y, text) in enumerate(dots):
        length = text_width(text, size)
        place = None
        for align, up in _SIDES if text else ():
            dx = {"left": _DOT, "right": -_DOT}.get(align, 0.0)
            dy = up * (size + 1)
            left = {"left": x + dx, "right": x + dx - length}.get(align, x - length / 2)
            box = (left, y + dy - size / 2, left + length, y + dy + size / 2)
            is_inside = box[0] >= 0 and box[2] <= width and box[1] >= -4 and box[3] <= height + 4
            others = [it for number, it in enumerate(taken) if number != at]
            if is_inside and not any(overlap(box, it) for it in (*others, *texts)):
                place = (align, dx, dy)
                texts.append(box)
                break
        found.append(place)
    return found
