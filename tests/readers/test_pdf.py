"""Timing sheets as PDF: words with places to tables, laps in blocks, titles, and what is refused."""

import io
import signal
import subprocess

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from racedb.errors import ReadError
from racedb.readers import pdf as pdf_reader
from racedb.readers import pdf_words
from racedb.readers.limits import Limits
from tests.readers.pdf_sheets import pdf, table
from tests.readers.read import opened, reading, rows, tables

TITLE = {40: [(75, "FORMULA 1 CLUB UNITED STATES GRAND PRIX 2024 - Austin")]}
RACE_PLACES = (30, 48, 62, 155, 175, 300, 340, 400, 450, 500, 540)
RACE = [
    ("", "NO", "DRIVER", "NAT", "ENTRANT", "LAPS", "TIME", "GAP", "FASTEST", "ON", "PTS"),
    ("1", "7", "Ann BERG", "", "Alpha F1 Team", "12", "20:01.234", "", "1:38.001", "9", "25"),
    ("DQ", "12", "Bo DAHL *", "", "Beta Racing", "12", "20:05.234", "4.000", "1:38.501", "3", ""),
    ("2", "13", "Cy EK", "", "Beta Racing", "11", "20:03.000", "1 LAP", "1:39.000", "11", "18"),
]


def messages(found):
    return [finding.message for finding in found.findings]


def refusal(tmp_path, content, **options):
    with pytest.raises(ReadError) as error:
        reading(tmp_path / "sheet.pdf", content, **options)
    return str(error.value).removeprefix(f"{tmp_path / 'sheet.pdf'}: ")


def test_a_classification_ends_where_something_else_is_listed(tmp_path):
    page = {
        **TITLE, 60: [(120, "Race Final Classification after 12 Laps")],
        **table(80, RACE_PLACES, RACE),
        132: [(270, "NOT CLASSIFIED")],
        **table(144, RACE_PLACES, [
            ("", "14", "Di FOX", "", "Alpha F1 Team", "9", "15:00.000", "DNF", "1:39.500", "2", ""),
            ("", "15", "Ed GIL", "", "Alpha F1 Team", "8", "14:00.000", "", "1:39.600", "2", ""),
        ]),
        168: [(260, "FASTEST LAP")], 180: [(48, "7"), (62, "Ann BERG"), (340, "1:38.001")],
        700: [(28, "The Stewards")],
    }  # fmt: skip

    found = reading(tmp_path / "sheet.pdf", pdf(page))

    assert tables(found) == [
        ("results", {"series": "Formula 1", "season": "2024", "event": "United States Grand Prix",
                     "session": "Race"}, [
            {"line": 4, "position": "1", "car_number": "7", "driver": "Ann BERG",
             "entrant": "Alpha F1 Team", "laps": "12", "total": "20:01.234",
             "best_lap": "1:38.001", "best_lap_number": "9", "points": "25"},
            {"line": 5, "position": "DQ", "car_number": "12", "driver": "Bo DAHL *",
             "entrant": "Beta Racing", "laps": "12", "total": "20:05.234", "gap": "4.000",
             "best_lap": "1:38.501", "best_lap_number": "3"},
            {"line": 6, "position": "2", "car_number": "13", "driver": "Cy EK",
             "entrant": "Beta Racing", "laps": "11", "total": "20:03.000", "gap": "1 LAP",
             "best_lap": "1:39.000", "best_lap_number": "11", "points": "18"},
            {"line": 8, "car_number": "14", "driver": "Di FOX",
             "entrant": "Alpha F1 Team", "laps": "9", "total": "15:00.000", "gap": "DNF",
             "best_lap": "1:39.500", "best_lap_number": "2"},
            {"line": 9, "position": "NOT CLASSIFIED", "car_number": "15", "driver": "Ed GIL",
             "entrant": "Alpha F1 Team", "laps": "8", "total": "14:00.000",
             "best_lap": "1:39.600", "best_lap_number": "2"},
        ]),
    ]  # fmt: skip
    assert found.tables[0].heading == "Race Final Classification after 12 Laps"
    assert messages(found) == [
        (
            "lines that are no rows of a table: 3, such as 10 'FASTEST LAP'; "
            "11 '7  Ann BERG  1:38.001'; 12 'The Stewards'"
        )
    ]


