"""Answers as text and files."""

import io
import json
import math
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from racedb import render
from racedb.db.readonly import Result, Value
from racedb.errors import RaceDBError, UsageError
from racedb.render.cells import cut, lap_time, shown, width
from racedb.render.delimited import safe

GOLDEN = Path(__file__).parent / "golden"

COLUMNS = ("car_number", "driver", "best_lap_us", "gap", "speed_kph", "laps", "classified")
ROWS: list[tuple[Value, ...]] = [
    ("007", "Alex Müller", 138_030_000, "", 182.67, 12, True),
    ("7", '=HYPERLINK("x")', None, "+12.451", None, None, False),
    ("07", "周冠宇 | Zhou", 137_719_050, "+1 Lap", 180.0, 0, None),
    ("8", "two\nlines\tand \x1b[31mred\u202e", 4_319_123_400, "-", 1e300, -3, True),
    ('"8"', "comma, quote ' and \\", -123_000, "@home", 0.1, 2**53 + 1, False),
]


def answer(columns: tuple[str, ...] = COLUMNS, rows: list[tuple[Value, ...]] = ROWS) -> Result:
    return Result(columns, iter(rows))


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "ndjson", "markdown"])
def test_every_format_prints_a_nasty_answer_as_its_golden_file(
    format_: str, tmp_path: Path
) -> None:
    output = tmp_path / "answer"

    render.write(answer(), format_, output)

    assert output.read_bytes() == (GOLDEN / f"answer.{format_}").read_bytes()


@pytest.mark.parametrize("format_", ["json", "ndjson"])
def test_json_keeps_numbers_and_nulls(format_: str, tmp_path: Path) -> None:
    output = tmp_path / "answer"

    render.write(answer(), format_, output)

    text = output.read_text("utf-8")
    objects = json.loads(text) if format_ == "json" else list(map(json.loads, text.splitlines()))
    assert objects == [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("table", "a  b\n─  ─\n"),
        ("csv", "a,b\n"),
        ("tsv", "a\tb\n"),
        ("json", "[]\n"),
        ("ndjson", ""),
        ("markdown", "| a | b |\n| --- | --- |\n"),
    ],
)
def test_an_empty_answer_keeps_its_columns(format_: str, text: str, tmp_path: Path) -> None:
    output = tmp_path / "answer"

    written = render.write(answer(("a", "b"), []), format_, output)

    assert output.read_text("utf-8") == text
    assert written.rows == 0
    assert written.limit is None


def test_infinity_is_null_in_json(tmp_path: Path) -> None:
    output = tmp_path / "answer.json"

    render.write(answer(("a", "b"), [(math.inf, math.nan)]), "json", output)

    assert json.loads(output.read_text("utf-8")) == [{"a": None, "b": None}]


def test_parquet_keeps_types_and_nulls(tmp_path: Path) -> None:
    output = tmp_path / "answer.parquet"

    render.write(answer(), "parquet", output)

    frame = pl.read_parquet(output)
    assert frame.rows() == ROWS
    assert frame.schema["best_lap_us"] == pl.Int64
    assert frame.schema["classified"] == pl.Boolean


def test_parquet_makes_text_of_a_column_of_two_types(tmp_path: Path) -> None:
    output = tmp_path / "answer.parquet"

    render.write(answer(("a",), [(1,), ("x",)]), "parquet", output)

    assert pl.read_parquet(output).rows() == [("1",), ("x",)]


@pytest.mark.parametrize("format_", ["json", "ndjson", "parquet"])
def test_two_columns_of_one_name_are_refused_where_names_count(
    format_: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="two columns are named 'a'"):
        render.write(answer(("a", "b", "a"), []), format_, tmp_path / "x")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "start"),
    [("x.csv", "a\n1"), ("x.JSON", '[\n{"a": 1}'), ("x.md", "| a |"), ("x.txt", "a\n─")],
)
def test_the_extension_of_the_file_decides_the_format(
    name: str, start: str, tmp_path: Path
) -> None:
    render.write(answer(("a",), [(1,)]), "table", tmp_path / name)

    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_a_table_is_cut_at_a_thousand_rows_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[tuple[Value, ...]] = [(number,) for number in range(1_001)]

    written = render.write(answer(("n",), rows), "table")

    assert written.rows == 1_000
    assert written.limit == 1_000
    assert len(capsys.readouterr().out.splitlines()) == 1_002


