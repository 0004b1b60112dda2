"""The marks of markdown in a cell: what is left is the text."""

import re

_TARGET = r"\((?:[^()]|\([^()]*\))*\)(?:\{[^}]{0,200}\})?"
"""Of a link; addresses have parentheses: .../Ann_Berg_(driver)."""
# No pattern may look through the whole cell from each of its characters: cells may be hostile.
_MARKS = (
    (re.compile(rf"!\[[^\[\]]*\]{_TARGET}"), ""),  # pictures: flags
    (re.compile(rf"\[([^\[\]]*)\]{_TARGET}"), r"\1"),  # links
    (
        re.compile(r"<sup>(?:(?!<sup>).)*?</sup>|\^\[?[^\]^]{1,6}\]?\^|\[\^[^\[\]]+\]"),
        "",
    ),  # footnotes
    (re.compile(r"<br ?/?>|\\$", re.MULTILINE), "\n"),
    (re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1", re.DOTALL), r"\2"),  # bold
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![\w*])"), r"\1"),  # italics
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~^'\"@$])"), r"\1"),  # escapes
)


def plain(cell: str) -> str:
    """Remove links, pictures, bold, footnotes and escapes from a cell; line breaks stay."""
    for mark, instead in _MARKS:
        cell = mark.sub(instead, cell)
    return "\n".join(line for line in (" ".join(x.split()) for x in cell.split("\n")) if line)