def test_parts_of_a_qualifying_have_laps_and_times_of_their_own(tmp_path):
    places = (30, 48, 62, 160, 220, 250, 280, 340, 390, 420)
    found = reading(tmp_path / "sheet.pdf", pdf({
        20: [(100, "2024 CLUB GRAND PRIX")],
        40: [(100, "Qualifying Session Provisional Classification")],
        **table(80, places, [
            ("", "NO", "DRIVER", "Q1", "LAPS", "%", "TIME", "Q2", "LAPS", "TIME"),
            ("1", "7", "Ann BERG", "1:38.001", "9", "100.0", "16:18:41", "1:37.001", "6", "16:38:19"),
            ("2", "12", "Bo DAHL", "1:38.501", "8", "100.5", "16:18:17"),
        ]),
    }))  # fmt: skip

    assert tables(found) == [
        ("results", {"season": "2024", "event": "Club Grand Prix", "session": "Qualifying"}, [
            {"line": 4, "position": "1", "car_number": "7", "driver": "Ann BERG",
             "q1": "1:38.001", "q2": "1:37.001"},
            {"line": 5, "position": "2", "car_number": "12", "driver": "Bo DAHL",
             "q1": "1:38.501"},
        ]),
    ]  # fmt: skip
    assert messages(found) == [
        "these results are provisional: Qualifying Session Provisional Classification"
    ]


def test_crews_stand_in_lines_above_and_below_their_car(tmp_path):
    page = {
        30: [(200, "6 Hours of Spa")], 50: [(200, "Results of Race 2")],
        100: [(20, "Pos"), (45, "No."), (75, "Team"), (260, "Drivers"), (400, "Laps"), (460, "Total Time")],
    }  # fmt: skip
    cars = [
        ("7", "Alpha", ("Ann BERG", "Bo DAHL", "Cy EK")),
        ("8", "Beta", ("Di FOX", "Ed GIL", "Flo HEY")),
    ]
    for n, (number, team, crew) in enumerate(cars):
        top = 120 + 36 * n
        page[top] = [(260, crew[0])]
        page[top + 9] = [
            (20, str(n + 1)), (45, number), (75, team), (260, crew[1]), (400, "148"),
            (460, f"6:00:1{n}.123"),
        ]  # fmt: skip
        page[top + 18] = [(260, crew[2])]

    found = reading(tmp_path / "sheet.pdf", pdf(page))

    assert tables(found) == [
        ("results", {"event": "6 Hours of Spa", "session": "Race 2"}, [
            {"line": 5, "position": "1", "car_number": "7", "team": "Alpha", "laps": "148",
             "drivers": "Ann BERG\nBo DAHL\nCy EK", "total": "6:00:10.123"},
            {"line": 8, "position": "2", "car_number": "8", "team": "Beta", "laps": "148",
             "drivers": "Di FOX\nEd GIL\nFlo HEY", "total": "6:00:11.123"},
        ]),
    ]  # fmt: skip


def test_crews_below_their_car_and_remarks_below_the_table(tmp_path):
    places = (20, 45, 75, 260, 400)
    page = table(100, places, [
        ("Pos", "No.", "Team", "Drivers", "Laps"), ("LMP2",),
        ("1", "7", "Alpha", "Ann BERG", "148"), ("", "", "", "Bo DAHL"), ("", "", "", "Cy EK"),
        ("2", "8", "Beta", "Di FOX", "147"), ("", "", "", "Ed GIL"), ("", "", "", "Flo HEY"),
        ("", "", "Weather: dry", ""), ("Fastest lap: Ann Berg of car 7 in lap 3",),
    ])  # fmt: skip

    found = reading(tmp_path / "sheet.pdf", pdf(page))

    assert rows(found) == [
        {"line": 3, "position": "1", "car_number": "7", "team": "Alpha", "laps": "148",
         "drivers": "Ann BERG\nBo DAHL\nCy EK"},
        {"line": 6, "position": "2", "car_number": "8", "team": "Beta", "laps": "147",
         "drivers": "Di FOX\nEd GIL\nFlo HEY"},
    ]  # fmt: skip
    assert messages(found) == [
        (
            "lines that are no rows of a table: 2, such as 9 'Weather: dry'; "
            "10 'Fastest lap: Ann Berg of car 7 in lap 3'"
        )
    ]


