"""Which layout of its circuit an event was driven on."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from racedb import reference
from racedb.db.rows import TABLES, NewRows
from racedb.errors import UsageError
from racedb.ingest.context import Context
from racedb.reference import Layout
from racedb.text_keys import fold

_ROUNDED = 0.001
"""The share of a length by which sources may differ: they round to 10 m, or convert miles."""
_YEARS = re.compile(r"( \d{4}s?)+$")


class Layouts:
    """The layouts of the database, and those that this load adds."""

    def __init__(self, rows: NewRows) -> None:
        """Read the layouts."""
        self._rows = rows
        self._by_circuit: dict[int, dict[str, tuple[int, Layout]]] = {}
        """Id and layout, by circuit and name."""
        table = TABLES["layouts"]
        names = ("circuit_id", "id", "name", "length_m", "valid_from", "valid_to")
        statement = sa.select(*(table.c[name] for name in names))
        for circuit, number, *values in rows.ask("layouts", statement):
            one = Layout(*values)
            self._by_circuit.setdefault(circuit, {})[one.name] = (number, one)

    def find_or_add(
        self, circuit_id: int, context: Context, year: str, day: date | None
    ) -> int | None:
        """
        Find or add the layout that was driven; None: it cannot be told.

        It is the one of that name, else the one in use at that time; of several, the one that the
        circuit or the event names ('Bugatti', '24 Hours'), then the one of that length. A length
        that none in use has is a layout of its own, never that of another time.

        Args:
            circuit_id: its circuit.
            context: with a circuit, and perhaps layout and length_m.
            year: of the event.
            day: its first day, if that is known.

        Raises:
            UsageError: the length is not one.
        """
        circuit, name = str(context["circuit"]), context.get("layout")
        length_m = _metres(context.get("length_m"))
        stored = self._by_circuit.setdefault(circuit_id, {})
        shipped = {one.name: one for one in reference.layouts_of(circuit)}
        known = [_with_words(one, shipped.get(one.name)) for _, one in stored.values()]
        known += [one for one in shipped.values() if one.name not in stored]
        in_use = [one for one in known if one.in_use(day, int(year))] if year.isdecimal() else known
        if name:
            found = _named(name, length_m, in_use) or _named(name, length_m, known)
        else:
            found = _said(context, length_m, in_use)
        if found is None and length_m is not None:
            found = _new(name or f"{length_m} m", length_m, {*stored, *shipped})
        if found is None:
            return None
        if found.name not in stored:
            stored[found.name] = (self._add(circuit_id, found), found)
        return stored[found.name][0]

    def _add(self, circuit_id: int, layout: Layout) -> int:
        values = {name: value for name, value in layout._asdict().items() if name != "words"}
        return self._rows.add("layouts", {"circuit_id": circuit_id, **values})


def _with_words(stored: Layout, shipped: Layout | None) -> Layout:
    """Return a stored layout with the words that mean it."""
    return stored._replace(words=shipped.words) if shipped else stored


def _named(name: str, length_m: int | None, layouts: Sequence[Layout]) -> Layout | None:
    """Return the layout of a name, with or without its years, and of the length if one is given."""
    fitting = [one for one in layouts if length_m is None or _is_as_long(one, length_m)]
    exact = (one for one in fitting if fold(one.name) == fold(name))
    without_years = (one for one in fitting if _YEARS.sub("", fold(one.name)) == fold(name))
    return next(exact, None) or next(without_years, None)


def _said(context: Context, length_m: int | None, in_use: Sequence[Layout]) -> Layout | None:
    """Return the layout that circuit, event and length tell, of those in use."""
    text = f" {fold(context['circuit'] or '')} {fold(context.get('event') or '')} "
    said = [one for one in in_use if any(f" {word} " in text for word in one.words)] or in_use
    if length_m is not None:
        said = [one for one in said if _is_as_long(one, length_m)]
        return min(said, key=lambda one: abs(one.length_m - length_m), default=None)
    # What somebody stated for one event says nothing of others.
    known = [one for one in said if one.valid_from]
    return known[0] if len(known) == 1 else None


def _is_as_long(layout: Layout, length_m: int) -> bool:
    return abs(layout.length_m - length_m) <= _ROUNDED * layout.length_m


def _new(name: str, length_m: int, taken: Iterable[str]) -> Layout:
    """Return a layout that nobody knows; another length of a known name is told in its name."""
    return Layout(f"{name} ({length_m} m)" if name in taken else name, length_m, None, None)


def _metres(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return round(float(text.replace(",", ".")))
    except ValueError:
        raise UsageError(f"length_m: {text!r} is not a length in metres like 7004") from None
