"""Bytes to text: what can be proved, and nothing guessed (design: Import, step 2)."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from racedb.errors import ReadError, UsageError
from racedb.readers.text_lines import blocks

if TYPE_CHECKING:
    from mmap import mmap

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MISREAD = "[ÃÂ][\u0080-\u00bf]|â€"
_MOJIBAKE = re.compile(_MISREAD)
_MOJIBAKE_SIGNS = ("Ã", "Â", "â€")
_CANDIDATES = ("cp1252", "cp1250", "mac-roman", "cp437")
_WRONG = "[\udc80-\udcff]"
"""What stands for a wrong byte where they are escaped."""
_BLOCK = 1 << 20
"""So many bytes are looked at together: a file of a gigabyte is never whole in memory."""
SHOWN = 60
"""Characters of a guessed line that an error shows."""


def decode(data: bytes, given: str | None, name: str) -> tuple[str, str]:
    """
    Decode a whole file.

    UTF-8 and UTF-16 prove themselves. Anything else is cp1252 only when every byte above 127 is a
    letter in it that stands beside letters, or a sign that it alone has at that place.

    Args:
        data: the bytes.
        given: an encoding that somebody named; it is used or refused, never replaced.
        name: of the file, for the error.

    Returns:
        the text without a byte order mark, and the name of the encoding.

    Raises:
        ReadError: the encoding cannot be known; the message shows the candidates.
        UsageError: no such encoding.
    """
    if given:
        return _given(data, given, name), given
    found = encoding_of(data, name)
    try:
        text = data.decode(found)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"{name}:{line}: is not valid {found}; the file is damaged, or --encoding tells"
        raise ReadError(message) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        message = f"{name}:{line}: holds a NUL byte; it is not a text file, or it is damaged"
        raise ReadError(message)
    return text, found


def encoding_of(data: "bytes | mmap", name: str) -> str:
    """Name the encoding that the bytes prove, in bounded memory; see `decode`."""
    for bom, encoding in _BOMS:
        if data[: len(bom)] == bom:
            return encoding
    if wide := _wide(data[:4096]):
        return wide
    wrong = _not_utf8(data)
    if wrong is None:
        return "utf-8"
    if _is_cyrillic(data[:_BLOCK]):
        return "cp1251"
    if all(map(_is_cp1252, _line_blocks(data))):
        return "cp1252"
    raise _unknown(data, wrong, name)


_SIGNS = "\u00c0-\u00ff³¹¿¶±¼½¾"
_WORD = re.compile(rf"(?<![A-Za-z{_SIGNS}])[A-Za-z]*[{_SIGNS}][A-Za-z{_SIGNS}]*")
"""A word with a letter that is none of ASCII."""
_CENTRAL = re.compile(
    "õ(?!e)|(?<![oa])û|[ìù](?=[a-z])|^è(?!v)|[áíýìè].*ø|ø.*[áíýìè]|[a-zß-ÿ][³¹¿¶±¼½¾][a-zß-ÿ]"
)
"""What no word of Western Europe has, or few have, and words of Central Europe have in cp1250."""
_TURKISH = re.compile("[ðþ]|ý(?=[a-z])")
_ICELANDIC = re.compile("[áéíóúæ]|(?:sson|ur)$")


def other_code_page(data: "bytes | mmap") -> tuple[int, str, str] | None:
    """
    Look for a word of a file in cp1252 that another code page explains better.

    Returns:
        its line, the word as it is read, and the other encoding; None where there is none.
    """
    line = 1
    for block in _line_blocks(data):
        text = block.decode("cp1252", "replace")
        for found in _WORD.finditer(text):
            if other := _code_page_of(found[0].lower()):
                return line + text.count("\n", 0, found.start()), found[0], other
        line += text.count("\n")
    return None


def _code_page_of(word: str) -> str | None:
    if _CENTRAL.search(word) and "ã" not in word:
        return "cp1250"
    return "cp1254" if _TURKISH.search(word) and not _ICELANDIC.search(word) else None


def wrong_at(text: bytes) -> int | None:
    """Return the place of the first byte that is not UTF-8; None: all is."""
    try:
        pl.Series([text], dtype=pl.Binary).cast(pl.String)  # to decode it takes 15 times that
    except pl.exceptions.ComputeError:
        right = re.split(_WRONG, text.decode(errors="surrogateescape"), maxsplit=1)[0]
        return len(right.encode())
    return None


def _not_utf8(data: "bytes | mmap") -> int | None:
    """Look at a file in bounded memory."""
    begun = b""
    for start, block in blocks(data, _BLOCK):
        text = begun + block
        end = len(text) if start + _BLOCK >= len(data) else len(text) - _begun(text)
        if (at := wrong_at(text[:end])) is not None:
            return start - len(begun) + at
        begun = text[end:]
    return None


def _begun(text: bytes) -> int:
    """Count the bytes at the end that may be of a letter whose other bytes are still to come."""
    for count, byte in enumerate(reversed(text[-3:]), start=1):
        if byte >= 0xC0:
            return count
        if byte < 0x80:
            break
    return 0


def _line_blocks(data: "bytes | mmap") -> Iterator[bytes]:
    """Cut a file at line ends, so that what stands beside a letter stays beside it."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _BLOCK) + 1 or len(data)
        yield data[start:end]
        start = end


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: nearly every other byte is zero."""
    if len(head) < 4 or len(head) % 2:
        head = head[:-1] if len(head) % 2 else head
    half = len(head) // 2
    if not half:
        return None
    if head[1::2].count(0) > 0.6 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.6 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _is_cyrillic(data: bytes) -> bool:
    """
    Recognise cp1251 by words that are above 127 as a whole.

    No name of Western Europe is written so: an accent stands among plain letters.
    """
    words = re.findall(rb"[A-Za-z\x80-\xff]{3,}", data)
    above = [word for word in words if re.search(rb"[\xc0-\xff]", word)]
    whole = [word for word in above if re.fullmatch(rb"[\xa8\xb8\xc0-\xff]+", word)]
    return len(whole) >= 2 and len(whole) >= 0.9 * len(above)


def _is_cp1252(data: bytes) -> bool:
    """Prove cp1252: letters beside letters, or signs that other encodings do not have there."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    for found in re.finditer(r"[^\x00-\x7f]", text):
        sign = found.group()
        beside = (
            text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
        )
        if sign.isalpha():
            if "\u00c0" <= sign <= "\u00ff" and any(c.isalpha() for c in beside):
                continue
            return False
        if unicodedata.category(sign)[0] not in "PSZ" and sign not in "ªº²³¹¼½¾":
            return False
    return True


