"""Times of results beside each other: totals, gaps, laps behind, laps covered, best laps."""

import pytest

from tests.ingest.samples import QUALIFYING, RACE
from tests.ingest.test_values import result_of

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("header", "cells", "stored"),
    [
        # With the laps of each row, arithmetic tells.
        (
            "Pos,No,Driver,Laps,Time",
            (
                "1,1,A B,60,1:30:00.0",
                "2,2,C D,49,49 laps",
                "3,3,E F,41,19 laps",
                "Ret,4,G H,12,12 Runden",
            ),
            [(60, None), (49, None), (41, 19), (12, None)],
        ),
        # Without them: laps covered fall, laps behind grow.
        (
            "Pos,No,Driver,Time",
            ("1,1,A B,3:16:10.0", "2,2,C D,49 laps", "3,3,E F,48 laps", "Ret,4,G H,41 laps"),
            [(None, None), (49, None), (48, None), (41, None)],
        ),
        (
            "Pos,No,Driver,Time",
            ("1,1,A B,3:16:10.0", "2,2,C D,1 lap", "3,3,E F,3 laps", "4,4,G H,11 laps"),
            [(None, None), (None, 1), (None, 3), (None, 11)],
        ),
        # A sign says that they are behind; a car without a place may have the laps that it covered.
        (
            "Pos,No,Driver,Time",
            ("1,1,A B,3:16:10.0", "2,2,C D,+1 lap", "3,3,E F,+30 laps", "Ret,4,G H,22 laps"),
            [(None, None), (None, 1), (None, 30), (22, None)],
        ),
        # The cars that retired are behind, as those before them are.
        (
            "Pos,No,Driver,Time",
            ("1,1,A B,3:16:10.0", "2,2,C D,1 lap", "Ret,3,E F,20 laps", "Ret,4,G H,22 laps"),
            [(None, None), (None, 1), (None, 20), (None, 22)],
        ),
        # A column of gaps has gaps, unless the laps of the row say something else.
        (
            "Pos,No,Driver,Gap",
            ("1,1,A B,", "2,2,C D,49 laps", "3,3,E F,48 laps", "4,4,G H,41 laps"),
            [(None, None), (None, 49), (None, 48), (None, 41)],
        ),
    ],
)
def test_laps_where_a_time_would_be_are_behind_or_covered(load, ask, sheet, header, cells, stored):
    load(sheet("\n".join([header, *cells, ""])), *RACE)

    assert result_of(ask, "r.laps, r.gap_laps") == stored


def test_a_short_total_of_few_laps_is_no_gap(load, ask, sheet):
    rows = ("1,1,A B,60,1:56:10.674", "2,2,C D,60,23.914", "Ret,3,E F,3,5:48.500", "")

    load(sheet("\n".join(["Pos,No,Driver,Laps,Time", *rows])), *RACE)

    assert result_of(ask, "r.total_us, r.gap_us") == [
        (6_970_674_000, None),
        (None, 23_914_000),
        (348_500_000, None),
    ]


def test_the_time_of_a_qualifying_is_the_best_lap(load, ask, sheet):
    text = "Pos,No,Driver,Time\n1,1,A B,1:30.500\n2,2,C D,1:31.250\n3,3,E F,no time\n"

    load(sheet(text), *QUALIFYING)

    assert result_of(ask, "r.best_lap_us, r.total_us, r.status") == [
        (90_500_000, None, "finished"),
        (91_250_000, None, "finished"),
        (None, None, "no_time"),
    ]
