"""What readers look at before the work, each with a small limit: test_hostile has files of full size."""

import io
import re
import zipfile

import polars as pl
import pytest

from racedb.errors import ReadError
from racedb.readers import (
    delimited,
    documents,
    html,
    mail,
    numbered_list,
    parquet_probe,
    plain_text,
    row_blocks,
    row_frames,
    simulators,
    wikitext,
    xlsx,
    xml_text,
)
from racedb.readers.limits import Limits
from racedb.understand import records
from tests.readers.read import opened, reading, rows
from tests.readers.test_hostile import (
    GRID,
    HEADER,
    HTML,
    PIPE,
    ROW,
    WIKI,
    forged,
    rfactor,
    workbook,
)
from tests.readers.test_numbered_list import SHORT
from tests.readers.test_plain_text import LIST
from tests.readers.test_rfactor import ANN, document

NESTED = [{"position": 1, "driver": "Ann Berg", "laps": [{"lap": 1}]}] * 3
CASES = {
    # what is limited, to how much, a file, and what is said
    "numbered": (numbered_list, "MAX_BYTES", 9, SHORT, "a list of 76 bytes; 9 are the most: save it as csv"),
    "plain": (plain_text, "MAX_BYTES", 9, LIST, " bytes; 9 are the most: save it as csv"),
    "tags": (html, "MAX_TAGS", 3, HTML, "a page of 13 tags; 3 are the most"),
    "depth": (html, "MAX_DEPTH", 2, "<div></div></div>\n<div><div>" + HTML, ":2: tags in tags, 2 deep, the most"),
    "attributes": (xml_text, "MAX_ATTRIBUTES", 2, "<p>a</p>\n<table a=1 b=2 c=3>" + HTML,
                   ":2: a tag of 3 attributes; 2 are the most"),
    "names": (html, "MAX_NAMES", 3, HTML, ": tags and attributes of more than 3 names, the most"),
    "xml": (xml_text, "MAX_DEPTH", 3, rfactor("", "x"), "nests too deep to be results"),
    "elements": (xml_text, "MAX_ELEMENTS", 5, rfactor("", "x"),
                 ": has 6 elements and about 1 attribute; 5 and 1,000,000 are the most"),
    "all attributes": (xml_text, "ALL_ATTRIBUTES", 0, rfactor("", "x"), " 1 attribute; 300,000 and 0 are the most"),
    "laps": (simulators.rfactor, "MAX_LAPS", 2, document(ANN), ": has 3 laps; 2 are the most"),
    "sheets": (xlsx, "MOST_TABLES", 0, workbook(), "xl/workbook.xml: more than 0 sheets; save the sheet as csv"),
    "book": (xlsx, "MAX_TAGS", 5, workbook(), ": more than 5 tags; save the sheet as csv"),
    "nests": (wikitext, "MAX_DEPTH", 1, WIKI + "| }} 1 || {{a|{{b}}}} || Ann\n|}",
              ":4: templates in templates, 1 deep, the most"),
    "marks": (wikitext, "MAX_MARKS", 1, WIKI + "| 1 || 7 || [[Ann]] [[Bo]] || 1:58\n|}", "has 2 templates and links; 1 are"),
    "page": (wikitext, "MAX_BYTES", 9, WIKI, "a page of 40 bytes; 9 are the most"),
    "line": (wikitext, "MAX_LINE", 9, WIKI + "|}", ":2: a line of 33 characters; 9 are the most"),
    "tables": (documents, "MOST_TABLES", 1, f"{HTML}</table>{HTML}</table>", "has more than 1 table, the most"),
    "holders": (records, "MAX_HOLDERS", 2, NESTED, "has 3 objects with records in them; 2 are the most"),
    "cells": (records, "MAX_CELLS", 2, [{"position": 1, "driver": "Ann"}] * 2, "records '' make 4 cells; 2 are the most"),
    "row": (row_blocks, "MAX_ROW", 40, HEADER + ROW.replace("Ann", '"Ann') * 1 + ROW * 9,
            ":2: a row of more than 40 bytes; a quote may not be closed"),
    "rejects": (row_frames, "MOST_REJECTS", 1, HEADER + ROW * 9 + "1,7,Ann\n" * 9, ":12: more than 1 row are no rows"),
}  # fmt: skip


