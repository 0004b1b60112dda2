"""Durations as people write them."""

SECOND_US = 1_000_000


def lap_time(us: int) -> str:
    """
    Format a duration the way timing sheets do.

    Args:
        us: microseconds; negative for a gap ahead.

    >>> lap_time(138_030_000)
    '2:18.030'
    >>> lap_time(59_123_400)                 # IndyCar times to a ten-thousandth
    '59.1234'
    >>> lap_time(4_319_123_000)
    '1:11:59.123'
    """
    sign, us = ("-", -us) if us < 0 else ("", us)
    whole, fraction = divmod(us, SECOND_US)
    digits = f"{fraction:06}"
    # Three decimals as on most sheets, four if needed (IndyCar), else all six.
    decimals = (
        digits[:3] if fraction % 1_000 == 0 else digits[:4] if fraction % 100 == 0 else digits
    )
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}.{decimals}"
    if minutes:
        return f"{sign}{minutes}:{seconds:02}.{decimals}"
    return f"{sign}{seconds}.{decimals}"
