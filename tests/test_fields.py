"""One list of columns: what files state, and the tables that store it."""

import pytest

from racedb.fields import CONTEXT, FIELDS, KINDS, fields_of, stored
from racedb.models import SCHEMA
from racedb.units.cells import CELL_TYPES

_KEYS = {"session_id", "entry_id", "number"}
_ORIGIN = {"import_id", "line"}
_BESIDE = {"row_order", "clean", "running_position", "behind_leader_us"}
"""Columns that an import computes: no report lists them as values."""


@pytest.mark.parametrize("table", ["results", "laps", "pit_stops"])
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
