"""Laps that say the same of session, car and driver are looked at once."""

import polars as pl

from racedb.ingest.normalise import split_heads

STATED = frozenset({"number", "lap_us"})


def test_rows_that_say_the_same_have_one_head_wherever_they_stand():
    drove = ["Ann", "Ann", "Bo", None, "Ann", None]
    frame = pl.DataFrame(
        {
            "row": range(11, 17), "line": range(21, 27), "event": ["One"] * 4 + ["Two", "One"],
            "driver": drove, "number": [1, 2, 1, 1, 1, 2], "lap_us": [90, 91, 92, None, 94, 95],
        }
    )  # fmt: skip

    heads, rows = split_heads(frame, STATED)

    assert heads.rows() == [
        (11, 21, "One", "Ann"), (13, 23, "One", "Bo"), (14, 24, "One", None),
        (15, 25, "Two", "Ann"),
    ]  # fmt: skip
    assert rows.columns == ["row", "line", "number", "lap_us", "head"]
    assert rows["head"].to_list() == [11, 11, 13, 14, 15, 14]
    assert rows.drop("head").equals(frame.select("row", "line", "number", "lap_us"))


def test_no_rows_have_no_heads():
    frame = pl.DataFrame(schema={"row": pl.UInt32, "line": pl.Int64, "event": pl.String})

    heads, rows = split_heads(frame, STATED)

    assert (heads.height, rows.columns, rows.height) == (0, ["row", "line", "head"], 0)
