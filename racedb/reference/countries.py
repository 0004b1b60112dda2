"""Countries by every way that results print them."""

from collections.abc import Mapping
from functools import cache

from racedb.reference.tables import rows, several
from racedb.text_keys import fold


def country_code(text: str) -> str | None:
    """
    Give the ISO 3166 alpha-2 code of a country, None when it is not known.

    A code of two or three letters (ISO or IOC), a name in several languages or a nationality. Where
    two codes clash the IOC one wins, because results print those: BRN is Bahrain.

    >>> country_code("GER"), country_code("DEU"), country_code("German"), country_code("England")
    ('DE', 'DE', 'DE', 'GB')
    """
    return _codes().get(fold(text))


@cache
def _codes() -> Mapping[str, str]:
    table = rows("countries")
    codes: dict[str, str] = {}
    for column in ("ioc", "alpha_2", "alpha_3", "name", "nationality"):
        for row in table:
            codes.setdefault(fold(row[column]), row["alpha_2"])
    for row in table:
        for text in several(row["also"]):
            codes.setdefault(fold(text), row["alpha_2"])
    codes.pop("", None)
    return codes
