"""One list of columns: what files state, and the tables that store it."""

import polars as pl
import pytest

from racedb.fields import CONTEXT, FIELDS, KINDS, OF_SESSION, Field, fields_of, stored
from racedb.ingest.context import with_context
from racedb.ingest.normalise import normalise
from racedb.models import SCHEMA
from racedb.units.cells import CELL_TYPES

_KEYS = {"session_id", "entry_id", "number"}
_ORIGIN = {"import_id", "line"}
_BESIDE = {
    "before_penalties",
    "row_order",
    "clean",
    "running_position",
    "behind_leader_us",
    "crew_names",
}
"""Columns that an import computes: no report lists them as values."""


@pytest.mark.parametrize("table", ["results", "laps", "pit_stops", *OF_SESSION])
def test_every_column_that_files_state_has_a_field(table):
    columns = {column.name for column in SCHEMA.tables[table].columns}
    assert set(stored(table)) == columns - _KEYS - _ORIGIN - _BESIDE


def test_a_list_of_entries_has_no_values():
    assert fields_of("entries") == ()


def test_a_column_has_the_same_type_and_label_whichever_field_fills_it():
    for table in ("results", "laps", "pit_stops"):
        for field in fields_of(table):
            for column in field.stored:
                assert stored(table)[column.name] == column


def test_labels_are_words():
    assert stored("results")["gap_laps"].label == "laps down"
    assert stored("results")["points"].label == "points"
    assert stored("laps")["pit_in"].label == "pit in"


def test_types_are_known():
    plain = {"text", "name", "crew", "clock"}
    assert {field.type for field in FIELDS.values()} <= plain | CELL_TYPES.keys()


def test_kinds_are_known_and_the_context_is_a_part_of_every_kind():
    assert {kind for field in FIELDS.values() for kind in field.kinds} == set(KINDS)
    assert all(FIELDS[name].kinds == KINDS for name in CONTEXT)


@pytest.fixture
def new_fields(monkeypatch):
    """Add fields of results, as a program that knows a column more."""
    fields = [
        Field("fuel", "decimal", ("results",), "fuel at the end in litres", "fuel_l"),
        Field("pit_time", "duration", ("results",), "time in the pits", "pit_us"),
        Field("tow", "text", ("results",), "who towed the car", "towed_by"),
    ]
    for field in fields:
        monkeypatch.setitem(FIELDS, field.name, field)
    fields_of.cache_clear()
    yield
    fields_of.cache_clear()


@pytest.mark.usefixtures("new_fields")
def test_a_new_field_with_a_column_needs_no_other_code():
    cells = {"car_number": ["7", "8", "9"], "fuel": ["12.5", None, "x"]}
    cells |= {"pit_time": ["1:02.5", "0", None], "tow": ["Ann", " ", None], "line": [2, 3, 4]}
    text = with_context(pl.DataFrame(cells), {}, {}).with_row_index("row", 1)

    rows, rejects, notes = normalise("results", text)

    columns = ["fuel_l", "pit_us", "towed_by"]
    assert rows.frame.select(columns).rows() == [
        (12.5, 62_500_000, "Ann"),
        (None, None, None),
        (None, None, None),
    ]
    assert rows.stated >= set(columns)
    assert rejects == []
    assert [note.message for note in notes] == ["fuel: 'x' is not a number"]
