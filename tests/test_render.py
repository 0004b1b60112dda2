"""Results as text and files."""

import io
import json
import math
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from racedb import render
from racedb.csv_injection import escape_formula
from racedb.db.readonly import Result, Value
from racedb.errors import RaceDBError, UsageError
from racedb.render.cells import cut, lap_time, shown, width

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


def test_parquet_takes_the_types_of_all_batches(tmp_path: Path) -> None:
    from racedb.render.parquet import spooled

    columns = ("whole", "real", "mixed", "late", "never", "never_us", "huge")
    rows: list[tuple[Value, ...]] = [
        (1, 1, 1, None, None, None, 1),
        (2, 2.5, "x", None, None, None, 2),
        (3, None, True, "late", None, None, 2**70),
    ]

    frame = spooled(answer(columns, rows), tmp_path, batch_rows=1).collect()

    assert frame.schema == {
        "whole": pl.Int64,
        "real": pl.Float64,
        "mixed": pl.String,
        "late": pl.String,
        "never": pl.String,
        "never_us": pl.Int64,
        "huge": pl.String,
    }
    assert frame["real"].to_list() == [1.0, 2.5, None]
    assert frame["late"].to_list() == [None, None, "late"]
    assert frame["huge"].to_list() == ["1", "2", str(2**70)]


def test_an_empty_answer_is_a_parquet_file_with_its_columns(tmp_path: Path) -> None:
    render.write(answer(("a", "b_us"), []), "parquet", tmp_path / "x")

    assert pl.read_parquet(tmp_path / "x").schema == {"a": pl.String, "b_us": pl.Int64}


def test_parquet_is_read_by_duckdb_and_pandas_has_the_same_cells(tmp_path: Path) -> None:
    render.write(answer(), "parquet", tmp_path / "x.parquet")
    render.write(answer(), "csv", tmp_path / "x.csv")

    read = duckdb.sql(f"SELECT * FROM '{tmp_path / 'x.parquet'}'").fetchall()
    frame = pd.read_csv(tmp_path / "x.csv", dtype={"car_number": str})

    assert read == ROWS
    assert frame["best_lap_us"].tolist()[2:] == [137_719_050, 4_319_123_400, -123_000]
    assert frame["car_number"].tolist() == [row[0] for row in ROWS]


def test_a_spreadsheet_keeps_every_text_and_computes_none(tmp_path: Path) -> None:
    texts = ["=1+1", "+12.451", "-1:02.3", "+1 Lap", "@x", "#N/A", "007", "a\nb", "bell \x07", ""]
    output = tmp_path / "answer.xlsx"

    render.write(answer(("=name",), [(text,) for text in texts]), "xlsx", output)

    cells = [cell for (cell,) in openpyxl.load_workbook(output).active.rows]
    assert [cell.value for cell in cells] == ["=name", *texts[:-2], "bell \ufffd", None]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}
    assert cells[1].quotePrefix


def test_a_spreadsheet_keeps_numbers_truth_and_nothing(tmp_path: Path) -> None:
    row = (138_030_000, 182.67, True, None, math.inf, 2**53 + 1, "x" * 40_000)
    output = tmp_path / "answer.xlsx"

    render.write(answer(tuple("abcdefg"), [row]), "xlsx", output)

    sheet = openpyxl.load_workbook(output).active
    (read,) = sheet.iter_rows(min_row=2, values_only=True)
    assert read[:5] == (138_030_000, 182.67, True, None, None)
    assert read[5] == str(2**53 + 1)
    assert read[6] == "x" * 32_766 + "…"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b


def test_the_cells_of_a_spreadsheet_are_those_of_its_golden_file(tmp_path: Path) -> None:
    render.write(answer(), "xlsx", tmp_path / "answer.xlsx")

    rows = openpyxl.load_workbook(tmp_path / "answer.xlsx").active.iter_rows(values_only=True)
    text = "".join(f"{list(row)!r}\n" for row in rows)

    assert text == (GOLDEN / "answer.xlsx.txt").read_text("utf-8")


def test_rows_that_a_sheet_does_not_hold_go_to_the_next_one() -> None:
    from racedb.render.spreadsheet import xlsx

    stream = io.BytesIO()

    xlsx(answer(("n",), [(1,), (2,), (3,)]), stream, rows_of_a_sheet=2)

    sheets = openpyxl.load_workbook(stream).worksheets
    assert [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in sheets] == [
        ["n", 1, 2],
        ["n", 3],
    ]


