"""Which layout of its circuit an event was driven on."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from racedb import reference
from racedb.db.rows import TABLES, NewRows
from racedb.errors import UsageError
from racedb.identity.registry import Registry
from racedb.ingest.context import Context
from racedb.text_keys import fold


class _Layout(NamedTuple):
    id: int
    name: str
    length_m: float

    def fits(self, name: str | None, length_m: float | None) -> bool:
        """Return whether this may be the layout of that name and length, as far as known."""
        same_name = name is None or fold(self.name) == fold(name)
        return same_name and (length_m is None or self.length_m == length_m)


class Layouts:
    """The layouts of the database, and those that this load adds."""

    def __init__(self, rows: NewRows, registry: Registry) -> None:
        """Read the layouts."""
        self._rows, self._registry = rows, registry
        self._by_circuit: dict[int, list[_Layout]] = {}
        table = TABLES["layouts"]
        columns = (table.c[name] for name in ("circuit_id", "id", "name", "length_m"))
        for circuit, *layout in rows.ask("layouts", sa.select(*columns)):
            self._by_circuit.setdefault(circuit, []).append(_Layout(*layout))

    def find_or_add(self, context: Context, year: str, day: date | None) -> int | None:
        """
        Find or add the layout that was driven; None: it cannot be told.

        With a length it is the layout of that length, else the only one known to be in use at that
        time. The circuit alone does not tell which layout it was.

        Args:
            context: with a circuit, and perhaps layout and length_m.
            year: of the event.
            day: its first day, if that is known.

        Raises:
            UsageError: the length is not one.
        """
        circuit = str(context["circuit"])
        circuit_id = self._registry.find_or_add_circuit(circuit)
        name, length_m = context.get("layout"), _metres(context.get("length_m"))
        if name is None and length_m is None:
            in_use = _in_use(circuit, year, day)
            if in_use is None:
                return None
            name, length_m = in_use.name, in_use.length_m
        if length_m is None:
            length_m = _length_of(circuit, name or "")
        # What is stored comes first: an event keeps the layout that an earlier file has named.
        for layout in self._by_circuit.get(circuit_id, []):
            if layout.fits(name, length_m):
                return layout.id
        return None if length_m is None else self._add(circuit, circuit_id, name, length_m)

    def _add(self, circuit: str, circuit_id: int, name: str | None, length_m: int) -> int:
        shipped = {one.name: one for one in reference.layouts_of(circuit)}
        same_length = (one.name for one in shipped.values() if one.length_m == length_m)
        name = name or next(same_length, f"{length_m} m")
        row = {"circuit_id": circuit_id, "name": name, "length_m": length_m}
        if name in shipped and shipped[name].length_m == length_m:
            row |= {"valid_from": shipped[name].valid_from, "valid_to": shipped[name].valid_to}
        layout = _Layout(self._rows.add("layouts", row), name, length_m)
        self._by_circuit.setdefault(circuit_id, []).append(layout)
        return layout.id


def _in_use(circuit: str, year: str, day: date | None) -> reference.Layout | None:
    """Return the only layout of a circuit that is known to be in use at a time."""
    shipped = reference.layouts_of(circuit) if year.isdecimal() else ()
    in_use = [one for one in shipped if one.in_use(day, int(year))]
    return in_use[0] if len(in_use) == 1 else None


def _length_of(circuit: str, name: str) -> int | None:
    """Return the length of a layout that is known by its name, in metres."""
    shipped = reference.layouts_of(circuit)
    return next((one.length_m for one in shipped if fold(one.name) == fold(name)), None)


def _metres(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return round(float(text.replace(",", ".")))
    except ValueError:
        raise UsageError(f"length_m: {text!r} is not a length in metres like 7004") from None
