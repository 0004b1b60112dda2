"""Parquet: typed columns as they would be printed, in parts, and hostile files refused."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import identify, open_source, parquet, parquet_probe
from racedb.readers.limits import DEFAULT
from racedb.readers.parquet import FORMAT
from racedb.readers.reading import Options
from tests.readers.simulators import rows, source_of

FOUND = Path(__file__).parents[1] / "fuzz" / "found"

RESULTS = pl.DataFrame(
    {
        "Pos": [1, 2, None],
        "No": ["07", "8", "9"],
        "Driver": pl.Series(["Ann Berg", "Bo Dahl", " "], dtype=pl.Categorical),
        "Team": [b"Alpha", None, None],
        "Laps": [20.0, 19.0, float("nan")],
        "Best lap": [dt.timedelta(minutes=1, seconds=58, milliseconds=250), None, None],
        "Date": [dt.date(2024, 7, 20), dt.date(2024, 7, 20), None],
        "Classified": [True, False, None],
        "Weather": [{"a": 1}, None, None],
    }
)  # fmt: skip
WHOLE = [
    {
        "line": 1, "position": "1", "car_number": "07", "driver": "Ann Berg", "team": "Alpha",
        "laps": "20", "best_lap": "118.250000", "date": "2024-07-20", "classified": "yes",
    },
    {
        "line": 2, "position": "2", "car_number": "8", "driver": "Bo Dahl", "team": None,
        "laps": "19", "best_lap": None, "date": "2024-07-20", "classified": "no",
    },
    {
        "line": 3, "position": None, "car_number": "9", "driver": None, "team": None,
        "laps": None, "best_lap": None, "date": None, "classified": None,
    },
]  # fmt: skip


def source(tmp_path, frame, **options):
    frame.write_parquet(tmp_path / "x", **options)
    return source_of(tmp_path, (tmp_path / "x").read_bytes(), "results.parquet")


def read(tmp_path, frame, options=Options(), **written):  # noqa: B008  it is frozen
    opened = source(tmp_path, frame, **written)
    assert identify(opened, None) is FORMAT
    return FORMAT.read(opened, options)


def test_typed_cells_are_written_as_they_would_be_printed(tmp_path):
    found = read(tmp_path, RESULTS)

    (table,) = found.tables
    assert (found.reader, found.encoding, table.kind) == ("parquet", "", "results")
    assert rows(table) == WHOLE
    weather = table.columns[-1]
    assert (weather.source, weather.field, weather.samples) == ("Weather", None, ())


def test_a_list_of_names_is_a_crew(tmp_path):
    frame = pl.DataFrame({"Pos": [1], "No": [7], "Drivers": [["Ann Berg", "Bo Dahl"]], "Laps": [3]})

    (table,) = read(tmp_path, frame).tables

    assert rows(table)[0]["drivers"] == "Ann Berg\nBo Dahl"


def test_rows_come_in_parts_with_running_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "BATCH_ROWS", 100)
    laps = pl.DataFrame({"No": [7] * 250, "Lap": range(1, 251), "Lap time": ["1:58.250"] * 250})

    (table,) = read(tmp_path, laps, row_group_size=100).tables

    frames = list(table.batches)
    assert table.kind == "laps"
    assert len(frames) > 1
    whole = pl.concat(frames)
    assert whole["line"].to_list() == list(range(1, 251))
    assert whole["lap_number"].to_list() == [str(n) for n in range(1, 251)]


def test_columns_may_be_given(tmp_path):
    frame = pl.DataFrame({"a": [1], "b": ["Ann Berg"], "c": ["x"]})

    (table,) = read(tmp_path, frame, Options(columns=("position", "driver", "-"))).tables

    assert rows(table) == [{"line": 1, "position": "1", "driver": "Ann Berg"}]


def test_no_rows_are_a_table_of_no_rows(tmp_path):
    (table,) = read(tmp_path, RESULTS.clear()).tables

    assert rows(table) == []


def test_columns_that_nobody_understands_are_listed(tmp_path):
    with pytest.raises(ReadError) as caught:
        read(tmp_path, pl.DataFrame({"foo": [{"a": 1}], "bar": [None]}))

    assert str(caught.value) == (
        f"{tmp_path / 'results.parquet'}: no column is understood of 'foo', 'bar'; "
        "--columns names them"
    )


def test_there_is_one_table_only(tmp_path):
    assert read(tmp_path, RESULTS, Options(table="1")).tables
    with pytest.raises(UsageError, match=r"--table '2': .*results\.parquet has one table only"):
        read(tmp_path, RESULTS, Options(table="2"))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda whole: whole[:-40], "is no whole parquet file: it must begin and end with PAR1"),
        (lambda whole: b"PAR1", "is a damaged parquet file: "),
        (lambda whole: b"PAR1PAR1", "is a damaged parquet file: "),
        (lambda whole: whole[:-8] + b"\xff\xff\xff\x7fPAR1", "is a damaged parquet file: "),
        (lambda whole: whole[:-8] + b"\x02\x00\x00\x00PAR1", "is a damaged parquet file: "),
        (lambda whole: whole[:4] + b"\xff" * 300 + whole[304:], "is a damaged parquet file: "),
    ],
    ids=["cut", "magic", "no-footer", "long-footer", "short-footer", "pages"],
)
def test_a_damaged_file_is_refused_in_one_line(tmp_path, damage, says):
    whole = source(tmp_path, RESULTS).data[:]
    damaged = source_of(tmp_path, damage(whole), "damaged.parquet")

    with pytest.raises(ReadError) as caught:
        rows(FORMAT.read(damaged, Options()).tables[0])

    assert str(caught.value).startswith(f"{damaged.path}: {says}")
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    frame = pl.DataFrame({"Pos": [1], "Driver": [b"\xff\xfe"], "Laps": [9]})

    with pytest.raises(ReadError, match="is a damaged parquet file: invalid utf8"):
        read(tmp_path, frame)


def test_a_file_that_polars_dies_of_is_refused(tmp_path):
    """Bytes of the fuzzer: one number in a page makes polars ask for 2 EiB, and abort."""
    died = source_of(tmp_path, (FOUND / "parquet-abort").read_bytes(), "r.parquet")

    with pytest.raises(ReadError) as caught:
        FORMAT.read(died, Options())

    assert str(caught.value) == (
        f"{died.path}: is a damaged parquet file, or needs more than 448 MiB of memory: write it in "
        "smaller row groups, or save it as csv"
    )


def test_the_proof_reads_what_can_be_loaded(tmp_path):
    path = str(source(tmp_path, RESULTS).path)

    assert list(parquet_probe.problems(path, 3, 99)) == []
    assert list(parquet_probe.problems(path, 2, 99)) == [], "the reader refuses it by its footer"
    Path(path).write_bytes(b"PAR1PAR1")
    assert len(list(parquet_probe.problems(path, 3, 99))) == 1


@pytest.mark.parametrize("cell", ["x" * 401, b"x" * 401, ["x" * 200, "x" * 201]])
def test_the_proof_finds_a_cell_that_is_too_big_before_the_reader_holds_it(tmp_path, cell):
    frame = pl.DataFrame({"Pos": [1, 2], "Driver": [cell, None]})
    path = str(source(tmp_path, frame).path)

    assert list(parquet_probe.problems(path, 3, 101)) == []
    assert list(parquet_probe.problems(path, 3, 100)) == [
        "a cell of 401 bytes; 100 letters are the most"
    ]


def test_a_column_that_changes_further_down_is_told(tmp_path):
    names = [f"Ann Berg{'abcd'[n % 4]}" if n < 300 else str(n) for n in range(600)]
    frame = pl.DataFrame({"Pos": range(1, 601), "Driver": names, "Laps": [9] * 600})
    frame.write_parquet(tmp_path / "a.parquet")

    found = FORMAT.read(open_source(tmp_path / "a.parquet", DEFAULT), Options())

    rows(found.tables[0])
    assert [(it.code, it.is_doubt) for it in found.findings] == [("changed-column", True)]
