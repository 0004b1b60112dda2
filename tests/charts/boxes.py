"""Where the texts of an SVG are, by the widths of the letters of Helvetica."""

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

_WIDTHS = {
    222: "ijl'|", 333: "()-r", 500: "ckvsxyzJ", 556: "abdeghnopquL0123456789–",
    611: "FTZ", 667: "ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 889: "%", 944: "W",
}  # fmt: skip
_WIDTH = {char: width for width, chars in _WIDTHS.items() for char in chars if width != 278}
_WIDTH |= dict.fromkeys(" .,:;/!fIt", 278)
_OTHER = 600
_BOLD = 1.06


class Text(NamedTuple):
    """A text and its box in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def texts(svg: str) -> list[Text]:
    """Return the texts of an SVG, without the white edges of texts."""
    found: list[Text] = []
    _walk(ET.fromstring(svg), 0.0, 0.0, found)
    return found


def overlaps(found: list[Text]) -> list[tuple[str, str]]:
    """Return the pairs of texts whose boxes overlap."""
    return [
        (one.text, other.text)
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if one.left < other.right and other.left < one.right
        and one.top < other.bottom and other.top < one.bottom
    ]  # fmt: skip


def _walk(element: ET.Element, x: float, y: float, found: list[Text]) -> None:
    place = element.get("transform", "")
    if moved := re.search(r"translate\(([-\d.e]+),([-\d.e]+)\)", place):
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag.endswith("}text") and element.get("stroke") != "white":
        lines = [it.text or "" for it in element] or [element.text or ""]
        size = float(str(element.get("font-size")).removesuffix("px"))
        for number, line in enumerate(lines):
            if line and element.get("opacity") != "0":
                is_turned = "rotate(-90)" in place
                found.append(_box(line, x, y + number * size * 1.15, size, element, is_turned))
    for child in element:
        _walk(child, x, y, found)


def _box(text: str, x: float, y: float, size: float, element: ET.Element, is_turned: bool) -> Text:
    width = sum(_WIDTH.get(char, _OTHER) for char in text) / 1000 * size
    width *= _BOLD if element.get("font-weight") == "bold" else 1
    start = {"middle": width / 2, "end": width}.get(element.get("text-anchor", ""), 0.0)
    if is_turned:
        return Text(text, x - size * 0.7, y - width + start, x + size * 0.2, y + start)
    return Text(text, x - start, y - size * 0.7, x - start + width, y + size * 0.2)