def test_a_history_chart_has_a_block_a_lap(tmp_path):
    def page(*laps):
        made = {40: [(200, "Race History Chart")], 60: []}
        for n, (lap, cars) in enumerate(laps):
            left = 30 + 120 * n
            made[60] += [(left, f"LAP {lap}"), (left + 35, "GAP"), (left + 70, "TIME")]
            for place, (number, gap, time) in enumerate(cars):
                cells = [(-(left + 20), number), (-(left + 50), gap), (-(left + 95), time)]
                made.setdefault(72 + 12 * place, []).extend(cell for cell in cells if cell[1])
        made[700] = [(40, "Page")]
        return made

    found = reading(tmp_path / "sheet.pdf", pdf(
        page((1, [("7", "", "1:41.000"), ("12", "1.500", "1:42.500")]),
             (2, [("12", "", "1:39.000"), ("7", "PIT", "1:45.000")])),
        page((3, [("12", "", "1:38.000")]), (4, [("7", "1 LAP", "1:50.000")])),
    ))  # fmt: skip

    assert tables(found) == [
        ("laps", {"session": "Race"}, [
            {"line": 3, "lap_number": "1", "position": "1", "car_number": "7", "lap": "1:41.000"},
            {"line": 4, "lap_number": "1", "position": "2", "car_number": "12", "lap": "1:42.500"},
            {"line": 3, "lap_number": "2", "position": "1", "car_number": "12", "lap": "1:39.000"},
            {"line": 4, "lap_number": "2", "position": "2", "car_number": "7", "lap": "1:45.000",
             "pit_in": "P"},
            {"line": 8, "lap_number": "3", "position": "1", "car_number": "12", "lap": "1:38.000"},
            {"line": 8, "lap_number": "3", "position": "1", "car_number": "7", "lap": "1:50.000"},
        ]),
    ]  # fmt: skip
    assert messages(found) == ["lines that are no rows of a table: 2, such as 5 'Page'; 9 'Page'"]


def test_laps_in_blocks_belong_to_the_car_above_them(tmp_path):
    blocks = (30, 230)
    first = {
        40: [(200, "Second Practice Session Lap Times")],
        60: [(30, "7"), (50, "Ann BERG"), (230, "12"), (250, "Bo DAHL")],
        72: [(x + d, t) for x in blocks for d, t in ((0, "LAP"), (40, "TIME"), (100, "LAP"), (140, "TIME"))],
        84: [(30, "1"), (70, "15:03:36"), (130, "3"), (170, "1:39.300"), (230, "1"), (270, "15:03:40")],
        96: [(30, "2"), (52, "P"), (70, "1:39.200"), (230, "2"), (270, "1:40.200")],
        108: [(30, "Best of 3")],
    }  # fmt: skip
    second = {60: [(30, "LAP"), (70, "TIME")], 72: [(30, "3"), (70, "1:40.300")]}

    found = reading(tmp_path / "sheet.pdf", pdf(first, second))

    assert tables(found) == [
        ("laps", {"session": "Practice 2"}, [
            {"line": 4, "car_number": "7", "driver": "Ann BERG", "lap_number": "1", "time_of_day": "15:03:36"},
            {"line": 5, "car_number": "7", "driver": "Ann BERG", "lap_number": "2", "lap": "1:39.200", "pit_in": "P"},
            {"line": 4, "car_number": "7", "driver": "Ann BERG", "lap_number": "3", "lap": "1:39.300"},
            {"line": 4, "car_number": "12", "driver": "Bo DAHL", "lap_number": "1", "time_of_day": "15:03:40"},
            {"line": 5, "car_number": "12", "driver": "Bo DAHL", "lap_number": "2", "lap": "1:40.200"},
            {"line": 8, "car_number": "12", "driver": "Bo DAHL", "lap_number": "3", "lap": "1:40.300"},
        ]),
    ]  # fmt: skip
    assert messages(found) == ["lines that are no rows of a table: 1, such as 6 'Best of 3'"]


