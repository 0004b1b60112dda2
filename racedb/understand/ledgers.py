"""Where the cells of a grid go: into rows of its tables, beside them, or into no row of data."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from racedb.table import CELLS, Ledger, Table
from racedb.understand.header import Row
from racedb.understand.rows import Data
from racedb.understand.wide import LAP_COLUMN, SESSION_COLUMN, WHO
from racedb.units.text import filled, filled_cells

if TYPE_CHECKING:
    from racedb.understand.found import Found


def with_ledgers(found: "Found", every: Sequence[Row], body: Sequence[Row], data: Data) -> "Found":
    """
    Count the cells that the frame of the table did not count.

    Those are the cells of laps, sessions and stages that have columns of their own, and of rows
    that are no data or belong to other rows.

    Args:
        found: the tables that are made of a grid.
        every: its rows below the header.
        body: those that are as wide as the table.
        data: what they are.
    """
    main = found.table
    found = found._replace(
        table=_counted(main),
        laps=found.laps and _counted(found.laps),
        parts=[_counted(one) for one in found.parts],
    )
    ledgers = [one.ledger for one in found.tables if one.ledger]
    if len(data.rows) == len(every) and ledgers == [main.ledger]:
        return found
    first = ledgers[0]
    first.left_out = (
        _of_no_part(main, main.ledger.left_out) if main.ledger else _of_no_session(main, data.rows)
    )
    of_body, of_notes = filled_cells(body), filled_cells(data.notes)
    known = sum(it.taken + it.not_data + sum(it.left_out.values()) for it in ledgers)
    first.beside = of_body - of_notes - filled_cells(data.headers) - known
    first.not_data += filled_cells(every) - of_body + of_notes
    return found


def _counted(table: Table) -> Table:
    """Count the cells of a lap or a session; whose they are is in cells of the whole row."""
    if table.ledger is not None:
        return table
    batches = [
        it.with_columns(
            pl.sum_horizontal(
                pl.lit(0), *(filled(pl.col(n)) for n in it.columns if n not in _OF_ROW)
            )
            .cast(pl.UInt32)
            .alias(CELLS)
        )
        for it in table.batches
    ]
    return table._replace(
        batches=batches, ledger=Ledger(taken=sum(int(it[CELLS].sum()) for it in batches))
    )


_OF_ROW = {*WHO, "line", "lap_number"}
"""Columns of a lap or a session that other laps and sessions of its row have, too."""


def _of_no_session(first: Table, rows: Sequence[Row]) -> dict[str, int]:
    """Count what is left out of a table of sessions, which is listed with the first of them."""
    left_out = [it.source for it in first.columns if not it.field and it.source in first.header]
    places = {source: first.header.index(source) for source in left_out}
    return {
        source: filled_cells((0, [cells[n]]) for _, cells in rows) for source, n in places.items()
    }


def _of_no_part(main: Table, left_out: Mapping[str, int]) -> dict[str, int]:
    """Return what is left out, without the columns that are laps or stages."""
    of_parts = {it.source for it in main.columns if it.why in (LAP_COLUMN, SESSION_COLUMN)}
    return {source: cells for source, cells in left_out.items() if source not in of_parts}
