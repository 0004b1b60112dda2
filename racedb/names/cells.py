"""Cells that hold more than a name: marks and footnotes, crews, an entrant and a team, a number."""

import re
from typing import TYPE_CHECKING

from racedb.reference.countries import country_code
from racedb.text_keys import fold

if TYPE_CHECKING:
    import polars as pl

_MARK_BEHIND = re.compile(
    r"\s*(?:\((?:[RWCGJPNi]|RY)\)|\[\s?(?:(?:n|nb|note|fn)\s?)?\w{1,2}\s?\]|[#*†‡§¶^⁎¹²³⁰⁴-⁹]+)$"
)
_MARK_BEFORE = re.compile(r"^(?:[*†‡§¶]+|#+(?=\s*[^\W\d]))\s*")

_NOBODY = {"", "tba", "tbc", "tbd", "nn", "n/a", "na", "?", "to be announced", "to be confirmed"}
_BRACKETS = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,20}?)\s*[)\]]")
_BETWEEN_ANY = re.compile(r"\s*(?:\n|\\n|<br ?/?>|/|\||&|;|\s(?:and|und|et)\s)\s*")
# These also stand inside a name or a surname: they part only names of two words and more.
_BETWEEN_FULL = re.compile(r"\s+[-–—+]\s+|\s+[ey]\s+|\s*,\s*")
_SUFFIX = re.compile(r",?\s*(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"(?:van|von|de|di|da|del|den|der|ten|ter|la|le|dos?)\b", re.IGNORECASE)

_REMARKS = ("private entrant", "private entry", "private", "works", "privatfahrer", "prive")

_NUMBERED = re.compile(
    r"(?:(?:no|nr|n[°ºo]|num|car)\.?|№|#)\s*([0-9]{1,3}[A-Za-z]?)\b[\s:,.-]*(?=\S)", re.IGNORECASE
)


def unmarked(text: str) -> str:
    """
    Take marks and footnotes off a name: '(R)', '(W)', '#', '*', '†', '[2]', '[note 1]'.

    >>> unmarked("Dale Earnhardt Jr. (R)[2] *")
    'Dale Earnhardt Jr.'
    """
    name = " ".join(text.split())
    while (shorter := _MARK_BEHIND.sub("", _MARK_BEFORE.sub("", name))) not in ("", name):
        name = shorter
    return name


def split_crew(cell: str) -> list[str]:
    """
    Take the names of a crew in one cell apart, in their order.

    Between names stand a line break (also a literal backslash-n), '/', '|', '&', ';', 'and', 'und'
    or 'et'; ' - ', '+', 'e', 'y' and commas only where all the names they part are full ones, so
    that 'Surname, Given' and 'Davis, Jr.' stay whole. Nationalities in brackets and marks are taken
    off; TBA, N.N. and other nobodies left out.

    >>> split_crew("Jacky Ickx (BEL) / Derek Bell (R) / TBA")
    ['Jacky Ickx', 'Derek Bell']
    """
    if fold(cell) in _NOBODY:
        return []
    bare = _BRACKETS.sub(_unless_country, cell)
    names = [name for part in _BETWEEN_ANY.split(bare) for name in _full_names(part)]
    cleaned = [unmarked(name.strip(" ,\t")) for name in names]
    return [name for name in cleaned if fold(name) not in _NOBODY]


def crews(text: "pl.Expr") -> "pl.Expr":
    """Take the crew of every cell apart, as `split_crew` does: List of String, NULL for NULL."""
    import polars as pl

    def split(cells: pl.Series) -> pl.Series:
        # Crews repeat from session to session: each distinct cell is taken apart once.
        distinct = cells.drop_nulls().unique()
        names = pl.Series([split_crew(cell) for cell in distinct], dtype=pl.List(pl.String))
        taken = pl.DataFrame({"cell": distinct, "names": names})
        found = (
            cells.alias("cell").to_frame().join(taken, on="cell", how="left", maintain_order="left")
        )
        return found["names"]

    return text.map_batches(split, pl.List(pl.String))


def entrant_and_team(cell: str) -> tuple[str | None, str]:
    """
    Take 'Entrant (Team)' apart.

    A country, 'private entrant' and the initials of what stands before are no team: they are left
    out, and the cell is the team.

    >>> entrant_and_team("Michael Cullen (Rosso Corsa)"), entrant_and_team("Joest Racing (D)")
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


def number_and_team(cell: str) -> tuple[str | None, str]:
    """
    Take a car number in front of a team off.

    >>> number_and_team("No. 8 Audi Sport Team Joest"), number_and_team("#007 Drayson Racing")
    (('8', 'Audi Sport Team Joest'), ('007', 'Drayson Racing'))
    """
    name = " ".join(cell.split())
    found = _NUMBERED.match(name)
    return (found[1], name[found.end() :]) if found else (None, name)


def _full_names(part: str) -> list[str]:
    """Part names that are full ones; anything else is one name."""
    pieces: list[str] = []
    for piece in _BETWEEN_FULL.split(part):
        if pieces and _SUFFIX.fullmatch(piece):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    are_full = all(len(piece.split()) > 1 for piece in pieces)
    is_turned = len(pieces) == 2 and "," in part and _SURNAME_FIRST.match(part)
    return pieces if are_full and not is_turned else [part]


def _unless_country(found: re.Match[str]) -> str:
    return "" if _is_country(found[1]) else found[0]


def _is_country(text: str) -> bool:
    """Say whether a bracket holds a nationality: a country, its code or a vehicle letter (D, F)."""
    return bool(re.fullmatch(r"[A-Z]{1,2}", text)) or all(
        country_code(part) is not None for part in re.split(r"[/,]", text)
    )
