"""The most that a file may have: each limit at its edge, on every kind of file that it is for."""

import io
import json
import zipfile

import openpyxl
import polars as pl
import pytest

from racedb.errors import ReadError
from racedb.readers import open_source
from racedb.readers.limits import Limits, bounded
from racedb.readers.reading import Options
from tests.readers import test_rfactor
from tests.readers.read import opened, reading

HEADER = ("Pos", "No", "Driver", "Laps")
RACE = [HEADER, (1, 7, "Ann Berg", 9), (2, 8, "Bo Dahl", 9), (3, 9, "Cy Ek", 8)]


def delimited(rows):
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def pipe(rows):
    lines = ["| " + " | ".join(map(str, row)) + " |\n" for row in rows]
    return lines[0] + "|---" * len(rows[0]) + "|\n" + "".join(lines[1:])


def html(rows):
    cells = "".join("<tr>" + "".join(f"<td>{it}" for it in row) for row in rows)
    return f"<table>{cells}</table>"


def wiki(rows):
    lines = "".join("|-\n| " + " || ".join(map(str, row)) + "\n" for row in rows[1:])
    return "{|\n! " + " !! ".join(rows[0]) + f"\n{lines}|}}"


def sheet(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(rows):
    out = io.BytesIO()
    frame = pl.DataFrame([tuple(map(str, row)) for row in rows[1:]], list(rows[0]), orient="row")
    frame.write_parquet(out)
    return out.getvalue()


def records(rows):
    return json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])


KINDS = {
    "csv": delimited, "md": pipe, "html": html, "wiki": wiki, "xlsx": sheet, "parquet": parquet,
    "json": records,
}  # fmt: skip


def count(path, content, limits):
    found = bounded(reading(path, content, limits=limits))
    return sum(frame.height for table in found.tables for frame in table.batches)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("limit", "enough", "says"),
    [
        ("rows", 3, "rows"),
        ("columns", 4, "has 4 columns; 3 are the most"),
        ("cell_chars", 8, ": a cell of 8 characters; 7 are the most"),
    ],
)
def test_a_limit_holds_at_its_edge(tmp_path, kind, limit, enough, says):
    path, content = tmp_path / f"race.{kind}", KINDS[kind](RACE)
    enough += limit == "rows" and kind == "xlsx"  # the rows of a sheet, header included

    assert count(path, content, Limits(**{limit: enough})) == 3
    with pytest.raises(ReadError) as caught:
        count(path, content, Limits(**{limit: enough - 1}))

    said = str(caught.value)
    assert said.startswith(str(path))
    assert "\n" not in said
    own = {
        ("xlsx", "columns"): "cell D1 stands too far from the others",
        ("parquet", "columns"): "has 4 columns and 3 rows; 3 and 50,000,000 are the most",
    }
    assert own.get((kind, limit), says) in said


def test_a_big_cell_is_measured_in_letters(tmp_path):
    rows = [HEADER, (1, 7, "Öö Åå", 9)]

    assert count(tmp_path / "a.csv", delimited(rows), Limits(cell_chars=5)) == 1
    with pytest.raises(ReadError, match=r"a.csv:2: a cell of 5 characters; 4 are the most"):
        count(tmp_path / "a.csv", delimited(rows), Limits(cell_chars=4))


def test_the_size_of_a_file_is_looked_at_before_its_content(tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes(b"x" * (1 << 20))
    assert open_source(path, Limits(file_mib=1)).data
    path.write_bytes(b"x" * (3 << 19))

    with pytest.raises(ReadError, match=r"race.csv: has 1.5 MiB; 1 are the most"):
        open_source(path, Limits(file_mib=1))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("race.json", records(RACE), "a json document of 158 bytes; 0 are the most"),
        ("race.html", html(RACE), "a page of 139 bytes; 0 are the most"),
        ("race.xml", test_rfactor.document(test_rfactor.ANN), "an xml document of "),
    ],
)
def test_what_must_be_in_memory_as_a_whole_has_a_size(tmp_path, name, content, says):
    reader = {"json": "json-records", "html": "html", "xml": "rfactor"}[name.rpartition(".")[2]]

    with pytest.raises(ReadError, match=says):
        reading(tmp_path / name, content, reader=reader, limits=Limits(document_mib=0))


def test_a_document_that_is_too_big_is_not_parsed_to_claim_it(tmp_path):
    assert opened(tmp_path / "a.json", records(RACE), Limits(document_mib=0)).json is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("race.html", html([HEADER]) [:-8] + "<tr><td rowspan=3 colspan=4>x</table>"),
        ("race.wiki", wiki([HEADER])[:-2] + "|-\n| rowspan=3 colspan=4 | x\n|}"),
    ],
)  # fmt: skip
def test_the_cells_of_a_page_are_counted_with_their_spans(tmp_path, name, content):
    with pytest.raises(ReadError, match="the spans of a table make over 11 cells"):
        reading(tmp_path / name, content, limits=Limits(page_cells=11))


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def test_a_sheet_may_inflate_so_far(tmp_path):
    book = zipped({"xl/workbook.xml": "x" * 20})
    with pytest.raises(ReadError, match=r"inflates to 20 bytes or more, beyond 100 times .* 0 MiB"):
        reading(tmp_path / "a.xlsx", book, limits=Limits(inflated_mib=0))


def test_a_part_may_inflate_so_many_times_its_size(tmp_path):
    bomb = zipped({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"0" * (3 << 20)})

    with pytest.raises(ReadError, match="beyond 100 times its size or 256 MiB"):
        reading(tmp_path / "a.xlsx", bomb)
    with pytest.raises(
        ReadError, match=r"sheet1.xml: a cell of more than 1,048,576 bytes; save the"
    ):
        reading(tmp_path / "a.xlsx", bomb, limits=Limits(inflated_ratio=5_000))


def test_limits_travel_from_the_options_into_every_file(tmp_path):
    from racedb.ingest import plan

    (tmp_path / "race.csv").write_text(delimited(RACE))
    settings = plan.Settings(reading=Options(limits=Limits(rows=2)))
    (job,) = plan.plan_jobs([tmp_path / "race.csv"], {}, settings)

    with pytest.raises(ReadError, match=r"race\.csv: has more than 2 rows, the most"):
        [list(table.batches) for one in job.read() for table in one.tables]
