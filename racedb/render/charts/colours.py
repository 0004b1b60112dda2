"""Colours that mean something: of classes, compounds and makers as the sport has them."""

from collections.abc import Sequence
from math import dist

GREY = "#A3A3A3"
"""Of what has no colour of its own: others, not known."""
# The colours of Okabe and Ito and similar ones, which colour-blind people can distinguish too.
PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F3C8D", "#8C6D31",
    "#4D4D4D", "#B2182B", "#1B7837", "#F0C808", "#5E60CE", "#00A6A6", "#A6611A", "#FF7F91",
    "#7A9E00", "#003F5C", "#C51B7D", "#999999",
)  # fmt: skip
_KNOWN = {
    # classes
    "#B2182B": ("hypercar", "lmh", "lmdh", "gtp", "dpi", "lmp1", "lmp1-h", "p", "gt1", "lmp900"),
    "#0072B2": ("lmp2", "pc", "lmp675", "gt2"),
    "#7F3C8D": ("lmp3",),
    "#009E73": ("lmgte pro", "gtepro", "gtlm", "gtd pro", "gtdpro", "pro", "gts", "intermediate",
                "finished"),
    "#E69F00": ("lmgte am", "gteam", "gtd", "lmgt3", "am", "gt3", "gt"),
    "#56B4E9": ("pro-am", "pro am", "silver", "gt4"),
    # compounds
    "#DA291C": ("soft", "s", "ferrari"),
    "#E0B400": ("medium", "m", "jordan"),
    "#8E8E8E": ("hard", "h"),
    "#1565C0": ("wet", "w", "williams"),
    # makers and teams, by the first word of their names
    "#00A19B": ("mercedes",),
    "#1E2F5C": ("red",),
    "#FF8000": ("mclaren",),
    "#006F62": ("aston", "jaguar"),
    "#E667A8": ("alpine",),
    "#5C8AE6": ("rb", "alphatauri", "toro"),
    "#F2B800": ("renault",),
    "#3C9D1F": ("benetton",),
    "#6E1023": ("alfa",),
    "#7A8B99": ("haas",),
    "#1F1F1F": ("lotus",),
}  # fmt: skip
_COLOURS = {name: colour for colour, known in _KNOWN.items() for name in known}
_GREYS = {"others": GREY, "not known": "#D9D9D9"}
_NEAR = 70.0
"""Colours nearer than this look alike."""


def colours(names: Sequence[str]) -> list[str]:
    """
    Return a colour for each name: of the sport if it has one, else those that differ most.

    >>> colours(["LMP2", "Bo Li", "others"])
    ['#0072B2', '#D55E00', '#A3A3A3']
    """
    chosen: dict[str, str] = {}
    for name in names:
        colour = _known(name)
        if name in _GREYS:
            chosen[name] = _GREYS[name]
        elif colour and all(_apart(colour, it) > _NEAR for it in chosen.values()):
            chosen[name] = colour
    for name in names:
        if name not in chosen:
            chosen[name] = _free([*chosen.values()])
    return [chosen[name] for name in names]


def _known(name: str) -> str | None:
    words = name.lower()
    return _COLOURS.get(words) or _COLOURS.get(words.split(" ")[0] if words else "")


def _free(taken: Sequence[str]) -> str:
    """Return the first colour of the palette that looks like none of those, or the least used."""
    for colour in PALETTE:
        if all(_apart(colour, it) > _NEAR for it in taken):
            return colour
    unused = [colour for colour in PALETTE if colour not in taken]
    return (unused or sorted(PALETTE, key=taken.count))[0]


def rgb(colour: str) -> tuple[int, int, int]:
    """
    Return red, green and blue.

    >>> rgb("#0072B2")
    (0, 114, 178)
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _apart(one: str, other: str) -> float:
    return dist(rgb(one), rgb(other))


def ink_on(fill: str) -> str:
    """
    Return a colour of text that can be read on another colour.

    >>> ink_on("#0072B2"), ink_on("#F0C808")
    ('white', '#222222')
    """
    red, green, blue = rgb(fill)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else "#222222"
