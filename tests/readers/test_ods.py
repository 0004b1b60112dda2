"""OpenDocument spreadsheets: values of cells, cells that repeat, and files that lie."""

import io
import zipfile

import pytest

from racedb.errors import ReadError
from racedb.readers import identify, xlsx
from racedb.readers.limits import Limits
from tests.readers.read import opened, reading, rows

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def cell(text="", again=1, more=""):
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n") if line)
    return f'<table:table-cell table:number-columns-repeated="{again}" {more}>{paragraphs}</table:table-cell>'


def row(*cells, again=1):
    inside = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f'<table:table-row table:number-rows-repeated="{again}">{inside}</table:table-row>'


def book(*lines, name="Race", content=None):
    """Make a file of one sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", TYPE)
        sheet = (
            f'<table:table table:name="{name}"><table:table-column/>{"".join(lines)}</table:table>'
        )
        text = f"<office:document-content {_NAMES}><office:body>{sheet}</office:body></office:document-content>"
        made.writestr("content.xml", content or text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


HEADER = row("Pos", "No", "Driver", "Laps", "Time", "Best lap", "Date", cell(again=16_370))
RACE = book(
    HEADER,
    row(
        cell("1", more='office:value="1"'), cell("007", more='office:value="7"'),
        cell("Ann <text:span>Berg</text:span>"), cell("12.0", more='office:value="12.0"'),
        cell("0:20", more='office:time-value="PT01H20M05.5S"'),
        cell("1,5", more='office:value="98.25"'),
        cell("1.6.24", more='office:date-value="2024-06-01T00:00:00"'),
    ),
    row(cell(again=7), "<table:annotation/>", again=2),
    row("2", "8", "Bo Dahl", "<table:covered-table-cell/>", cell("PT1", more='office:time-value="x"')),
    row(cell(again=9), again=10**12),
)  # fmt: skip


def refusal(tmp_path, content, **options):
    with pytest.raises(ReadError) as error:
        reading(tmp_path / "a.ods", content, **options)
    return str(error.value).removeprefix(f"{tmp_path / 'a.ods'}: ")


def test_cells_are_read_by_their_values(tmp_path):
    assert identify(opened(tmp_path / "a", RACE), None).name == "ods"
    assert rows(reading(tmp_path / "a", RACE)) == [
        {"line": 2, "position": "1", "car_number": "007", "driver": "Ann Berg", "laps": "12",
         "total": "1:20:05.500000", "best_lap": "98.25", "date": "2024-06-01"},
        {"line": 5, "position": "2", "car_number": "8", "driver": "Bo Dahl", "total": "PT1"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (book(HEADER, row("1", again=1_000_000)), "sheet 'Race': row 2 is too far from the others, or"),
        (book(HEADER, row("", again=20_000), row("1")), "sheet 'Race': row 20002 is too far from the"),
        (book(row(cell("x", again=16_000))), "has more than 1,024 columns, the most"),
        (book(content="<nonsense"), "is a damaged spreadsheet: "),
        (book(content="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "content.xml: declares entities, which no results need; save"),
        (RACE[:-30], "is a damaged spreadsheet: File is not a zip file"),
    ],
)  # fmt: skip
def test_files_that_lie_are_refused(tmp_path, content, message):
    assert refusal(tmp_path, content).startswith(message)


def test_what_it_inflates_to_is_counted(tmp_path):
    assert "inflates to" in refusal(tmp_path, RACE, limits=Limits(inflated_mib=0))


def test_entities_are_looked_for_until_the_first_element(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "_BLOCK", 64)
    late = book(content=f"<!--{'x' * 200}--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")

    assert len(rows(reading(tmp_path / "a", RACE))) == 2
    assert "content.xml: declares entities" in refusal(tmp_path, late)
