"""Words of the field in the languages that results are printed in."""

import re
from collections.abc import Mapping
from functools import cache

from racedb.reference.tables import rows


@cache
def lap_gap_pattern() -> str:
    """
    Give the pattern of a gap in laps; its one group is the number.

    Python and polars both understand it. It reads lower-case text: '+1 lap', '2 rdn', '3 tours'.
    """
    before, laps, after = (_any_of(place) for place in ("before", "lap", "after"))
    # A time may follow: how far behind the car was on its lap.
    time = r"(?:\s*[+-]?[0-9][0-9:.,]*)?"
    return rf"^[+-]?\s*(?:{before})?\s*([0-9]{{1,4}})\s*(?:{laps})\.?\s*(?:{after})?{time}$"


@cache
def flag_words() -> Mapping[str, str]:
    """Map a word or code in lower case to one of the flags of a lap (design, table laps)."""
    return {row["word"]: row["flag"] for row in rows("flag_words")}


@cache
def month_words() -> Mapping[str, int]:
    """Map the name of a month in lower case to its number, 1 to 12; short names too."""
    return {row["word"]: int(row["month"]) for row in rows("month_words")}


def _any_of(place: str) -> str:
    """Join the words of one place, the longest first, because the first that fits wins."""
    words = {row["word"] for row in rows("lap_words") if row["place"] == place}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
