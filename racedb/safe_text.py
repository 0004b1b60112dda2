"""
Text of strangers, made harmless before people see it: control characters, file names, secrets.

A name of a file, a heading or an answer of a server may hold what moves the cursor of a terminal or
turns the direction of writing; a URL may hold a password.
"""

import re
import unicodedata
from pathlib import PurePath

_URL = re.compile(r"([a-z][a-z0-9+.-]{0,20}://)([^\s\"'<>]+)", re.IGNORECASE)
_USER = re.compile(r"^([^\s/?#:@]*):(?!\d{1,5}(?:[/?#]|$))(?:[^\s/?#]*|\S*)@")
"""A password may hold what ends a host; a port is none."""
_VALUE = re.compile(r"([?&#;])([^=&#;]+)(?:=([^&#;]*))?")
_NOT_STORED = re.compile("[\0\ud800-\udfff]")
_HIDDEN = "***"
_HARMLESS = frozenset({
    "year", "season", "round", "race", "event", "series", "class", "car", "driver", "team",
    "format", "type", "lang", "page", "limit", "offset", "date", "day", "month", "download",
    "host", "hostaddr", "port", "user", "dbname", "sslmode", "connect_timeout", "timeout",
    "application_name", "target_session_attrs", "mode",
})  # fmt: skip
"""Keys of a query whose values are shown: of web pages of results, and of databases."""
_NUMBER = re.compile(r"\d{1,4}")
_OWN_END = re.compile(r"#[0-9a-f]{6}[.,:;)\]]*")
"""What `mask_url` writes at the end."""
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
    Return a path, or a message, as a text that can be stored and sent.

    Bytes of a name that are not UTF-8 become `\xff`. What PostgreSQL does not store, NUL and halves
    of characters, is escaped too; other control characters stay: the text is still the path.
    """
    return _NOT_STORED.sub(lambda char: _escaped(char[0]), str(path))


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
    before, key, value = pair.groups()
    if value is None:  # a word without a key may be the password itself
        says_nothing = key in _HARMLESS or _NUMBER.fullmatch(key) or _OWN_END.fullmatch(pair[0])
        return pair[0] if says_nothing else f"{before}{_HIDDEN}{_end(key)}"
    is_harmless = key.lower() in _HARMLESS or (_NUMBER.fullmatch(value) and not _SECRET.search(key))
    return pair[0] if is_harmless else f"{before}{key}={_HIDDEN}{_end(value)}"


def _end(value: str) -> str:
    """Return the end of a sentence, which is no part of the value."""
    return value[len(value.rstrip(".,:;)]")) :]


def mask_url(url: str) -> str:
    """
    Return a URL as it is shown and stored: without secrets, but not equal to that of another file.

    >>> mask_url("https://example.org/race.csv?token=abc"), mask_url("https://example.org/a?id=7")
    ('https://example.org/race.csv?token=***#7fc471', 'https://example.org/a?id=7')
    """
    import hashlib  # most commands show no URL

    shown = mask(url)
    return shown if shown == url else f"{shown}#{hashlib.sha256(url.encode()).hexdigest()[:6]}"