def test_columns_of_laps_run_down_the_page_each_by_itself(tmp_path):
    words = ("Lap", "Lap Time", "T1", "T2", "Speed")
    places = (30, 60, 110, 150, 190)
    page = {
        40: [(100, "Free Practice Nr. 1 Chronological Analysis")],
        60: [(x + o, t) for o in (0, 400) for x, t in zip(places, words, strict=True)],
        72: [(30, "1st"), (60, "63"), (80, "Ann BERG"), (200, "DUCATI"), (430, "2nd"), (460, "89"), (480, "Bo DAHL")],
        84: [(60, "Runs=1"), (430, "1"), (460, "1'31.500"), (590, "301.0")],
        96: [(30, "1"), (60, "1'30.500 P"), (110, "20.1"), (190, "300.0")],
        108: [(30, "2nd"), (60, "20"), (80, "Cy EK")],
        120: [(30, "1"), (60, "1'32.500")],
    }  # fmt: skip

    found = reading(tmp_path / "sheet.pdf", pdf(page))

    assert tables(found) == [
        ("laps", {"session": "Free Practice 1"}, [
            {"line": 5, "car_number": "63", "driver": "Ann BERG", "lap_number": "1",
             "lap": "1'30.500", "top_kph": "300.0", "pit_in": "P"},
            {"line": 7, "car_number": "20", "driver": "Cy EK", "lap_number": "1", "lap": "1'32.500"},
            {"line": 4, "car_number": "89", "driver": "Bo DAHL", "lap_number": "1",
             "lap": "1'31.500", "top_kph": "301.0"},
        ]),
    ]  # fmt: skip


def test_a_list_of_laps_names_the_team_where_drivers_are_numbers(tmp_path):
    found = reading(tmp_path / "sheet.pdf", pdf({
        40: [(200, "4h Nordschleife - Rundenzeiten")],
        **table(80, (30, 80, 140), [
            ("Runde", "Zeit", "Fahrer"), ("#632", "Alpha: Team"), ("#632", "BMW Team Alpha"),
            ("1", "8:59.111", "1"), ("2", "8:49.111", "2"), ("3", "", ""),
        ]),
    }))  # fmt: skip

    (_, context, laps), = tables(found)  # fmt: skip
    assert context == {"event": "4h Nordschleife"}
    assert [(row["car_number"], row["team"], row["lap_number"], row["lap"]) for row in laps] == [
        ("632", "BMW Team Alpha", "1", "8:59.111"), ("632", "BMW Team Alpha", "2", "8:49.111"),
    ]  # fmt: skip


def test_laps_of_nobody_are_a_plain_table(tmp_path):
    page = table(
        80,
        (30, 80, 140),
        [("Lap", "Time", "S1"), ("1", "1:59.111", "40.1"), ("2", "1:49.111", "40.2")],
    )

    found = reading(tmp_path / "sheet.pdf", pdf(page), columns=("lap_number", "lap", "s1"))

    assert rows(found) == [
        {"line": 2, "lap_number": "1", "lap": "1:59.111", "s1": "40.1"},
        {"line": 3, "lap_number": "2", "lap": "1:49.111", "s1": "40.2"},
    ]


def test_a_table_goes_on_on_the_next_page(tmp_path):
    second = {60: [(100, "Race Results, page 2")], **table(90, RACE_PLACES, [
        RACE[0], ("", "14", "Di FOX", "", "Alpha F1 Team", "9", "15:00.000", "DNF", "1:39.500", "2", ""),
    ])}  # fmt: skip

    found = reading(tmp_path / "sheet.pdf", pdf({**TITLE, **table(80, RACE_PLACES, RACE)}, second))

    assert [(row["line"], row.get("position"), row["car_number"]) for row in rows(found)] == [
        (3, "1", "7"), (4, "DQ", "12"), (5, "2", "13"), (8, None, "14"),
    ]  # fmt: skip


def test_a_header_without_rows_is_no_table(tmp_path):
    page = table(80, (30, 80, 140), [("Pos", "No", "Driver"), ("Nobody came",)])

    assert "no column of a table is understood" in refusal(tmp_path, pdf(page))
    assert "no column of a table is understood" in refusal(
        tmp_path, pdf({80: [(30, "Pos"), (80, "No")]})
    )


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("FORMULA 1 ACME MONACO GRAND PRIX", {"series": "Formula 1", "event": "Monaco Grand Prix"}),
        ("FORMULA 1 ACME GRAND PRIX", {"series": "Formula 1"}),
        ("Gran Premio di Monza", {}),
        ("GRAND PRIX", {}),
    ],
)
def test_the_name_of_an_event_has_no_sponsors(tmp_path, title, event):
    page = {30: [(50, title)], **table(80, RACE_PLACES, RACE)}

    assert dict(reading(tmp_path / "sheet.pdf", pdf(page)).tables[0].context) == event


