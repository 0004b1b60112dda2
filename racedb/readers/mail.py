"""
Mails that a mail program saved (.eml): what is packed in them is taken out.

A mail of plain text is a text, and needs no reader: `numbered_list`, `plain_text` and `pipe` read
it as it is. One of several parts, or with encoded text, is its only attachment, or its page.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from racedb.errors import ReadError
from racedb.readers.reading import Source

_BEGINS = re.compile(rb"[A-Z][\w-]{1,40}:[ \t].*\r?\n")
_IS_MAIL = re.compile(rb"(?im)^(?:from|received|return-path|message-id|mime-version): ")
_IS_PACKED = re.compile(
    rb"(?im)^content-(?:type: *(?:multipart/|text/html)"
    rb"|transfer-encoding: *(?:base64|quoted-printable))"
)
_ATTACHED = (
    ".csv", ".tsv", ".txt", ".xlsx", ".ods", ".pdf", ".json", ".xml", ".html", ".htm", ".md",
    ".gz", ".zip", ".yml", ".yaml",
)  # fmt: skip
"""Extensions of attachments that may be results; logos and cards are left."""
_NAMED = 5


def is_packed(source: Source) -> bool:
    """Say whether a file is a mail whose text is not there as it is."""
    head = bytes(source.data[:8192])
    return bool(_BEGINS.match(head) and _IS_MAIL.search(head) and _IS_PACKED.search(head))


def taken_out(source: Source) -> Source:
    """
    Return the attachment of a mail, or its page, or its text.

    Raises:
        ReadError: it is too big, has several attachments, or has nothing that can be read.
    """
    source.require_document("a mail")
    try:
        parts = [part for part in message_from_bytes(source.data[:]).walk() if _holds_data(part)]
    except (RecursionError, ValueError, LookupError) as error:
        message = f"{source.path}: is a damaged mail: {error}"
        raise ReadError(message) from None
    attached = [part for part in parts if Path(_name(part)).suffix.lower() in _ATTACHED]
    if len(attached) > 1:
        names = ", ".join(map(_name, attached[:_NAMED])) + (
            " ..." if len(attached) > _NAMED else ""
        )
        message = f"{source.path}: is a mail with {len(attached)} files ({names}); save them first"
        raise ReadError(message)
    chosen = attached or _of_type(parts, "text/html") or _of_type(parts, "text/plain")
    if not chosen:
        message = f"{source.path}: is a mail without a text or a file in it"
        raise ReadError(message)
    part = chosen[0]
    name = _name(part) or f"{source.path.stem}.{part.get_content_subtype()}"
    return replace(source, data=_content(part), inner_name=name, is_packed=True)


def _holds_data(part: Message) -> bool:
    return not part.is_multipart()


def _name(part: Message) -> str:
    return part.get_filename() or ""


def _of_type(parts: Sequence[Message], kind: str) -> list[Message]:
    """List the parts of a type, a page only where it has a table."""
    return [
        part
        for part in parts
        if part.get_content_type() == kind
        and (kind == "text/plain" or b"<table" in _content(part).lower())
    ]


def _content(part: Message) -> bytes:
    """Return the bytes of a part; a text in UTF-8, as far as it is what it says that it is."""
    found = part.get_payload(decode=True)
    data = found if isinstance(found, bytes) else b""
    charset = part.get_content_charset()
    if charset is None or part.get_content_maintype() != "text":
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, ValueError):
        return data