def test_a_long_tag_of_few_attributes_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_text, "MAX_TAG", 5)
    monkeypatch.setattr(html, "MAX_NAMES", 20)

    tagged = HTML.replace("<table>", '<table class="results">')
    assert len(rows(reading(tmp_path / "a", tagged))) == 1


@pytest.mark.parametrize("name", CASES)
def test_a_size_is_looked_at_before_the_work(tmp_path, monkeypatch, name):
    module, limit, most, content, says = CASES[name]
    monkeypatch.setattr(module, limit, most)
    monkeypatch.setattr(xml_text, "MAX_TAG", 5)
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)

    with pytest.raises(ReadError) as error:
        rows(reading(tmp_path / "a", content))
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("content", "limits", "says"),
    [
        (PIPE, Limits(columns=3), ":1: has 4 columns; 3 are the most"),
        (GRID, Limits(columns=2), ":1: has 3 columns; 2 are the most"),
        (PIPE + "| 1 | 7 | Ann Berg | 1:58.250 |\n", Limits(page_cells=7), "has more than 7 cells, the most"),
        (workbook(), Limits(page_cells=7), "has more than 7 cells, the most; save it as csv"),
        (GRID, Limits(page_cells=3), "has more than 3 cells, the most; save it as csv"),
        ("Pos  No\n---  ---\n1  7\n2  8\n", Limits(page_cells=3), "has more than 3 cells, the most; save it as csv"),
    ],
)  # fmt: skip
def test_the_limits_of_a_table_hold_for_pages(tmp_path, content, limits, says):
    with pytest.raises(ReadError) as error:
        reading(tmp_path / "a", content, limits=limits)
    assert says in str(error.value)


def test_a_sheet_that_a_book_names_twice_counts_twice(tmp_path):
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        xml = book.read("xl/workbook.xml")
    sheet = re.search(rb"<sheet [^>]*>", xml)[0]
    twice = forged(
        "xl/workbook.xml", xml.replace(sheet, sheet + sheet.replace(b'"Sheet"', b'"Other"'))
    )

    with pytest.raises(ReadError, match=r"has more than 15 cells, the most"):
        reading(tmp_path / "a.xlsx", twice, limits=Limits(page_cells=15))


def parquet(tmp_path, **columns):
    path = tmp_path / "a.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return path.read_bytes()


def test_a_frame_with_far_more_cells_than_bytes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_probe, "MOST_CELLS", 5)
    monkeypatch.setattr(parquet_probe, "CELLS_OF_A_BYTE", 0)
    content = parquet(tmp_path, Pos=[1, 2, 3], No=[7, 8, 9], Driver=["Ann", "Bo", "Cy"])

    with pytest.raises(ReadError, match=r"a.parquet: has 9 cells in [\d,]+ bytes; save it as csv"):
        reading(tmp_path / "a.parquet", content)
    assert list(parquet_probe.problems(str(tmp_path / "a.parquet"), 99, 99)) == []


def test_a_long_text_of_a_frame_is_refused_before_it_is_copied(tmp_path):
    content = parquet(tmp_path, Pos=[1], No=[7], Driver=["x" * 200])

    with pytest.raises(ReadError, match=r"a.parquet: a cell of 200 bytes; 9 letters are the most"):
        rows(reading(tmp_path / "a.parquet", content, limits=Limits(cell_chars=9)))


def test_a_mail_that_nests_too_deep_is_refused(tmp_path, monkeypatch):
    def deep(_data):
        raise RecursionError

    monkeypatch.setattr(mail, "message_from_bytes", deep)
    content = "From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--x--\n"

    with pytest.raises(ReadError, match=r"a: is a damaged mail: "):
        opened(tmp_path / "a", content)


def test_a_quote_that_is_a_sign_for_inches_closes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 64)
    text = HEADER + ROW.replace("Ann", 'Ann 7"') * 9 + ROW.replace("Ann Berg", '"Ann\nBerg"') * 5

    found = rows(reading(tmp_path / "a.csv", text))

    assert [row["driver"] for row in found] == ['Ann 7" Berg'] * 9 + ["Ann\nBerg"] * 5


def test_a_long_file_may_end_its_lines_with_returns(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "SMALL_BYTES", 0)

    found = rows(reading(tmp_path / "a.csv", (HEADER + ROW * 3).replace("\n", "\r")))

    assert [row["line"] for row in found] == [2, 3, 4]
