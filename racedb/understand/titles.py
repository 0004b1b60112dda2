"""What titles and headers say of sessions."""

import re
from typing import NamedTuple

from racedb.reference.session_words import plain_sessions
from racedb.text_keys import fold

_SHORT = 3
"""Words up to this length are written in capitals: Q, FP1, WU."""
_MOST_WORDS = 3
_WORDS = re.compile(r"[^\W\d_]+|\d+")


class Session(NamedTuple):
    """A session that words name."""

    name: str
    kind: str
    """race, qualifying, practice, warmup, test."""


def split_session(header: str) -> tuple[Session, str] | None:
    """
    Split a header that begins or ends with a session into the session and the rest; None: none.

    >>> split_session("fp1_pos")
    (Session(name='FP1', kind='practice'), 'pos')
    >>> split_session("Time Race 2")
    (Session(name='Race 2', kind='race'), 'time')
    >>> split_session("Pos") is None
    True
    """
    words = _WORDS.findall(fold(header.replace("_", " ")))
    for size in range(_MOST_WORDS, 0, -1):
        for start in (0, len(words) - size, len(words) - size - 1):
            phrase = " ".join(words[start : start + size]) if start >= 0 else ""
            if phrase not in plain_sessions():
                continue
            after = words[start + size :]
            number = after.pop(0) if after and _is_count(after[0]) else ""
            rest = [*words[:start], *after]
            # A lone letter is a round, a place or points, unless something is said of it.
            if (start == 0 or not after) and (rest or len(phrase) > 1 or phrase == "q"):
                return _session(phrase, number), " ".join(rest)
    return None


def _is_count(word: str) -> bool:
    return word.isdecimal() and len(word) < _SHORT


def _session(phrase: str, number: str) -> Session:
    name = phrase.upper() if len(phrase) <= _SHORT else f"{phrase.title()} "
    return Session(f"{name}{number}".strip(), plain_sessions()[phrase].kind)