CHART = [
    # The rows are laps; 13 is lapped in the third, 14 retires.
    [("POS", "1", "2", "3", "4"), ("GRID", "7", "12", "13", "14"), ("LAP 1", "12", "7", "13", "14"),
     ("LAP 2", "12", "7P", "13"), ("LAP 3", "12", "7"), ("LAP 4", "12", "7", "13")],
    # Its rows are places.
    [("Laps", "1", "2", "3", "4"), ("1 7 Berg", "12", "12", "12", "12"), ("2 12 Dahl", "7", "7P", "7", "7"),
     ("3 13 Ek", "13", "13", "", "13"), ("4 14 Fox", "14")],
]  # fmt: skip


@pytest.mark.parametrize("chart", CHART)
def test_a_lap_chart_has_laps_and_places_in_rows_and_columns_or_the_other_way_about(
    tmp_path, chart
):
    page = {
        40: [(100, "Race Lap Chart")], **table(60, (30, 120, 150, 180, 210), chart),
        700: [(30, "16 May 2024"), (180, "12")], 720: [(30, "Page 1"), (120, "of 2")],
    }  # fmt: skip

    found = reading(tmp_path / "sheet.pdf", pdf(page))

    ((kind, context, laps),) = tables(found)
    assert (kind, context) == ("laps", {"session": "Race", "season": "2024"})
    columns = ("lap_number", "position", "car_number", "pit_in")
    assert [tuple(row.get(name) for name in columns) for row in laps] == [
        ("1", "1", "12", None), ("1", "2", "7", None), ("1", "3", "13", None), ("1", "4", "14", None),
        ("2", "1", "12", None), ("2", "2", "7", "P"), ("2", "3", "13", None),
        ("3", "1", "12", None), ("3", "2", "7", None),
        ("4", "1", "12", None), ("4", "2", "7", None), ("3", "3", "13", None),
    ]  # fmt: skip
    assert "16 May 2024  12" in messages(found)[0]


def test_a_lap_chart_goes_on_on_the_next_page(tmp_path):
    places = (30, 120, 150, 180)
    first = table(
        60, places, [("Grid", "0", "1", "2"), ("1", "7", "12", "12"), ("2", "12", "7", "7")]
    )
    second = table(60, places, [("", "3", "4", "5"), ("1", "12", "12", "7"), ("2", "7", "7", "12")])
    third = table(72, places, [("3", "13", "13", "13")])
    pages = ({40: [(100, "Race Lap Chart")], **page} for page in (first, second, third))

    laps = rows(reading(tmp_path / "sheet.pdf", pdf(*pages)))

    assert [(row["lap_number"], row["car_number"]) for row in laps if row["position"] == "1"] == [
        ("1", "12"), ("2", "12"), ("3", "12"), ("4", "12"), ("5", "7"),
    ]  # fmt: skip
    assert [row["lap_number"] for row in laps if row["car_number"] == "13"] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("Race Lap Chart", "nothing tells laps and places of this lap chart from each other"),
        ("Final Starting Grid", "a starting grid has no results"),
        ("Race Best Sector Times", "this is a list of the best sector times"),
        ("Qualifying Session Maximum Speeds", "this is a list of speeds"),
        ("Drivers' Championship Standings", "these are the standings of a championship"),
    ],
)
def test_sheets_that_are_no_results_are_refused(tmp_path, title, message):
    page = {40: [(100, title)], **table(80, RACE_PLACES, RACE)}

    assert refusal(tmp_path, pdf(page)) == (
        f"{message}; load the classification or the lap times instead"
    )


def test_a_list_of_fastest_laps_has_no_places(tmp_path):
    page = {40: [(100, "Race Fastest Laps")], **table(80, (30, 50, 70, 160, 250), [
        ("", "NO", "DRIVER", "TIME", "ON"), ("1", "7", "Ann BERG", "1:38.001", "9"),
        ("2", "8", "Bo DAHL", "1:38.501", "3"),
    ])}  # fmt: skip

    first, _ = rows(reading(tmp_path / "sheet.pdf", pdf(page)))

    assert first == {
        "line": 3, "car_number": "7", "driver": "Ann BERG", "best_lap": "1:38.001",
        "best_lap_number": "9",
    }  # fmt: skip


