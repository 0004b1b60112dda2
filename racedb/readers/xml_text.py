"""
XML documents that programs wrote: repaired where they are not well-formed, never more than text.

Many say utf-8 and hold cp1252, or control characters. lxml repairs what it can; entities are never
resolved, and a file that declares more than the game's own is refused.
"""

import codecs
import re
from typing import Any

from racedb.counted import counted
from racedb.errors import ReadError
from racedb.readers.reading import Finding, Source

MAX_TAG, MAX_ATTRIBUTES = 20_000, 2_000
"""Letters of a tag that is not looked at, and attributes of a tag."""
MAX_DEPTH = 100
MAX_ELEMENTS, ALL_ATTRIBUTES = 300_000, 1_000_000
"""Elements and attributes of a document: a race of 24 hours has two thirds and half of that."""
_TAG_BEGIN = re.compile(r"<[A-Za-z][\w-]*\s")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FOREIGN_ENTITY = re.compile(r"<!ENTITY(?!\s+rFEnt\s+[\"'])")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", re.DOTALL)


def load(source: Source) -> tuple[Any, str, list[Finding]]:
    """
    Return the root element, the encoding, and a finding where the document was repaired.

    Raises:
        ReadError: it is too big, declares entities, has very many elements or attributes, nests
            too deep, or is no XML that can be repaired.
    """
    source.require_document("an xml document")
    text, encoding = _decoded(source.data[:])
    if _FOREIGN_ENTITY.search(text):
        message = f"{source.path}: declares entities of its own, which no results need; not read"
        raise ReadError(message)
    refuse_long_tags(source, text)
    _refuse_many(source, text)
    clean = _CONTROL.sub(
        "", _DOCTYPE.sub("", re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text), count=1)
    )
    from lxml import etree  # here, for few files need it

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(clean.encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # there is nothing to recover
        root = None
    if root is None:
        message = f"{source.path}: is no xml that can be repaired"
        raise ReadError(message)
    if root.xpath(f"boolean({'/'.join('*' * MAX_DEPTH)})"):
        message = f"{source.path}: nests too deep to be results"
        raise ReadError(message)
    broken = [error for error in parser.error_log if error.level >= 3]  # fatal
    return root, encoding, [_repaired(broken[0])] if broken else []


def _refuse_many(source: Source, text: str) -> None:
    """
    Count what is in a document before it is parsed: each costs up to a kilobyte until it is a cell.

    Raises:
        ReadError: it has too many elements or attributes.
    """
    elements = text.count("<") - sum(map(text.count, ("</", "<!", "<?")))
    attributes = sum(map(text.count, "\"'")) // 2  # a quote before the value and one after it
    if elements > MAX_ELEMENTS or attributes > ALL_ATTRIBUTES:
        message = (
            f"{source.path}: has {counted(elements, 'elements')} and about "
            f"{counted(attributes, 'attributes')}; {MAX_ELEMENTS:,} and {ALL_ATTRIBUTES:,} are the "
            "most"
        )
        raise ReadError(message)


def refuse_long_tags(source: Source, text: str) -> None:
    """
    Look at the attributes of tags before a parser compares each with all before it.

    Raises:
        ReadError: a tag has too many. A text of that length is no tag.
    """
    at = 0
    for part in text.split(">"):
        if len(part) > MAX_TAG and (tag := _TAG_BEGIN.search(part)):
            count = len(part[tag.end() :].split())
            if count > MAX_ATTRIBUTES:
                line = text.count("\n", 0, at + tag.start()) + 1
                message = f"{source.path}:{line}: a tag of {counted(count, 'attributes')}"
                raise ReadError(f"{message}; {MAX_ATTRIBUTES:,} are the most")
        at += len(part) + 1


def _decoded(data: bytes) -> tuple[str, str]:
    """Decode what says utf-8 and is not always: single letters of cp1252 stand between."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def _repaired(error: Any) -> Finding:
    message = f"line {error.line}: is not well-formed xml and was repaired: {error.message}"
    return Finding(code="not-well-formed", line=error.line, message=message)
