"""Given names: their short forms and their other forms, in the languages of the sport."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from racedb.reference.tables import rows, several
from racedb.text_keys import fold


@cache
def given_name_forms() -> Mapping[str, Mapping[str, str]]:
    """
    Return what each folded given name may stand for: the name -> name, short or also.

    >>> given_name_forms()["bob"]
    {'Robert': 'short'}
    """
    forms: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("given_names"):
        forms[fold(row["name"])][row["name"]] = "name"
        for kind in ("short", "also"):
            for form in several(row[kind]):
                forms[fold(form)].setdefault(row["name"], kind)
    return forms
