"""
Text of strangers, made harmless before people see it: control characters, file names, secrets.

A name of a file, a heading or an answer of a server may hold what moves the cursor of a terminal or
turns the direction of writing; a URL may hold a password.
"""

import os
import re
import unicodedata
from pathlib import PurePath

_URL = re.compile(r"\b([a-z][a-z0-9+.-]*://)([^\s\"'<>]+)", re.IGNORECASE)
_USER = re.compile(r"^([^\s/?#:@]*):[^\s/?#]*@")
_VALUE = re.compile(r"(?<=[?&#;])([^=&#;]+)=([^&#;]*)")
_HIDDEN = "***"
_HARMLESS = frozenset({
    "year", "season", "round", "race", "event", "series", "class", "car", "driver", "team",
    "format", "type", "lang", "page", "limit", "offset", "date", "day", "month", "download",
    "host", "hostaddr", "port", "user", "dbname", "sslmode", "connect_timeout", "timeout",
    "application_name", "target_session_attrs", "mode",
})  # fmt: skip
"""Keys of a query whose values are shown: of web pages of results, and of databases."""
_NUMBER = re.compile(r"\d{1,4}")
_SECRET = re.compile(r"pass|pwd|pin|secret|token|key|sig|auth|cred|code", re.IGNORECASE)


def escape(text: str, keep: str = "") -> str:
    r"""
    Write what is not printable as Python writes it in a string, except for characters of *keep*.

    >>> print(escape("caf\xe9\x1b[31m\u202e\udcff"))
    café\x1b[31m\u202e\xff
    """
    if text.isprintable():
        return text
    return "".join(
        char if char in keep or char.isprintable() or _is_blank(char) else _escaped(char)
        for char in text
    )


def escape_json(text: str) -> str:
    r"""
    Escape what is not printable in a JSON document, except for its line breaks.

    >>> print(escape_json('{"name": "caf\xe9\x9b"}'))
    {"name": "café\u009b"}
    """
    if text.isprintable():
        return text
    return "".join(
        char if char == "\n" or char.isprintable() or _is_blank(char) else _code_units(char)
        for char in text
    )


def _code_units(char: str) -> str:
    digits = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{digits[at : at + 4]}" for at in range(0, len(digits), 4))


def _is_blank(char: str) -> bool:
    return unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    # Python reads a byte of a file name that is not UTF-8 as one of these.
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def path_text(path: PurePath | str) -> str:
    r"""
    Return a path as a text that can be stored and sent: bytes that are not UTF-8 as `\xff`.

    Control characters stay: the text is still the path.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def mask(text: str) -> str:
    """
    Hide what may be a password in the URLs of a text: of users, and values of queries.

    >>> mask("cannot read https://ann:x@example.org/race.csv?year=2024&token=abc: 404")
    'cannot read https://ann:***@example.org/race.csv?year=2024&token=***: 404'
    """
    return _URL.sub(_masked, text) if "://" in text else text


def _masked(url: re.Match[str]) -> str:
    rest = _USER.sub(rf"\1:{_HIDDEN}@", url[2])
    return url[1] + _VALUE.sub(_masked_value, rest)


def _masked_value(pair: re.Match[str]) -> str:
    key, value = pair.groups()
    is_harmless = key.lower() in _HARMLESS or (_NUMBER.fullmatch(value) and not _SECRET.search(key))
    # The end of a sentence is no part of the value.
    end = value[len(value.rstrip(".,:;)]")) :]
    return pair[0] if is_harmless else f"{key}={_HIDDEN}{end}"


def mask_url(url: str) -> str:
    """
    Return a URL as it is shown and stored: without secrets, but not equal to that of another file.

    >>> mask_url("https://example.org/race.csv?token=abc"), mask_url("https://example.org/a?id=7")
    ('https://example.org/race.csv?token=***#7fc471', 'https://example.org/a?id=7')
    """
    import hashlib  # most commands show no URL

    shown = mask(url)
    return shown if shown == url else f"{shown}#{hashlib.sha256(url.encode()).hexdigest()[:6]}"
