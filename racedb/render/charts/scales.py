"""Axes and colours that charts in files and in the terminal share."""

from collections.abc import Sequence
from math import ceil, floor

_SECOND_US = 1_000_000
_STEPS_S = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
    900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
)  # fmt: skip

# The colours of Okabe and Ito and similar ones, which colour-blind people can distinguish too.
PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F3C8D", "#8C6D31",
    "#4D4D4D", "#B2182B", "#1B7837", "#F0C808", "#5E60CE", "#00A6A6", "#A6611A", "#FF7F91",
    "#7A9E00", "#003F5C", "#999999", "#C51B7D",
)  # fmt: skip
_CLASSES = {
    "#B2182B": ("hypercar", "lmh", "lmdh", "gtp", "dpi", "lmp1", "lmp1-h", "p", "gt1", "lmp900"),
    "#0072B2": ("lmp2", "pc", "lmp675", "gt2"),
    "#7F3C8D": ("lmp3",),
    "#009E73": ("lmgte pro", "gtepro", "gtlm", "gtd pro", "gtdpro", "pro", "gts"),
    "#E69F00": ("lmgte am", "gteam", "gtd", "lmgt3", "am", "gt3", "gt"),
    "#56B4E9": ("pro-am", "pro am", "silver", "gt4"),
}
_CLASS_COLOURS = {name: colour for colour, known in _CLASSES.items() for name in known}


def colours(names: Sequence[str]) -> list[str]:
    """
    Return a colour for each name: classes have those of the sport, other names get them in turn.

    >>> colours(["LMP2", "Bo Li"])
    ['#0072B2', '#D55E00']
    """
    known = {name: _CLASS_COLOURS.get(name.lower()) for name in names}
    # Two classes must not share a colour.
    given = [colour for colour in known.values() if colour]
    if len(set(given)) < len(given):
        known = dict.fromkeys(names)
        given = []
    free = [colour for colour in PALETTE if colour not in given]
    chosen, at = [], 0
    for name in names:
        chosen.append(known[name] or free[at % len(free)])
        at += not known[name]
    return chosen


def time_ticks(low: float, high: float, most: int = 8) -> list[float]:
    """
    Return round times between two durations in microseconds.

    >>> time_ticks(88_200_000, 91_000_000, 4)
    [89000000, 90000000, 91000000]
    """
    step = next(
        (it for it in _STEPS_S if (high - low) / (it * _SECOND_US) <= most), _STEPS_S[-1]
    ) * _SECOND_US  # fmt: skip
    return [round(at * step) for at in range(ceil(low / step), floor(high / step) + 1)]


def axis_time(us: float) -> str:
    """
    Return the label of a tick, m:ss.fff.

    >>> axis_time(88_500_000), axis_time(-250_000), axis_time(3_660_000_000)
    ('1:28.500', '-0:00.250', '1:01:00.000')
    """
    ms = round(abs(us) / 1_000)
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if us < 0 else ""
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{sign}{head}:{ms // 1_000:02}.{ms % 1_000:03}"


def title(column: str) -> str:
    """
    Return the name of a column as words, with its unit.

    >>> title("best_lap_us"), title("speed_kph")
    ('best lap', 'speed (km/h)')
    """
    for suffix, unit in (("_us", ""), ("_kph", " (km/h)"), ("_m", " (m)"), ("_s", " (s)")):
        if column.endswith(suffix):
            return column.removesuffix(suffix).replace("_", " ") + unit
    return column.replace("_", " ")


def is_time(column: str) -> bool:
    """Return whether a column holds durations in microseconds."""
    return column.endswith("_us")
