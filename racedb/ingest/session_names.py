"""The name of a session to its code and kind (design, ruling 7)."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from racedb.text_keys import fold


class Named(NamedTuple):
    """A session by name."""

    code: str
    name: str
    kind: str
    part_of: str | None


_QUALIFYING = (
    "(qualifying|qualification|qualifications|qualifikation|qualifiche|qualifica|zeittraining"
    "|clasificacion|quali|qualify|q)"
)
_PRACTICE = (
    "(free practice|practice|freies training|essais libres|prove libere|libres|entrenamientos"
    "|training|essais|fp|p)"
)
# Folded beginnings or whole words of names in the languages of the field, the longest first.
_STANDARD = (
    (r"(sprint qualifying|sprint shootout|sprint quali|sq)", "SQ", "qualifying"),
    (r"(sprint race|sprint|sprintrennen|course sprint)", "SPRINT", "race"),
    (_QUALIFYING, "Q", "qualifying"),
    (_PRACTICE, "FP", "practice"),
    (r"(warm up|warmup|wup|wu)", "WU", "warmup"),
    (r"(test|tests|prologue|testing|roar)", "T", "test"),
    (r"(race|rennen|course|gara|carrera|corrida|rally|rallye|r)", "R", "race"),
)  # fmt: skip
_KINDS = (
    ("qualifying", r"(pre ?quali|qualif|quali\b|pole\b|superpole|hyperpole|zeittraining|shootout)"),
    ("practice", r"(practice|free practice|training|essais|prove|shakedown)\b"),
    ("warmup", r"warm ?up"),
    ("test", r"test\b"),
)  # fmt: skip


def named_session(name: str, known: Mapping[str, str]) -> Named:
    """
    Return the code and the kind of a session.

    A plain name has a standard code: Race R, Race 2 R2, Free Practice 1 FP1, Q2 is a part of Q.
    Any other name becomes its initials, made unique among the sessions of the event.

    Args:
        name: as printed.
        known: code -> folded name of the sessions of the event.
    """
    name = " ".join(name.split())
    if plain := _plain(name):
        return plain
    folded = fold(name)
    kind = next(
        (kind for kind, beginning in _KINDS if re.match(beginning, folded)),
        "race",
    )
    for code, other in known.items():
        if other == folded:
            return Named(code, name, kind, None)
    stem = "".join(word[0] for word in re.findall(r"[a-z]+|\d+", folded)).upper() or "S"
    # Initials may be a standard code by chance: a 'Rookie' session must not become the race, R.
    code, number = stem, 1
    while code in known or (number == 1 and _plain(stem)):
        number += 1
        code = f"{stem}-{number}"
    return Named(code, name, kind, None)


def fitting(session: str, names: Collection[str]) -> list[str]:
    """Return the names that mean a session: the same name, else those with the same code."""
    code = named_session(session, {}).code
    same = [name for name in names if fold(name) == fold(session)]
    return same or [name for name in names if named_session(name, {}).code == code]


@lru_cache
def _plain(name: str) -> Named | None:
    """Return the code of a plain name, which is the same in every event; None: it is not plain."""
    for pattern, code, kind in _STANDARD:
        if found := re.fullmatch(rf"{pattern} ?(\d*)", fold(name)):
            number = found.group(2)
            part_of = code if code in ("Q", "SQ") and number else None
            return Named(code + number, name, kind, part_of)
    return None
