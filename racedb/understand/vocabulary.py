"""
What the words of a header say: `reference/header_words.csv`, with no rule of its own.

A header is a whole phrase that is listed, or a set of words whose meanings together name a field,
or a numbered driver with a part of the name. Words that are not listed say nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from racedb.fields import MAX_CREW, is_time
from racedb.reference.tables import rows, several
from racedb.text_keys import fold

GIVEN, FAMILY = "given", "family"
"""Parts of a name in columns of their own; `frames` joins them to driver_N."""
PERSON = "driver"
"""The meaning of all words for a person who drives."""
LONGEST = 3
"""Words of which one meaning is made at most: 'date of birth'."""
MOST_WORDS = 8
"""A header of more words is a sentence: it says nothing, and is not taken apart."""
_LONG = 7
"""Letters of a word in which a slip of one letter still leaves no doubt about what was meant."""
_PATH = re.compile(r"[^\W\d][^.]*(?:\.[^\s.][^.]*)+")
"""The names of objects around a value, with points between them; '1. Lauf', 'Gr. Cl.' are none."""
_IN_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)\s*")
_ONLY_VALUES = {"name", "value", "text", "display", "iso"}
"""Last names of a path that say nothing of what they are the name or the value of."""
_MEANINGLESS = frozenset(
    ("the", "is", "of", "to", "s", "de", "der", "des", "du", "del", "di", "da")
)

Meaning = frozenset[str]


@lru_cache(maxsize=1 << 14)
def key(header: str) -> str:
    """
    Fold a header for comparison: words and numbers only; '#' and 'Nº' keep their meaning.

    >>> key("BestLap"), key("FAHRER2_NAME"), key("km/h"), key("#")
    ('best lap', 'fahrer 2 name', 'km h', 'no')
    """
    text = header.strip().replace("º", "o").replace("°", "o")
    if text in ("Nr.", "№"):
        return "no"
    text = text.replace("#", " no ")
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", text) if not text.isupper() else text
    folded = fold(re.sub(r"[^\w]+|_", " ", text))
    first = re.match(r"([^\W\d]+)\d", folded)
    if first and means(PERSON, first[1]):
        return re.sub(r"(?<=[^\W\d])(?=\d)", " ", folded)
    return folded


@cache
def fields(header_key: str) -> tuple[str, ...]:
    """
    List the fields that a folded header may be, the best first; driver_2 and given_2 are some.

    A long word may have one letter too many, too few, wrong or swapped.

    >>> fields("schnellste runde"), fields("kuljettaja 1"), fields("zebra"), fields("postion")
    (('best_lap',), ('driver_1',), (), ('position',))
    """
    if listed := _listed("header").get(header_key):
        return listed
    words = header_key.split()
    if len(words) > MOST_WORDS:
        return ()
    numbers = [word for word in words if word.isdecimal()]
    others = [word for word in words if word not in numbers]
    if len(numbers) > 1 and others and all(means(PERSON, word) for word in others):
        return ("drivers",)
    if len(numbers) == 1 and (seat := _seat(words, int(numbers[0]))):
        return (seat,)
    if (apart := re.sub(r"(?<=[^\W\d])(?=\d)", " ", header_key)) != header_key:
        return fields(apart)
    phrases = _phrases("phrase")
    found = tuple(dict.fromkeys(
        field for meaning in _meanings(words) for field in phrases.get(meaning, ())
    ))  # fmt: skip
    found = _with_name(words, found)
    meant = " ".join(map(_without_slip, words))
    return found if found or meant == header_key else fields(meant)


def _with_name(words: Sequence[str], found: tuple[str, ...]) -> tuple[str, ...]:
    """
    Read the headers of two columns in one, a number and a name: StNr Name, Vorname; No / Driver.

    The values say whether both are there, or only the number of the driver.
    """
    listed = _listed("header")
    cuts = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    both = any(
        listed.get(before) == ("car_number",) and listed.get(after) == (PERSON,)
        for before, after in cuts
    )
    return ("car_number", PERSON) if both and found in ((), ("car_number",)) else found


def is_known(header: str) -> bool:
    """Return whether a cell is a header word."""
    folded = key(header)
    return bool(folded) and _says_something(folded)


def is_person(header: str) -> bool:
    """Say whether the last word of a header means who drives: rider, currentDriver."""
    return means(PERSON, key(header).rpartition(" ")[2])


def means(what: str, word: str) -> bool:
    """Return whether a folded word has a meaning: driver, lap, stage, series."""
    return (what,) in _words().get(word, ())


def is_listed(header_key: str) -> bool:
    """Return whether a folded header is listed as a whole."""
    return header_key in _listed("header")


def also(field: str) -> tuple[str, ...]:
    """List what else the headers of a field may be, where values or neighbours say so."""
    return _listed("also").get(field, ())


_CLOCK = re.compile(r"(?:h{1,2}|m{1,2}|min)(?: (?:m{1,2}|s{1,3}|min|sec|0{1,3}))+")
"""How a clock is written: mm:ss.000, h:mm:ss.sss."""


def is_unit(cell: str) -> bool:
    """Return whether a cell only names a unit: km/h, s, h:mm:ss."""
    return key(cell) in _listed("unit") or bool(_CLOCK.fullmatch(key(cell)))


def is_seat(header: str) -> bool:
    """Return whether a header is of a numbered group of drivers: DRIVER6_LICENSE."""
    words = key(header).split()
    return len(words) > 1 and means(PERSON, words[0]) and words[1].isdecimal()


def is_doubtful(what: str, header_key: str) -> bool:
    """Return whether a folded header is one that only its values explain: car, time, maker."""
    return header_key in _doubtful()[what]


def fact_of_driver(header_key: str) -> str | None:
    """Return the fact of the one driver of a row: country, rating, given, family, born."""
    return next(iter(_listed("alone").get(header_key, ())), None)


def mark(header_key: str) -> str | None:
    """Return what became of a car for which a key is true: DNF, DSQ."""
    return next(iter(_listed("mark").get(header_key, ())), None)


def numbered(what: str, header: str) -> int | None:
    """
    Return the number of a header that is a word of this meaning with a number: 'Lap 12', '3. Lauf'.

    >>> numbered("lap", "Lap 12"), numbered("lap", "Runde3"), numbered("lap", "Best lap")
    (12, 3, None)
    """
    folded = key(header)
    if found := re.fullmatch(r"([^\W\d]+) ?(\d{1,4})", folded):
        return int(found[2]) if means(what, found[1]) else None
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er|re|e|a|o)? ([^\W\d]+)", folded)
    return int(found[1]) if found and means(what, found[2]) else None


def is_of_season(header_key: str) -> bool:
    """Recognise a column of a season: 'Rd 2', 'Wins'."""
    word, _, number = header_key.rpartition(" ")
    short = re.fullmatch(r"([a-z]+)(\d+)", header_key)
    word = short[1] if short else word if number.isdecimal() else ""
    season = _listed("season")
    return season.get(word) == ("round",) or season.get(header_key) == ("sum",)


# ---- units, and paths of values in objects -------------------------------------------------------


def key_and_unit(header: str) -> tuple[str, str]:
    """
    Return the key of what a header names, without its unit and what does not matter of a path.

    >>> key_and_unit("Lap time (ms)"), key_and_unit("Rider (Nat)"), key_and_unit("row.team.name")
    (('lap time', 'ms'), ('rider', ''), ('team', ''))
    """
    folded, unit = key(header), ""
    if not fields(folded):
        folded, unit = _without_unit(folded)
    if not fields(folded) and (found := _IN_BRACKETS.fullmatch(header)):
        folded = key(found[1]) if key(found[2]) in _listed("alone") else folded
    if _PATH.fullmatch(header) and not fields(folded):
        part = next(filter(_says_something, map(key, _parts_of_path(header))), folded)
        folded = folded if _is_of_another(header, part) else part
    return folded, unit


def _without_unit(header_key: str) -> tuple[str, str]:
    words = header_key.split()
    for size in (2, 1):
        if len(words) > size and (found := _listed("unit").get(" ".join(words[-size:]))):
            return " ".join(words[:-size]), found[0]
    return header_key, ""


def _parts_of_path(path: str) -> Sequence[str]:
    """
    List what may name a value at the end of a path, where the whole says nothing.

    Of car.carNumber the last name says enough, of constructor.name and lap.value the one before.
    """
    *before, last = path.split(".")
    parent = ".".join(before[-2:])
    if last.lower() not in _ONLY_VALUES:
        return f"{before[-1]}.{last}", last
    return (parent, before[-1]) if len(before) > 1 else (parent, last)


def _says_something(header_key: str) -> bool:
    return bool(fields(header_key) or fact_of_driver(header_key))


def _is_of_another(path: str, part: str) -> bool:
    """Say whether a value is of something else: owner.name, codriver.firstName, gap.lap."""
    parent = path.split(".")[-2]
    if {*fields(part), fact_of_driver(part)} & {"driver", GIVEN, FAMILY}:
        return not is_person(parent)
    return _means_time(key(parent)) and not _means_time(part)


def _means_time(header_key: str) -> bool:
    return is_time(next(iter(fields(header_key)), None))


# ---- slips, numbered drivers and sets of meanings ------------------------------------------------


def _without_slip(word: str) -> str:
    """Return the known word from which a long word differs by one letter, else the word itself."""
    if len(word) < _LONG or word in _known():
        return word
    near = process.extract(word, _known(), scorer=OSA.distance, score_cutoff=1)
    means_one = len({(fields(known), _words().get(known)) for known, *_ in near}) == 1
    return near[0][0] if means_one else word


def _seat(words: Sequence[str], number: int) -> str | None:
    """Read 'driver 2', 'driver 2 name', '2 surname driver': a person word and a part."""
    if not 1 <= number <= MAX_CREW:
        return None
    rest = [word for word in words if not word.isdecimal()]
    parts = _phrases("part")
    for place, word in enumerate(rest):
        if means(PERSON, word) or means("drivers", word):
            others = [*rest[:place], *rest[place + 1 :]]
            for meaning in _meanings(others):
                if found := parts.get(meaning | {PERSON}) or parts.get(meaning):
                    return f"{found[0]}_{number}"
    return None


def _meanings(words: Sequence[str]) -> Iterator[Meaning]:
    """Return each set of meanings that some words may have together; none where one is unknown."""
    said: list[Sequence[tuple[str, ...]]] = []
    at, known = 0, _words()
    while at < len(words):
        size, meanings = next(
            (
                (size, known[phrase])
                for size in range(LONGEST, 0, -1)
                if (phrase := " ".join(words[at : at + size])) in known
                and at + size <= len(words)
            ),
            (1, ()),
        )  # fmt: skip
        if words[at].isdecimal():
            meanings = ((words[at],),)
        elif not meanings and words[at] not in _MEANINGLESS:
            return
        if meanings:
            said.append(meanings)
        at += size
    for chosen in product(*said):
        yield frozenset(one for meaning in chosen for one in meaning)


# ---- the data ------------------------------------------------------------------------------------


@cache
def _words() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return word -> its meanings, each of one or more parts: rundenzeit -> ((lap, time),)."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in rows("header_words"):
        if row["role"] == "word":
            meaning = tuple(row["meaning"].split())
            for word in map(_folded, several(row["words"])):
                found[word] = tuple(dict.fromkeys((*found.get(word, ()), meaning)))
    return found


def _folded(word: str) -> str:
    """Fold a word that stands in its own letters in the file; the others are folded there."""
    return word if word.isascii() else key(word)


@cache
def _known() -> Sequence[str]:
    """List the known words, and the headers of one word, that are nearly long enough for a slip."""
    words = {word for word in (*_words(), *_listed("header")) if len(word) >= _LONG - 1}
    return sorted(word for word in words if word.isalpha())


@cache
def _phrases(role: str) -> Mapping[Meaning, tuple[str, ...]]:
    found: dict[Meaning, tuple[str, ...]] = {}
    for row in rows("header_words"):
        if row["role"] == role:
            for phrase in several(row["words"]):
                meaning = frozenset(phrase.split())
                found[meaning] = (*found.get(meaning, ()), row["meaning"])
    return found


@cache
def _listed(role: str) -> Mapping[str, tuple[str, ...]]:
    """Return whole folded header -> what it is, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("header_words"):
        if row["role"] == role:
            for word in map(_folded, several(row["words"])):
                found[word] = (*found.get(word, ()), row["meaning"])
    return found


@cache
def _doubtful() -> Mapping[str, frozenset[str]]:
    return {
        row["meaning"]: frozenset(several(row["words"]))
        for row in rows("header_words")
        if row["role"] == "doubtful"
    }
