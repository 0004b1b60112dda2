"""Counts have their nouns: 1 row, 2 rows."""

import pytest

from racedb.counted import counted

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("count", "nouns", "text"),
    [(1, "rows", "1 row"), (0, "rows", "0 rows"), (2, "cells", "2 cells"), (1, "entries", "1 entry"),
     (1, "series", "1 series"), (1, "classes", "1 class"), (1, "other columns", "1 other column"),
     (1_024, "laps", "1,024 laps"), (1, "tries", "1 try")],
)  # fmt: skip
def test_one_is_singular(count, nouns, text):
    assert counted(count, nouns) == text


def test_a_load_of_one_row_says_so(run, tmp_path):
    (tmp_path / "a.csv").write_text("Pos,No,Driver,Laps,Foo\n1,7,Ann Berg,9,x\n")
    about = ("--series", "S", "--season", "2024", "--event", "E", "--session", "Race")

    ran = run("load", "--db", tmp_path / "x.db", tmp_path / "a.csv", *about)

    assert "  1 row read: 1 new, 0 changed, 0 same, 0 rejected\n" in ran.stderr
