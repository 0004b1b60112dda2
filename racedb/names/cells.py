"""Cells that hold more than a name: marks and footnotes, a crew, an entrant and a team."""

import re
from typing import TYPE_CHECKING

from racedb.reference.countries import country_code
from racedb.text_keys import fold

if TYPE_CHECKING:
    import polars as pl

_MARK_AFTER = re.compile(
    r"\s*(?:\((?:[A-Za-z]|RY)\)|\[[A-Z\d]{2,5}\]|\[\s?(?:(?:n|nb|note|fn)\s?)?\w{1,2}\s?\]|[#*†‡§¶^⁎¹²³⁰⁴-⁹]+)$"
)
_MARK_BEFORE = re.compile(r"^(?:[*†‡§¶]+|#+(?=\s*[^\W\d]))\s*")

_NOBODY = {"", "tba", "tbc", "tbd", "nn", "n/a", "na", "?", "to be announced", "to be confirmed"}
_BRACKETS = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,20}?)\s*[)\]]")
_SEPARATOR = re.compile(r"\s*(?:\n|\\n|<br ?/?>|/|\||&|;|\s(?:and|und|et)\s)\s*")
# These are also found inside a name: they separate only names of two words and more.
_SEPARATOR_OF_FULL_NAMES = re.compile(r"\s+[-–—+]\s+|\s+[ey]\s+|\s*,\s*")
_SUFFIX = re.compile(r",?\s*(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"(?:van|von|de|di|da|del|den|der|ten|ter|la|le|dos?)\b", re.IGNORECASE)

_REMARKS = ("private entrant", "private entry", "private", "works", "privatfahrer", "prive")


def strip_marks(text: str) -> str:
    """
    Strip marks and footnotes from a name: '(R)', '(W)', '#', '*', '†', '[2]', '[note 1]'.

    >>> strip_marks("Dale Earnhardt Jr. (R)[2] *")
    'Dale Earnhardt Jr.'
    """
    name = " ".join(text.split())
    while (shorter := _MARK_AFTER.sub("", _MARK_BEFORE.sub("", name))) not in ("", name):
        name = shorter
    return name


def split_crew(cell: str) -> list[str]:
    """
    Split a crew in one cell into names.

    Names are separated by a line break (also a literal backslash-n), '/', '|', '&', ';', 'and',
    'und' or 'et'. ' - ', '+', 'e', 'y' and commas separate only names that are all full ones, so
    that 'Surname, Given' and 'Davis, Jr.' stay whole. Nationalities in brackets and marks are
    stripped; TBA, N.N. and the like are left out.

    >>> split_crew("Jacky Ickx (BEL) / Derek Bell (R) / TBA")
    ['Jacky Ickx', 'Derek Bell']
    """
    if fold(cell) in _NOBODY:
        return []
    bare = _BRACKETS.sub(_unless_country, cell)
    names = [name for part in _SEPARATOR.split(bare) for name in _full_names(part)]
    cleaned = [strip_marks(name.strip(" ,\t")) for name in names]
    return [name for name in cleaned if fold(name) not in _NOBODY]


def split_crews(text: "pl.Expr") -> "pl.Expr":
    """Split the crew in every cell, as `split_crew` does: List of String, NULL for NULL."""
    import polars as pl

    def split(cells: pl.Series) -> pl.Series:
        # Crews repeat from session to session: each distinct cell is split once.
        distinct = cells.drop_nulls().unique()
        names = pl.Series([split_crew(cell) for cell in distinct], dtype=pl.List(pl.String))
        taken = pl.DataFrame({"cell": distinct, "names": names})
        found = (
            cells.alias("cell").to_frame().join(taken, on="cell", how="left", maintain_order="left")
        )
        return found["names"]

    return text.map_batches(split, pl.List(pl.String))


def split_entrant(cell: str) -> tuple[str | None, str]:
    """
    Split 'Entrant (Team)'.

    A country, 'private entrant' and the initials of the name before are no team: they are left out,
    and the cell is the team.

    >>> split_entrant("Michael Cullen (Rosso Corsa)"), split_entrant("Joest Racing (D)")
    (('Michael Cullen', 'Rosso Corsa'), (None, 'Joest Racing'))
    """
    name = " ".join(cell.split())
    found = re.fullmatch(r"(\S.*?)\s*\(\s*([^()]*[^\W\d_][^()]*?)\s*\)", name)
    if not found:
        return None, name
    entrant, team = found.groups()
    initials = "".join(word[0] for word in fold(entrant).split())
    if _is_country(team) or fold(team) in (*_REMARKS, initials):
        return None, entrant
    return entrant, team


def _full_names(part: str) -> list[str]:
    """Split a text into full names; if one of them is not full, the text is one name."""
    pieces: list[str] = []
    for piece in _SEPARATOR_OF_FULL_NAMES.split(part):
        if pieces and _SUFFIX.fullmatch(piece):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    # Three surnames are nobody's name: 'Surname, Given' has two parts.
    are_surnames = len(pieces) > 2 and all(len(piece.split()) == 1 for piece in pieces)
    are_full = are_surnames or all(len(piece.split()) > 1 for piece in pieces)
    is_surname_first = len(pieces) == 2 and "," in part and _SURNAME_FIRST.match(part)
    return pieces if are_full and not is_surname_first else [part]


def _unless_country(found: re.Match[str]) -> str:
    return "" if _is_country(found[1]) else found[0]


def _is_country(text: str) -> bool:
    """Return whether a bracket is a nationality: a country, its code or a vehicle letter (D, F)."""
    return bool(re.fullmatch(r"[A-Z]{1,2}", text)) or all(
        country_code(part) is not None for part in re.split(r"[/,]", text)
    )
