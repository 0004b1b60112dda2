"""Axes and values that charts in files and in the terminal share."""

from collections.abc import Sequence
from math import ceil, floor
from statistics import quantiles

_SECOND_US = 1_000_000
_STEPS_S = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
    900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
)  # fmt: skip
_UNITS = {
    "_us": " (m:ss)", "_kph": " (km/h)", "_m": " (m)", "_s": " (s)", "_percent": " (%)",
    "_pct": " (%)", "_c": " (°C)", "_mbar": " (mbar)", "_deg": " (°)", "_years": " (years)",
    "_days": " (days)",
}  # fmt: skip


_FAR = 1.3
"""Values so much beyond the useful range are clipped; nearer ones are drawn."""
_WORDS = {
    "lap_number": "lap",
    "lap_us": "lap time (m:ss)",
    "total": "total so far",
    "starts_on": "date",
}


def _step_us(low: float, high: float, most: int) -> float:
    """Return the step of at most so many ticks."""
    span_s = (high - low) / _SECOND_US
    return next((it for it in _STEPS_S if span_s / it <= most), _STEPS_S[-1]) * _SECOND_US


def time_ticks(low: float, high: float, most: int = 8) -> list[float]:
    """
    Return round times between two durations in microseconds.

    >>> time_ticks(88_200_000, 91_000_000, 4)
    [89000000, 90000000, 91000000]
    """
    step = _step_us(low, high, most)
    return [round(at * step) for at in range(ceil(low / step), floor(high / step) + 1)]


def tick_decimals(ticks: list[float]) -> int:
    """
    Return how many decimals of a second the times of an axis need.

    >>> tick_decimals([88_000_000, 88_500_000]), tick_decimals([60_000_000])
    (1, 0)
    """
    return next(
        (it for it in (0, 1, 2) if not any(round(at) % (_SECOND_US // 10**it) for at in ticks)), 3
    )


def round_up(us: float) -> float:
    """
    Return a round duration that is not shorter.

    >>> round_up(131_000_000), round_up(3_400_000)
    (135000000, 3500000)
    """
    step = _step_us(0, us, 10)
    return round(ceil(us / step) * step)


def useful_end(values: Sequence[float], beyond: float = 1.5) -> float:
    """
    Return where most values end: so many interquartile ranges above the quartile, rounded up.

    What is far beyond, such as a car in its garage, would flatten the others.

    >>> useful_end([1_000_000, 2_000_000, 3_000_000, 90_000_000])
    95000000
    """
    if not values[1:]:
        return max(values, default=0)
    low, _, high = quantiles(values, method="inclusive")
    limit = round_up(high + beyond * (high - low))
    return limit if max(values) > limit * _FAR else max(values)


def axis_time(us: float, decimals: int = 3) -> str:
    """
    Return a duration as m:ss.fff, with so many decimals.

    >>> axis_time(88_500_000), axis_time(-250_000), axis_time(3_660_000_000, 0)
    ('1:28.500', '-0:00.250', '1:01:00')
    """
    units = round(abs(us) * 10**decimals / _SECOND_US)
    seconds, fraction = divmod(units, 10**decimals)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if us < 0 and units else ""
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    tail = f".{fraction:0{decimals}}" if decimals else ""
    return f"{sign}{head}:{seconds:02}{tail}"


def value_text(column: str, value: object) -> str:
    """
    Return a value as it is written beside its dot or bar.

    >>> value_text("best_lap_us", 88_500_000), value_text("finished_percent", 95.46)
    ('1:28.500', '95.5 %')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if is_time(column):
        return axis_time(value)
    if column.endswith(("_percent", "_pct")):
        return f"{value:.1f} %"
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def title(column: str) -> str:
    """
    Return the name of a column as words, with its unit.

    >>> title("best_lap_us"), title("speed_kph"), title("lap_number")
    ('best lap (m:ss)', 'speed (km/h)', 'lap')
    """
    if column in _WORDS:
        return _WORDS[column]
    for suffix, unit in _UNITS.items():
        if column.endswith(suffix):
            return column.removesuffix(suffix).replace("_", " ") + unit
    return column.replace("_", " ")


def is_time(column: str) -> bool:
    """Return whether a column holds durations in microseconds."""
    return column.endswith("_us")