def test_an_empty_spreadsheet_keeps_its_heading(tmp_path: Path) -> None:
    render.write(answer(("a", "b"), []), "xlsx", tmp_path / "x.xlsx")

    (heading,) = openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True)
    assert heading == ("a", "b")


def test_more_columns_than_a_spreadsheet_has_are_refused(tmp_path: Path) -> None:
    columns = tuple(map(str, range(16_385)))

    with pytest.raises(UsageError, match="16,385 columns are too many for xlsx"):
        render.write(answer(columns, []), "xlsx", tmp_path / "x")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_", ["xlsx", "parquet"])
def test_what_is_no_text_does_not_go_to_a_terminal(
    format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours), os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)

        with pytest.raises(
            UsageError, match=f"not for a terminal; name a file with -o FILE.{format_}"
        ):
            render.write(answer(("a",), []), format_)


@pytest.mark.parametrize(("rows", "is_paged"), [(3, False), (60, True)])
def test_a_table_longer_than_the_screen_goes_through_the_pager(
    rows: int, is_paged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", f"cat > {tmp_path / 'pages'}")
    monkeypatch.setenv("LINES", "24")
    numbers = [(number,) for number in range(rows)]
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb"), os.fdopen(theirs, "r+b", buffering=0) as terminal:
        screen = io.TextIOWrapper(terminal, write_through=True)
        monkeypatch.setattr(sys, "stdin", screen)
        monkeypatch.setattr(sys, "stdout", screen)

        render.write(answer(("n\x1b",), numbers), "table")
        printed = b"" if is_paged else os.read(ours, 1_000)

    if is_paged:
        printed = (tmp_path / "pages").read_bytes()
    lines = printed.decode().split()
    assert lines == ["n\\x1b", "─────", *(str(number) for number in range(rows))]
    assert (tmp_path / "pages").exists() == is_paged


@pytest.mark.parametrize("format_", ["xlsx", "parquet"])
def test_what_is_no_text_goes_into_a_pipe(
    format_: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    render.write(answer(("a",), [(1,)]), format_)
    sys.stdout.flush()

    data = io.BytesIO(capfdbinary.readouterr().out)
    read = pl.read_parquet(data).rows() if format_ == "parquet" else _first_sheet(data)
    assert read[-1] == (1,)


def _first_sheet(data: io.BytesIO) -> list[tuple[Value, ...]]:
    return list(openpyxl.load_workbook(data).active.iter_rows(values_only=True))


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_a_long_table_is_measured_as_a_whole(format_: str, tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [(number, "x") for number in range(1_500)]

    render.write(answer(("n", "a"), [*rows, (None, "wide text")]), format_, tmp_path / "x", limit=0)

    lines = (tmp_path / "x").read_text("utf-8").splitlines()
    assert len(lines) == 1_503
    if format_ == "table":
        assert lines[:3] == ["   n  a", "────  ─────────", "   0  x"]
        assert lines[-1] == "      wide text"


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_headings_and_cells_move_no_cursor(format_: str, tmp_path: Path) -> None:
    result = answer(("a\x1b[2Jb",), [("c\x9bd\u202ee",)])

    render.write(result, format_, tmp_path / "x")

    text = (tmp_path / "x").read_text("utf-8")
    assert "a\\x1b[2Jb" in text.replace("\\\\", "\\").replace("\\[", "[")
    assert "c\\x9bd\\u202ee" in text.replace("\\\\", "\\")


def test_markdown_begins_no_html_and_no_link(tmp_path: Path) -> None:
    result = answer(("<b>a</b>",), [("<script>&|",), ("[x](javascript:y) `z` a\\",)])

    render.write(result, "markdown", tmp_path / "x")

    assert (tmp_path / "x").read_text("utf-8").splitlines() == [
        "| &lt;b&gt;a&lt;/b&gt; |",
        "| --- |",
        r"| &lt;script&gt;&amp;\| |",
        r"| \[x](javascript:y) \`z\` a\\ |",
    ]


@pytest.mark.parametrize("format_", ["csv", "tsv", "json", "ndjson"])
def test_a_terminal_gets_nothing_that_moves_its_cursor(
    format_: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    render.write(answer(("a", "ä"), [("b\x1b[2J\x9b", "c\nd")]), format_)
    sys.stdout.flush()

    text = capfdbinary.readouterr().out.decode("utf-8")
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "ä" in text
    assert text.endswith("\n")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")

    render.write(answer(("a",), [(1,)]), "csv", tmp_path / "link.csv")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "a\n1\n"


def test_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        render.write(answer(("a",), [(1,)]), "csv", pipe)
        assert reader.communicate()[0] == b"a\n1\n"

    assert pipe.is_fifo()


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RaceDBError, match=r"cannot be written: is a directory"):
        render.write(answer(), "csv", tmp_path)


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


def test_a_table_is_cut_at_a_thousand_rows_and_reports_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
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
    with pytest.raises(RaceDBError, match=r"nowhere/x\.csv: cannot be written: no such file"):
        render.write(answer(), "csv", tmp_path / "nowhere" / "x.csv")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_of_a_table_is_longer_than_the_terminal(
    columns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))

    render.write(answer(), "table", tmp_path / "x")

    lines = (tmp_path / "x").read_text("utf-8").splitlines()
    assert max(map(width, lines)) <= columns


def on_terminal(
    columns: int, names: tuple[str, ...], rows: list[tuple[Value, ...]], path: Path
) -> list[str]:
    """Return the lines of a table on a terminal of that many columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        render.write(answer(names, rows), "table", path / "x")
    return (path / "x").read_text("utf-8").splitlines()


def test_texts_are_shortened_in_the_middle_the_first_column_last(tmp_path: Path) -> None:
    rows = [("Aston Martin Racing", "Vitaphone Racing Team DHL"), ("x", "y")]

    lines = on_terminal(35, ("maker", "team"), rows, tmp_path)

    assert lines == [
        "maker                team",
        "───────────────────  ──────────────",
        "Aston Martin Racing  Vitapho…am DHL",
        "x                    y",
    ]


def test_what_is_the_same_in_all_rows_is_a_line_above(tmp_path: Path) -> None:
    names = ("series", "season", "event", "session", "car_number", "status", "gap_us", "laps")
    rows = [
        ("IMSA", "2023", "Road America", "Race", number, "finished", None, 9) for number in "78"
    ]

    lines = on_terminal(60, names, rows, tmp_path)

    assert lines == [
        "2023, IMSA, Road America, Race; status finished; no gap",
        "car",
        "number  laps",
        "──────  ────",
        "7          9",
        "8          9",
    ]
    assert on_terminal(11, names, rows, tmp_path)[-4:] == ["number", "──────", "7", "8"]


@pytest.mark.parametrize(("few", "is_in_table"), [(3, True), (4, False)])
def test_numbers_of_few_rows_stay_in_the_table(few: int, is_in_table: bool, tmp_path: Path) -> None:
    rows = [(f"driver {it}", f"team {it}", 2, "R") for it in range(few)]

    lines = on_terminal(60, ("driver", "team", "wins", "session"), rows, tmp_path)

    assert lines[0] == ("R" if is_in_table else "R; wins 2")


def test_counts_that_are_all_the_same_stay_in_the_table(tmp_path: Path) -> None:
    rows = [(f"kind {it}", 0) for it in range(9)]

    assert on_terminal(60, ("kind", "rows"), rows, tmp_path)[2] == "kind 0     0"


def test_spare_columns_are_left_out_before_others_are_cut(tmp_path: Path) -> None:
    names = ("driver", "team", "car", "laps")
    rows = [("Ann Berg", "Vitaphone Racing Team", "Maserati MC12 GT1", 9), ("Bo Dahl", "b", "c", 8)]

    def heading(columns: int, *spare: str) -> tuple[str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", str(columns))
            render.write(answer(names, rows), "table", tmp_path / "x", spare=spare)
        first, *_, last = (tmp_path / "x").read_text("utf-8").splitlines()
        return " ".join(first.split()), last

    assert heading(60, "team", "car")[0] == "driver team car laps"
    assert heading(48, "team", "car")[0] == "driver team car laps"
    assert heading(40, "team", "car") == (
        "driver car laps", "no room for team; --format csv has all",
    )  # fmt: skip
    assert heading(30, "event", "car")[0] == "driver team laps"
    assert heading(20, "team", "car")[0] == "driver laps"
    assert heading(20, "driver", "team", "car")[0] == "driver laps"


def test_sentences_are_wrapped(tmp_path: Path) -> None:
    rows = [
        ("laps", "bigint", 7, "how many laps the car covered until the flag"),
        ("x", "text", 8, "b"),
    ]

    lines = on_terminal(42, ("column", "type", "rows", "meaning"), rows, tmp_path)

    assert lines == [
        "column  meaning",
        "──────  ──────────────────────────────────",
        "laps    how many laps the car covered",
        "        until the flag",
        "x       b",
        "no room for type, rows; --format csv has",
        "all",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("mean_clean_us", 110_430_909, "1:50.431"),
        ("avg(best_lap_us)", 110_430_909.4, "1:50.431"),
        ("percentile(lap_us, 90)", 110_430_909.4, "1:50.431"),
        ("meaning_us", 110_430_909, "1:50.430909"),
        ("lap_us", 110_430_909, "1:50.430909"),
    ],
)
def test_what_is_computed_is_not_more_exact_than_what_is_timed(
    column: str, value: Value, text: str
) -> None:
    assert shown(column, value) == text


def test_rows_that_are_all_the_same_keep_their_columns(tmp_path: Path) -> None:
    assert on_terminal(60, ("a",), [(1,), (1,)], tmp_path) == ["a", "─", "1", "1"]


MAY = [
    ("Ann Berg", "2024", "May Day Race", 1, "2024-may"),
    ("Bo Dahl", "2025", "May Day Race", 2, "2025-may"),
    ("Cy Ek", None, "Race of Champions", 3, "race-of-champions"),
]
"""Drivers in events of several seasons."""


def test_seasons_and_events_that_have_no_room_are_one_column(tmp_path: Path) -> None:
    names = ("driver", "season", "event", "laps", "slug")

    assert on_terminal(70, names, MAY, tmp_path) == [
        "driver    season  event              laps  slug",
        "────────  ──────  ─────────────────  ────  ─────────────────",
        "Ann Berg  2024    May Day Race          1  2024-may",
        "Bo Dahl   2025    May Day Race          2  2025-may",
        "Cy Ek             Race of Champions     3  race-of-champions",
    ]
    assert on_terminal(54, names, MAY, tmp_path) == [
        "driver    event              laps  slug",
        "────────  ─────────────────  ────  ─────────────────",
        "Ann Berg  2024 May Day Race     1  2024-may",
        "Bo Dahl   2025 May Day Race     2  2025-may",
        "Cy Ek     Race of Champions     3  race-of-champions",
    ]


def test_without_rows_there_is_no_table_on_a_terminal(tmp_path: Path) -> None:
    assert on_terminal(60, ("driver", "laps"), [], tmp_path) == []


def test_one_row_without_room_has_its_season_and_its_event(tmp_path: Path) -> None:
    names = ("driver", "season", "event", "laps", "slug")

    assert on_terminal(30, names, MAY[:1], tmp_path) == [
        "driver  Ann Berg", "season  2024", "event   May Day Race", "laps    1", "slug    2024-may",
    ]  # fmt: skip


def test_a_season_that_the_event_names_is_not_repeated(tmp_path: Path) -> None:
    rows = [("x" * 30, "2024", "May 2024"), ("y", "2025", "May 2025")]

    lines = on_terminal(30, ("driver", "season", "event"), rows, tmp_path)

    assert lines[3] == "y                     May 2025"


def test_columns_that_name_a_row_are_left_out_last(tmp_path: Path) -> None:
    names = ("driver", "season", "event", "laps", "slug")

    assert on_terminal(36, names, MAY, tmp_path) == [
        "driver    event         slug",
        "────────  ────────────  ────────────",
        "Ann Berg  2024 Ma…Race  2024-may",
        "Bo Dahl   2025 Ma…Race  2025-may",
        "Cy Ek     Race o…pions  race-o…pions",
        "no room for laps; --format csv has",
        "all",
    ]  # fmt: skip


def test_columns_without_room_are_named(tmp_path: Path) -> None:
    lines = on_terminal(10, ("a", "b_us", "c"), [(123_456, 1, 2), (1, None, 3)], tmp_path)

    assert lines == [
        "     a", "──────", "123456", "     1", "no room", "for b, c;", "--format", "csv has", "all",
    ]  # fmt: skip
    assert on_terminal(4, ("a",), [(123_456,), (1,)], tmp_path)[2:] == ["12…6", "   1"]


def test_one_row_without_room_is_a_block_of_what_is_known(tmp_path: Path) -> None:
    row = (7, "Vitaphone Racing Team", None, 118_250_000)

    lines = on_terminal(28, ("car", "team", "class", "best_lap_us"), [row], tmp_path)

    assert lines == ["car       7", "team      Vitaphone…ing Team", "best_lap  1:58.250"]


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
    assert escape_formula(value) == text


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
    from racedb.render.text import delimited

    stream = io.BytesIO()

    delimited(answer(("a",), [(1,)]), stream)

    assert stream.getvalue() == b"a\n1\n"
