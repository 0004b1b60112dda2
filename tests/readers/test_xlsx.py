"""Spreadsheets: titles, merged cells, durations that Excel mangled, sheets, bombs."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from racedb.errors import ReadError
from racedb.readers import xlsx
from tests.readers.read import column, reading, rows

HEADER = ("Pos", "No", "Driver", "Laps", "Time", "Best lap")


def book(*sheets):
    """Write a workbook of (title, rows)."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, content in sheets:
        sheet = made.create_sheet(title)
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "r.xlsx", content, **options)


def test_a_sheet_with_a_title_and_durations_that_excel_mangled(read):
    found = read(
        book(
            (
                "Race",
                [
                    ("Summer Race",),
                    (),
                    HEADER,
                    (1, 7, "Ann Berg", 20.0, time(0, 40, 1, 500000), time(0, 2, 18, 30000)),
                    (2, "007", "Bo Dahl", 20, timedelta(hours=25, seconds=1), 0.5),
                    (None,),
                    ("Ret", 9, "Cy Ek", 4, None, None),
                ],
            )
        )
    )
    assert (found.reader, found.encoding, found.tables[0].heading) == ("xlsx", "", "Race")
    assert rows(found) == [
        {
            "line": 4, "position": "1", "car_number": "7", "driver": "Ann Berg", "laps": "20",
            "total": "40:01.500000", "best_lap": "2:18.030000",
        },
        {
            "line": 5, "position": "2", "car_number": "007", "driver": "Bo Dahl", "laps": "20",
            "total": "25:00:01", "best_lap": "0.5",
        },
        {"line": 7, "position": "Ret", "car_number": "9", "driver": "Cy Ek", "laps": "4"},
    ]  # fmt: skip
    assert found.raw_lines({7, 99}) == {7: "Ret | 9 | Cy Ek | 4 |  | "}


def test_a_sheet_is_chosen_by_its_name(read):
    data = book(
        ("Group 1", [HEADER, (1, 7, "Ann Berg", 20, "40:01.5", "2:00.1")]),
        ("Group 2", [HEADER, (1, 8, "Bo Dahl", 20, "40:01.5", "2:00.1")]),
        ("Empty", []),
    )
    with pytest.raises(ReadError, match="--table says which: 1 'Group 1', 2 'Group 2'"):
        read(data)
    assert column(read(data, table="Group 2"), "driver") == ["Bo Dahl"]


def test_sheets_of_sessions_are_all_taken_and_share_what_they_state(read):
    data = book(
        ("Qualifying", [("Club Cup 2024",), HEADER, (1, 7, "Ann Berg", 20, "40:01.5", "2:00.1")]),
        ("Race", [HEADER, (1, 8, "Bo Dahl", 20, "40:01.5", "2:00.1"), (2, 9)]),
    )

    found = read(data)

    assert [dict(table.context) for table in found.tables] == [
        {"session": "Qualifying", "season": "2024"}, {"session": "Race", "season": "2024"},
    ]  # fmt: skip
    assert found.raw_lines({2})[2].startswith("1 | 8 | Bo Dahl")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""), (True, "yes"), (False, "no"), (12.0, "12"), (0.1 + 0.2, "0.3"), (7, "7"),
        (time(1, 2, 3), "1:02:03"), (timedelta(seconds=59), "0:59"),
        (datetime.fromisoformat("1900-01-01T01:00:01"), "25:00:01"), (datetime.fromisoformat("2009-07-26"), "2009-07-26"),
        (datetime.fromisoformat("2009-07-26T16:05"), "2009-07-26 16:05:00"), (date(2009, 7, 26), "2009-07-26"),
        ("=1", "=1"),
    ],
)  # fmt: skip
def test_cells_are_written_as_they_would_be_printed(value, printed):
    assert xlsx.text(value) == printed


RACE = (HEADER, (1, 7, "Ann Berg", 20, "40:01.5", "2:00.1"))


def with_cells(**cells):
    """Write a workbook of a race and other cells."""
    made = openpyxl.load_workbook(io.BytesIO(book(("Race", RACE))))
    for place, value in cells.items():
        made["Race"][place] = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("place", ["XFD1048576", "XFD2", "A10003"])
def test_a_cell_far_from_the_others_is_named_and_not_lost(read, place):
    with pytest.raises(ReadError) as caught:
        read(with_cells(**{place: "x"}))
    assert str(caught.value).endswith(
        f"r.xlsx: sheet 'Race': cell {place} stands too far from the others; empty it, or save the "
        "sheet as csv"
    )


def test_a_row_below_a_gap_is_read(read):
    found = read(with_cells(A10002=2, B10002=8, C10002="Bo Dahl"))
    assert [(row["line"], row["driver"]) for row in rows(found)] == [
        (2, "Ann Berg"), (10002, "Bo Dahl"),
    ]  # fmt: skip


def test_a_sheet_that_states_a_wrong_size_is_read_whole(read):
    out, data = io.BytesIO(), book(("Race", RACE))
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            assert name != "xl/worksheets/sheet1.xml" or b'ref="A1:F2"' in part
            new.writestr(name, part.replace(b'ref="A1:F2"', b'ref="A1"'))
    assert column(read(out.getvalue()), "driver") == ["Ann Berg"]


def zipped(parts, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data, **options)
    return out.getvalue()


def test_a_bomb_is_refused_before_it_is_read(read):
    bomb = zipped({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"0" * (3 << 20)})
    with pytest.raises(ReadError, match=r"inflates to 1,[0-9,]+ bytes or more, beyond 100 times"):
        read(bomb)


@pytest.mark.parametrize("cut", [30, 200, -30])
def test_a_cut_file_is_refused(read, cut):
    with pytest.raises(ReadError, match="is a damaged spreadsheet"):
        read(book(("Race", [HEADER]))[:cut])


def test_a_workbook_of_nonsense_is_refused(read):
    with pytest.raises(ReadError, match=r"r.xlsx: is a damaged spreadsheet: "):
        read(zipped({"xl/workbook.xml": "<nonsense", "[Content_Types].xml": "<Types/>"}))


def test_another_zip_file_is_not_claimed(tmp_path):
    with pytest.raises(ReadError, match=r"a\.zip: no reader knows this file; it begins 'y'"):
        reading(tmp_path / "a.zip", zipped({"x": "y"}))
    with pytest.raises(ReadError, match=r"b\.zip: is a damaged or locked archive"):
        reading(tmp_path / "b.zip", b"PK\x03\x04 cut")


def test_cells_that_are_only_formatted_are_nothing(read):
    made = openpyxl.load_workbook(io.BytesIO(book(("Race", RACE))))
    made["Race"]["ZZ1"].font = openpyxl.styles.Font(bold=True)
    made["Race"]["A20000"].font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    made.save(out)
    found = read(out.getvalue())
    assert [column.source for column in found.tables[0].columns] == list(HEADER)
    assert column(found, "line") == [2]