def test_laps_of_a_qualifying_are_numbered_in_a_column_no(tmp_path):
    found = reading(tmp_path / "sheet.pdf", pdf({
        40: [(100, "Qualifying Session Lap Times")], 60: [(30, "7"), (50, "Ann BERG")],
        **table(72, (30, 70, 130, 170), [
            ("NO", "TIME", "NO", "TIME"), ("1", "16:00:41", "3", "1:39.000*"), ("2", "1:38.000"),
        ]),
    }))  # fmt: skip

    who = {"car_number": "7", "driver": "Ann BERG"}
    assert tables(found) == [("laps", {"session": "Qualifying"}, [
        {"line": 4, **who, "lap_number": "1", "time_of_day": "16:00:41"},
        {"line": 5, **who, "lap_number": "2", "lap": "1:38.000"},
        {"line": 4, **who, "lap_number": "3", "lap": "1:39.000", "deleted": "*"},
    ])]  # fmt: skip


# ---- what is refused -----------------------------------------------------------------------------


def picture():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("RGB", (8, 8))), 10, 10)
    canvas.save()
    return out.getvalue()


def without_letters():
    """Write a page whose font does not say which letters its signs are."""
    stream = b"BT /F 8 Tf 50 700 Td <00030004> Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        (b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(B)"
         b"/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>>>"),
    ]  # fmt: skip
    body = b"".join(b"%d 0 obj%s\nendobj\n" % (n, text) for n, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (picture(), ("holds pictures of pages and no text; run text recognition (OCR) over it, or "
          "save the table as csv")),
        (pdf({}), "has no text; run text recognition (OCR) over it, or save the table as csv"),
        (without_letters(), "its letters are pictures without a meaning; save it as csv"),
        (pdf(TITLE, encrypt="secret"), "is locked with a password; save it without one"),
        (b"%PDF-1.4\n%%EOF", "is a damaged PDF file"),
        (pdf(TITLE)[:-20], "is cut off: a PDF file ends with %%EOF"),
    ],
)  # fmt: skip
def test_what_has_no_text_is_refused_with_what_to_do(tmp_path, content, message):
    assert refusal(tmp_path, content).startswith(message)


def test_bounds_are_looked_at_before_the_work(tmp_path, monkeypatch):
    sheet = pdf(TITLE, {**TITLE, 50: [(10, "x" * 2_000)]}, pageCompression=1)

    assert refusal(tmp_path, sheet, limits=Limits(inflated_mib=0)) == (
        "inflates to more than 0 bytes, the most"
    )
    with monkeypatch.context() as patch:
        patch.setattr(pdf_reader, "_BLOCK", 1)
        assert refusal(tmp_path, pdf({}, pageCompression=1)).startswith("has no text")
    assert refusal(tmp_path, sheet + b" " * (1 << 20), limits=Limits(document_mib=1)).startswith(
        "a PDF file of 1,0"
    )
    assert pdf_words.main(sheet, 1, 99) == {"refused": "has 2 pages; 1 are the most"}
    assert pdf_words.main(sheet, 2, 10) == {"refused": "has more than 10 words, the most"}
    assert len(pdf_words.main(sheet, 2, 99)["pages"][0]["words"]) == 10
    assert pdf_words.main(pdf(TITLE, encrypt="a"), 1, 9) == {
        "refused": "is locked with a password; save it without one"
    }
    assert pdf_words.main(b"%PDF", 1, 9)["refused"].startswith("is a damaged PDF file: ")


def test_the_process_that_reads_words_may_fail(tmp_path, monkeypatch):
    source = opened(tmp_path / "sheet.pdf", pdf(TITLE))
    assert source.suffix == ".pdf"

    with monkeypatch.context() as patch:
        patch.setattr(pdf_reader, "SECONDS", 0.001)
        assert refusal(tmp_path, pdf(TITLE)) == "its text takes more than 0.001 s to read"
    with monkeypatch.context() as patch:
        patch.setattr(pdf_words, "__name__", "racedb.nothing")
        assert refusal(tmp_path, pdf(TITLE)) == "is a damaged PDF file: it takes too much memory"
    with monkeypatch.context() as patch:
        overtime = subprocess.CompletedProcess([], -signal.SIGXCPU)
        patch.setattr(subprocess, "run", lambda *_, **__: overtime)
        assert refusal(tmp_path, pdf(TITLE)) == "is a damaged PDF file: it takes too much time"
    monkeypatch.setattr(pdf_reader, "find_spec", lambda _name: None)
    assert refusal(tmp_path, pdf(TITLE)) == "PDF files need an extra: pip install 'racedb[pdf]'"