def test_exactly_as_many_rows_as_the_limit_are_not_a_cut(tmp_path: Path) -> None:
    written = render.write(answer(("n",), [(1,), (2,)]), "csv", tmp_path / "x", limit=2)

    assert written.rows == 2
    assert written.limit is None


def test_other_formats_are_not_cut(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [(number,) for number in range(1_001)]

    written = render.write(answer(("n",), rows), "csv", tmp_path / "x")

    assert written.rows == 1_001


def test_an_old_file_stays_when_the_answer_fails(tmp_path: Path) -> None:
    output = tmp_path / "answer.csv"
    output.write_text("old")

    def failing() -> Iterator[tuple[Value, ...]]:
        yield (1,)
        raise RaceDBError("the connection broke")

    with pytest.raises(RaceDBError, match="the connection broke"):
        render.write(Result(("a",), failing()), "csv", output)

    assert output.read_text() == "old"
    assert list(tmp_path.iterdir()) == [output]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RaceDBError, match=r"nowhere/x\.csv: cannot be written: No such file"):
        render.write(answer(), "csv", tmp_path / "nowhere" / "x.csv")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_of_a_table_is_longer_than_the_terminal(
    columns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))

    render.write(answer(), "table", tmp_path / "x")

    lines = (tmp_path / "x").read_text("utf-8").splitlines()
    assert max(map(width, lines)) <= columns


def test_the_first_column_is_shortened_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "21")

    render.write(answer(("maker", "car"), [("Aston Martin", "DBR9 GT1")]), "table", tmp_path / "x")

    assert (tmp_path / "x").read_text("utf-8").splitlines()[2] == "Aston Martin  DBR9 G…"


def test_numbers_alone_that_do_not_fit_become_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "10")

    render.write(answer(("a", "b"), [(123_456, 789_012), (1, None)]), "table", tmp_path / "x")

    assert (tmp_path / "x").read_text() == "a  123456\nb  789012\n\na  1\nb\n"


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0.000"),
        (59_123_000, "59.123"),
        (59_123_400, "59.1234"),
        (59_123_456, "59.123456"),
        (60_000_000, "1:00.000"),
        (138_030_000, "2:18.030"),
        (3_600_000_000, "1:00:00.000"),
        (86_438_019_000, "24:00:38.019"),
        (-903_000, "-0.903"),
    ],
)
def test_a_duration_is_printed_as_on_timing_sheets(us: int, text: str) -> None:
    assert lap_time(us) == text


@given(st.integers(min_value=0, max_value=10**13))
def test_a_printed_duration_loses_nothing(us: int) -> None:
    *rest, seconds = lap_time(us).split(":")

    total = 0
    for part in rest:
        total = (total + int(part)) * 60
    whole, fraction = seconds.split(".")

    assert (total + int(whole)) * 1_000_000 + int(fraction.ljust(6, "0")) == us


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("  =1", "'  =1"),
        ("+1 Lap", "'+1 Lap"),
        ("@x", "'@x"),
        ("-", "'-"),
        ("\tx", "'\tx"),
        ("\0x", "'\0x"),
        ("+12.451", "+12.451"),
        ("-1:02.3", "-1:02.3"),
        ("1 Lap", "1 Lap"),
        ("", ""),
        (-3, -3),
        (None, None),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(value: Value, text: Value) -> None:
    assert safe(value) == text


@pytest.mark.parametrize(("text", "places"), [("e\u0301", 1), ("周", 2), ("Ö", 1), ("", 0)])
def test_marks_take_no_place_and_wide_characters_two(text: str, places: int) -> None:
    assert width(text) == places


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_a_cut_text_fits(text: str, places: int) -> None:
    assert width(cut(shown("x", text), places)) <= places


@given(st.text())
def test_a_shown_text_cannot_move_the_cursor(text: str) -> None:
    assert not set(shown("x", text)) & set(map(chr, [*range(32), 127, 0x85, 0x202E, 0x2028]))


def test_a_table_goes_to_stdout_as_utf_8(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    render.write(answer(("a",), [("ü",)]), "table")

    assert capsysbinary.readouterr().out == "a\n─\nü\n".encode()


def test_delimited_text_leaves_the_stream_open() -> None:
    from racedb.render.delimited import comma_separated

    stream = io.BytesIO()

    comma_separated(answer(("a",), [(1,)]), stream)

    assert stream.getvalue() == b"a\n1\n"