def _unknown(data: "bytes | mmap", at: int, name: str) -> ReadError:
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    raw = data[start : end if end >= 0 else len(data)]
    line = sum(data[n : min(n + _BLOCK, at)].count(b"\n") for n in range(0, at, _BLOCK)) + 1
    guesses = "; ".join(
        f"--encoding {encoding}: {raw.decode(encoding, 'replace').strip()[:SHOWN]!r}"
        for encoding in _CANDIDATES
    )
    return ReadError(
        f"{name}:{line}: the encoding cannot be known; say which reads right: {guesses}"
    )


def known(given: str) -> str:
    """
    Return the name of an encoding if Python has it.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        codecs.lookup(given)
    except LookupError:
        message = f"--encoding {given!r} is not an encoding; try utf-8, utf-16, cp1252, latin-1"
        raise UsageError(message) from None
    return given


def _given(data: bytes, given: str, name: str) -> str:
    try:
        text = data.decode(known(given))
    except UnicodeError as error:
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        message = f"{name}:{line}: is not valid {given}; try another --encoding"
        raise ReadError(message) from None
    return text.removeprefix("\ufeff")


def mojibake(text: str) -> int | None:
    """Return the line of the first text that was decoded wrongly long ago (MÃ¼ller); None: none."""
    if not any(sign in text for sign in _MOJIBAKE_SIGNS):  # ten times faster than the pattern
        return None
    found = _MOJIBAKE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def utf8_mojibake(data: bytes) -> int | None:
    """Look for the same in UTF-8: each of the signs has one of two bytes, which are found fast."""
    if b"\x82" not in data and b"\x83" not in data:
        return None
    text = pl.Series([data], dtype=pl.Binary).cast(pl.String)
    return mojibake(data.decode()) if text.str.contains(_MISREAD)[0] else None


def head_text(head: bytes) -> str:
    """Return the beginning of a file as text, wrong bytes replaced; '' when it is binary."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head.decode(encoding, "replace")
    if wide := _wide(head[:4096]):
        return head.decode(wide, "replace")
    if b"\0" in head or head.startswith((b"PK\x03\x04", b"\x89PNG", b"PAR1", b"%PDF")):
        return ""
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.start > len(head) - 4
        return head.decode("utf-8" if cut else "cp1252", "ignore" if cut else "replace")
