"""Text to values: durations, gaps, positions, numbers, marks, flags and dates."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from racedb import units
from racedb.units.durations import spelled_plainly


def read(parser: Callable[[pl.Expr], pl.Expr], *texts: str | None) -> list[object]:
    """Run a column parser over some cells."""
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return frame.select(parser(pl.col("text")).alias("value"))["value"].to_list()


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("59.123", 59_123_000),
        ("1:59.123", 119_123_000),
        ("11:59.123", 719_123_000),
        ("1:11:59.123", 4_319_123_000),
        ("24:00:38.019", 86_438_019_000),
        ("2:18.0300", 138_030_000),
        ("59.0001", 59_000_100),
        ("0.000001", 1),
        ("5:44'41.101", 20_681_101_000),
        ("1'58.056", 118_056_000),
        ("1′58″056", 118_056_000),
        ("1'58''056", 118_056_000),
        ("2'18\"030", 138_030_000),
        ("2.18.030", 138_030_000),
        ("3.45,2", 225_200_000),
        ("1.32.42.4", 5_562_400_000),
        ("1h32m42.4", 5_562_400_000),
        ("1h 32m 42.4s", 5_562_400_000),
        ("1 h 32 min 42.4 s", 5_562_400_000),
        ("1H32'42\"4", 5_562_400_000),
        ("2m 8s", 128_000_000),
        ("0:40:43:390", 2_443_390_000),
        ("1:58:056", 118_056_000),
        ("1:59,123", 119_123_000),
        ('2"755', 2_755_000),
        ("1:30.7.04", 5_407_040_000),
        ("40.8 secs", 40_800_000),
        ("28.6s", 28_600_000),
        ("95:12.3", 5_712_300_000),
        ("6:26:15", 23_175_000_000),
        ("1:59", 119_000_000),
        ("95", 95_000_000),
        ("\u00a01:59.123 ", 119_123_000),
    ],
)
def test_a_duration_is_read_exactly_however_it_is_printed(text, microseconds):
    (value,) = read(units.durations, text)

    assert value == microseconds


@pytest.mark.parametrize(
    "text",
    [
        *("1:3O.733", "3:59;36.4", "1.1234567", "+1.2", "-1.2", "1:71:00.0", "1:60.0", "1234567"),
        *("no time", "-", "", "1:59.123 (Q)", "24.07.2009", "1:2:3:4:5", "1:59.", ".5", "1h", "٣"),
    ],
)
def test_what_is_no_duration_is_null(text):
    (value,) = read(units.durations, text)

    assert value is None


def test_a_column_of_several_spellings_keeps_its_order_and_its_nulls():
    values = read(units.durations, None, "1:59.123", "2.18.030", "x", "59.1")

    assert values == [None, 119_123_000, 138_030_000, None, 59_100_000]


def test_a_column_in_the_usual_spelling_is_left_as_it_is():
    usual = pl.Series("lap", ["1:59.123", None, "59.1"])
    odd = pl.Series("lap", ["1:59.123", None, "1'58.056", "1m 2s", "no time"])

    assert spelled_plainly(usual) is usual
    assert spelled_plainly(odd).to_list() == ["1:59.123", None, "1:58.056", "1:02", "no time"]


@given(st.integers(min_value=0, max_value=9_999 * 3_600_000_000))
def test_a_printed_duration_reads_back(microseconds):
    seconds, rest = divmod(microseconds, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)

    text = f"{hours}:{minutes:02}:{seconds:02}.{rest:06}"

    assert units.duration_us(text) == microseconds


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_nothing(text):
    parsers = (
        units.durations, units.gaps, units.totals, units.positions, units.whole, units.decimals,
        units.yes, units.flags, units.dates, units.moments, units.blank, units.is_position_word,
    )  # fmt: skip

    results = [read(parser, text) for parser in parsers]

    assert all(len(result) == 1 for result in results)


@pytest.mark.parametrize(
    ("text", "gap_us"),
    [
        ("+0.903", 903_000),
        ("+ 23.914", 23_914_000),
        ("14.886", 14_886_000),
        ("+1:02.3", 62_300_000),
        ("+28.6s", 28_600_000),
        ("−3.2", 3_200_000),
    ],
)
def test_a_gap_in_time_has_a_sign_or_none(text, gap_us):
    (value,) = read(units.gaps, text)

    assert value == {"gap_us": gap_us, "gap_laps": None}


@pytest.mark.parametrize(
    ("text", "laps"),
    [
        *(("1 Lap", 1), ("11 Laps", 11), ("+1 Lap", 1), ("+ 3 laps", 3), ("-1 lap", 1), ("1L", 1)),
        *(("11 laps behind", 11), ("1 Lap(s)", 1), ("1 tour", 1), ("à 2 tours", 2), ("1 Rd.", 1)),
        *(("2 Rdn", 2), ("1 Runde zurück", 1), ("1 giro", 1), ("2 giri", 2), ("1 vuelta", 1)),
        *(("2 vueltas", 2), ("1 volta", 1), ("3 voltas", 3)),
    ],
)
def test_a_gap_in_laps_is_read_in_six_languages(text, laps):
    (value,) = read(units.gaps, text)

    assert value == {"gap_us": None, "gap_laps": laps}


@pytest.mark.parametrize("text", ["-", "", None, "+-1:38:49", "lap", "DNF"])
def test_what_is_no_gap_is_null(text):
    (value,) = read(units.gaps, text)

    assert value == {"gap_us": None, "gap_laps": None}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1:56:10.674", "us", 6_970_674_000),
        ("+0.903", "gap_us", 903_000),
        ("1 Lap", "gap_laps", 1),
        ("+4 Laps", "gap_laps", 4),
        ("65 laps", "gap_laps", 65),
        ("Engine", "word", "Engine"),
        (" no time ", "word", "no time"),
        ("Ret (crash)", "word", "Ret (crash)"),
        ("107% Rule", "word", "107% Rule"),
        ("Oil", "word", "Oil"),
        ("3 wheels off", "word", "3 wheels off"),
    ],
)
def test_a_total_is_a_time_a_gap_laps_or_a_word(text, kind, value):
    (total,) = read(units.totals, text)

    assert total == {"us": None, "gap_us": None, "gap_laps": None, "word": None, kind: value}


@pytest.mark.parametrize(
    "text", ["1:3O.733", "3:59;36.4", "O:59.123", "1:59.123 (Q)", "+1.2.3.4.5", "24.0l1", "2:18.O3"]
)
def test_a_spoilt_time_is_neither_a_time_nor_a_word(text):
    (total,) = read(units.totals, text)

    assert total == {"us": None, "gap_us": None, "gap_laps": None, "word": None}
    assert read(units.blank, text) == [False]


def test_cells_of_nothing_are_blank():
    texts = ("", " ", "-", "–", "—", "n/a", "N/A", "\\N", "--:--.---", "NULL", "nan", None)

    assert read(units.blank, *texts) == [True] * len(texts)
    assert read(units.blank, "0", "x", "NC", "none of it") == [False] * 4


@pytest.mark.parametrize(
    ("text", "position"),
    [
        *(("1", 1), ("1st", 1), ("2nd", 2), ("23rd", 23), ("4.", 4), ("1=", 1), ("=1", 1)),
        *(("1. (10.)", 1), ("1er", 1), ("2e", 2), ("3ème", 3), ("P1", 1), ("01", 1), ("1.0", 1)),
        *(("12*", 12), ("5º", 5), (" 7 ", 7)),
    ],
)
def test_a_position_is_read_as_a_number(text, position):
    assert read(units.positions, text) == [position]
    assert read(units.is_position_word, text) == [False]


def test_a_word_in_place_of_a_position_is_null_and_a_word():
    texts = ("NC", "DNF", "Ret", "DSQ")

    assert read(units.positions, *texts) == [None] * 4
    assert read(units.is_position_word, *texts) == [True] * 4


def test_a_place_that_is_doubtful_or_half_is_a_mistake_and_no_word():
    texts = ("2?", "1.5", "3/12", "#REF!", "#TODO!")

    assert read(units.positions, *texts) == [None] * 5
    assert read(units.is_no_place, *texts) == [False] * 5
    assert read(units.is_no_place, "Ret", "0", "-1", "0.0", None) == [True] * 4 + [None]


@pytest.mark.parametrize("mark", ["*", " †", "‡", " **", " [1]", "[note 2]", "²", " #"])
def test_marks_behind_a_value_do_not_count(mark):
    assert read(units.whole, f"12{mark}", f"1,234{mark}") == [12, 1234]
    assert read(units.positions, f"3{mark}", f"1st{mark}") == [3, 1]
    assert read(units.decimals, f"12.5{mark}", f"4½{mark}") == [12.5, 4.5]
    assert read(units.durations, f"1:30.5{mark}", f"28.6s{mark}") == [90_500_000, 28_600_000]
    assert read(units.gaps, f"+2 Laps{mark}") == [{"gap_us": None, "gap_laps": 2}]
    assert read(units.totals, f"+3.5{mark}", f"Engine{mark}") == [
        {"us": None, "gap_us": 3_500_000, "gap_laps": None, "word": None},
        {"us": None, "gap_us": None, "gap_laps": None, "word": f"Engine{mark}"},
    ]
    assert read(units.dates, f"26 July 2009{mark}") == [date(2009, 7, 26)]
    assert read(units.has_mark, f"12{mark}", "12", None) == [True, False, None]


def test_a_formula_that_failed_is_a_value_of_nothing():
    texts = ("#REF!", "#N/A", " #DIV/0! ", "#NAME?", "#17", "#Engine", "", None)

    assert read(units.failed_formula, *texts) == [True] * 4 + [False] * 4
    assert read(units.totals, "#VALUE!") == [dict.fromkeys(("us", "gap_us", "gap_laps", "word"))]
    assert read(units.is_position_word, "#N/A") == [False]


def test_zero_and_blanks_are_no_positions_and_no_words():
    texts = ("0", "", "-", "n/a", None)

    assert read(units.positions, *texts) == [None] * 5
    assert read(units.is_position_word, *texts) == [False] * 5


def test_whole_numbers_may_part_thousands():
    values = read(units.whole, "12", "-1", "+3", "12.0", "1,234", "1 234", "1.234", "x", "", None)

    assert values == [12, -1, 3, 12, 1234, 1234, None, None, None, None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("182.6700", 182.67), ("182,67", 182.67), ("182,670", 182.67), ("4,291", 4.291)),
        *(("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1_234_567), ("1 234,5", 1234.5)),
        *(("1.234.567", 1_234_567), ("1'234.5", 1234.5), ("½", 0.5), ("4½", 4.5), ("25", 25)),
        *(("182.67 km/h", 182.67), ("7004 m", 7004), ("25 pts", 25), ("-1", -1), (".5", 0.5)),
        *(("113 mph", None), ("x", None), ("", None), ("1.2.3", None), ("1,23,456", None)),
    ],
)
def test_a_number_has_a_decimal_point_or_a_decimal_comma(text, value):
    assert read(units.decimals, text) == [value]


def test_marks_are_there_or_not():
    assert read(units.yes, "Y", "yes", "true", "1", "1.0", "B", "x", "*") == [True] * 8
    assert read(units.yes, "N", "no", "False", "0", "0.0", "", "-") == [False] * 7
    assert read(units.yes, "maybe", None) == [None, None]


def test_moments_are_in_utc():
    texts = {
        "2024-03-02T14:20:00.5+00:00": "2024-03-02T14:20:00.500Z",
        " 2024-03-02 14:20:00 ": "2024-03-02T14:20:00.000Z",
        "2024-03-02T14:20:00.123456789Z": "2024-03-02T14:20:00.123Z",
        "2024-03-02T14:20:00+05:30": "2024-03-02T08:50:00.000Z",
        "2024-03-02T22:20:00-0330": "2024-03-03T01:50:00.000Z",
        "1717243200": "2024-06-01T12:00:00.000Z",
        "1717243200.25": "2024-06-01T12:00:00.250Z",
        "2024-02-30T14:20:00": None,
        "14:20:00": None,
        "2024": None,
    }
    assert read(units.moments, *texts) == list(texts.values())


def test_flags_are_known_by_code_and_by_name():
    texts = ("GF", "YF", "FCY", "SC", "VSC", "code-60", "RF", "FF", "Full Course Yellow", "?", None)

    assert read(units.flags, *texts) == [
        *("green", "yellow", "fcy", "sc", "vsc", "code60", "red", "chequered", "fcy"),
        *(None, None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("2009-07-26", "2009/7/26", "26.07.2009", "26/07/2009", "26-7-2009", "20090726"),
        *("26 July 2009", "July 26, 2009", "Sunday, 26 July 2009", "26. Juli 2009", "26-Jul-2009"),
        *("26 juillet 2009", "26 de julio de 2009", "26 luglio 2009", "2009-07-26T14:00:00Z"),
        *("2009-07-26 00:00:00", "07/26/2009", "26.07.09", "26/7/09", "07/26/09"),
        *("26.-27.07.2009", "26-27 July 2009", "26. - 27. Juli 2009", "July 26-27, 2009"),
    ],
)
def test_a_day_is_read_however_it_is_printed(text):
    assert read(units.dates, text) == [date(2009, 7, 26)]


@pytest.mark.parametrize(
    "text", ["2009-02-30", "13/26/2009", "19-22 Mar", "26 Foo 2009", "x", "", None]
)
def test_what_is_no_day_is_null(text):
    assert read(units.dates, text) == [None]


def test_a_column_of_days_has_one_order():
    assert read(units.dates, "03/04/2025", "07/26/2025") == [date(2025, 3, 4), date(2025, 7, 26)]
    assert read(units.dates, "03/04/2025", "26/07/2025") == [date(2025, 4, 3), date(2025, 7, 26)]
    assert read(units.dates, "03/04/2025", "26.07.1969", "1/2/69") == [
        *(date(2025, 4, 3), date(1969, 7, 26), date(2069, 2, 1)),
    ]


def test_speeds_convert_between_miles_and_lengths():
    row = pl.DataFrame({"mph": [100.0], "length_m": [7004], "lap_us": [138_030_000], "no_us": [0]})

    values = row.select(
        units.kph(pl.col("mph")),
        average=units.average_kph(pl.col("length_m"), pl.col("lap_us")).round(2),
        none=units.average_kph(pl.col("length_m"), pl.col("no_us")),
    ).row(0)

    assert values == (pytest.approx(160.9344), 182.67, None)


@pytest.mark.parametrize("places", range(1, 7))
def test_the_longest_durations_are_exact(places):
    seconds = [*range(9_999 * 3_600 + 3_500, 9_999 * 3_600 + 3_600), *range(100)]
    fractions = [(number * 7_919_317 + 1) % 10**places for number in seconds]
    texts = [
        f"{whole // 3_600}:{whole // 60 % 60:02}:{whole % 60:02}.{part:0{places}}"
        for whole, part in zip(seconds, fractions, strict=True)
    ]

    read = pl.DataFrame({"text": texts}).select(units.durations(pl.col("text")))["text"]

    assert read.to_list() == [
        whole * 1_000_000 + part * 10 ** (6 - places)
        for whole, part in zip(seconds, fractions, strict=True)
    ]
