"""JSON that nobody has described: arrays of records, nested or one a line; seasons by round."""

import json
from pathlib import Path

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import json_text
from racedb.readers.reading import Source
from racedb.understand.records_by_key import unfolded
from tests.readers.read import reading, rows

ANN = {"position": 1, "car_number": "07", "driver": "Ann Berg", "laps": 20, "time": "40:01.5"}
BO = {"position": 2, "car_number": "8", "driver": "Bo Dahl", "laps": 20, "time": "+12.451"}
READ_ANN = {
    "position": "1",
    "car_number": "07",
    "driver": "Ann Berg",
    "laps": "20",
    "total": "40:01.5",
}
READ_BO = {
    "position": "2",
    "car_number": "8",
    "driver": "Bo Dahl",
    "laps": "20",
    "total": "+12.451",
}


@pytest.fixture
def read(tmp_path):
    return lambda content, **options: reading(tmp_path / "r.json", content, **options)


def test_records_at_the_top(read):
    found = read([ANN, BO])
    assert (found.reader, rows(found)) == (
        "json-records", [READ_ANN | {"line": 1}, READ_BO | {"line": 2}],
    )  # fmt: skip


def test_objects_deep_inside_a_record_are_left_out(read):
    deep = {"near": {"status": {"driver": {"gap": {"status": "DNF"}}}}}
    columns = read([ANN | deep, BO | deep]).tables[0].columns
    assert [column.source for column in columns] == list(ANN)


def test_one_record_a_line_after_a_comment_or_with_blank_lines(read):
    lines = f"{json.dumps(ANN)}\n\n{json.dumps(BO)}\n"
    assert [row["line"] for row in rows(read(lines.replace("\n\n", "\n") + "\n"))] == [1, 2]
    assert [row["driver"] for row in rows(read("// sic\n" + json.dumps([ANN])))] == ["Ann Berg"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_and_missing_keys_are_gaps(tmp_path, end, encoding):
    lines = [
        "",
        json.dumps(ANN),
        "",
        "",
        json.dumps({"position": 2, "driver": "B\ud800 \0Dahl"}),
        "",
    ]

    found = rows(reading(tmp_path / "r.ndjson", end.join(lines).encode(encoding)))

    assert found == [
        READ_ANN | {"line": 1},
        {"line": 2, "position": "2", "driver": "B\ufffd  Dahl"},
    ]


def test_a_line_that_is_no_record_is_named(read):
    with pytest.raises(ReadError, match=r"r.json:4: is not a json record: "):
        read(f"{json.dumps(ANN)}\n{json.dumps(BO)}\n\n{{nonsense}}\n")


def test_what_stands_around_an_array_is_its_context(read):
    document = {
        "season": 2024,
        "rounds": [
            {
                "round": 1, "name": "Opening", "venue": "Zolder", "date": "2024-05-04",
                "sessions": [{"name": "Race 1", "entries": [ANN, BO]}],
            }
        ],
        "notes": [{"text": "x"}],
    }  # fmt: skip
    around = {
        "season": "2024", "round": "1", "event": "Opening", "circuit": "Zolder",
        "date": "2024-05-04", "session": "Race 1",
    }  # fmt: skip
    found = read(document, table="rounds.sessions.entries")
    assert rows(found) == [READ_ANN | around | {"line": 1}, READ_BO | around | {"line": 2}]


def test_objects_in_records_are_flattened_and_texts_cleaned(read):
    deep = {
        "position": 1, "laps": 20, "car": {"number": "07"}, "retired": True, "best_lap": "00:00.000",
        "drivers": ["Ann Berg", "Bo <b>Dahl</b>"], "team": {"name": "<i>Alpha</i>", "a": {"b": {"c": {"d": {"e": 1}}}}},
        "dsq": False, "gap": None,
    }  # fmt: skip
    (row,) = rows(read([deep]))
    assert row == {
        "line": 1, "position": "1", "laps": "20", "car_number": "07",
        "drivers": "Ann Berg\nBo <b>Dahl</b>", "team": "Alpha", "status": "Ret",
    }  # fmt: skip


def test_lists_in_records_are_crews_times_of_a_qualifying_or_lines(read):
    names = [{"first_name": "Bo", "last_name": "Dahl"}, {"name": "Cy Ek"}, {"country": "SWE"}, 7]
    record = {"position": 1, "drivers": names, "duration": [90.1, None, "88.25"], "laps": 20}
    assert rows(read([record | {"team": ["Alpha", "Beta"], "sectors": [1, 2]}])) == [
        {
            "line": 1, "position": "1", "drivers": "Bo Dahl\nCy Ek", "laps": "20",
            "q1": "90.1", "q3": "88.25", "team": "Alpha\nBeta",
        }
    ]  # fmt: skip


def test_a_document_without_records_is_refused(read):
    for document in ({"a": [1, 2]}, [{"foo": "bar"}], [[{"x": 1}]], 5):
        with pytest.raises(ReadError, match="there is no table of results in it"):
            read(document, reader="json-records")


def test_a_deep_document_ends(read):
    document = [ANN]
    for _ in range(20):
        document = {"a": document}
    with pytest.raises(ReadError, match="there is no table of results"):
        read(document)


SEASON = {
    "season": 2023, "sport": "Moto Cup", "source": "x",
    "calendar": [
        {"round": 1, "name": "Opening", "venue": "Zolder", "date": "2023-05-04"},
        {"round": 3}, {"name": "no round"},
    ],
    "riders": [{"code": "BER", "name": "Ann Berg", "number": 7}, {"code": 4}],
    "results": {
        "1": {"sprint": [{"code": "BER", "position": 1, "laps": 9}], "grid": ["BER"]},
        "2": {"GT3": [{"code": "DAH", "driver": "Bo Dahl", "number": 8, "position": 1, "overall": 4, "laps": 7}]},
        "3": {"GT4": [{"code": "BER", "position": 2, "laps": 8}]},
    },
    "wins": {"BER": 1},
}  # fmt: skip


def test_a_season_whose_rounds_are_keys(read):
    assert rows(read(SEASON)) == [
        {
            "line": 1, "driver": "Ann Berg", "car_number": "7", "position": "1", "laps": "9",
            "season": "2023", "series": "Moto Cup", "round": "1", "event": "Opening",
            "circuit": "Zolder", "date": "2023-05-04", "session": "Sprint",
        },
        {
            "line": 2, "driver": "Bo Dahl", "car_number": "8", "class": "GT3", "laps": "7",
            "class_position": "1", "position": "4", "season": "2023", "series": "Moto Cup",
            "round": "2", "session": "Race",
        },
        {
            "line": 3, "driver": "Ann Berg", "car_number": "7", "position": "2", "laps": "8",
            "season": "2023", "series": "Moto Cup", "round": "3", "session": "Race", "class": "GT4",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        [1], {"a": {"1": 2}}, {"a": {}}, {"a": {"b": [{}]}},
        {"Spa": [{"position": 1, "driver": "Ann Berg"}], "People": [{"born": 1990, "town": "Oslo"}]},
        {"drivers": [{"position": 1, "driver": "Ann Berg"}], "Spa": [{"position": 1, "driver": "Bo Dahl"}]},
        {"Spa": [{"corner": "Eau Rouge"}], "Monza": [{"corner": "Lesmo"}]},
    ],
)  # fmt: skip
def test_other_documents_are_not_unfolded(document):
    assert unfolded(document) == document


# ---- the text itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            '[{"position": 1,\n "driver": "A',
            r"r.json:2: is not valid json: .*it seems to be cut off",
        ),
        ('[{"position": 1}\n, x]', r"r.json:2: is not valid json: "),
        ("[" * 100_000 + "1" + "]" * 100_000, "nests too deep to be results"),
        ('[{"position": ' + "9" * 5_000 + "}]", "r.json: is not valid json: "),
    ],
    ids=["cut", "nonsense", "deep", "huge number"],
)
def test_what_is_no_json_is_refused(read, content, says):
    with pytest.raises(ReadError, match=says):
        read(content)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xff\x00", b"{", b"[" * 100_000])
def test_claims_never_raise(data):
    assert json_text.parse(Source(path=Path("a"), data=data)) is None


def test_values_and_keys_are_counted_before_they_are_read(read, monkeypatch):
    with pytest.raises(ReadError, match=r"r.json: records '' have 1,101 keys; 1,024 are the most"):
        read([{"position": 1, f"k{n}": n} for n in range(1_100)])
    monkeypatch.setattr(json_text, "MAX_VALUES", 3)
    with pytest.raises(
        ReadError, match=r"r.json: has about 5 values; 3 are the most: save it as csv"
    ):
        read([1, 2, 3, 4, 5])
    with pytest.raises(ReadError, match=r"r.json: has more than 3 letters that are none"):
        read('["' + "\\u0000" * 4 + '"]')


def test_numbers_keep_their_digits(tmp_path):
    source = Source(path=tmp_path / "x", data=b'/* a */ {"t": 138.030}')
    assert source.json == {"t": "138.030"}
    assert json_text.load(source) == ({"t": "138.030"}, "utf-8")


def raced(first, second):
    return [
        {"position": 1, "driver": first, "laps": 20, "points": 25},
        {"position": 2, "driver": second, "laps": 20, "points": 18},
    ]


ONE, TWO = raced("Ann Berg", "Bo Dahl"), raced("Bo Dahl", "Ann Berg")
SPA, MONZA = {"date": "2024-05-04", "results": ONE}, {"date": "2024-06-01", "results": TWO}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            {"1": SPA | {"name": "Spa"}, "2": MONZA | {"name": "Monza"}},
            [{"round": "1", "event": "Spa", "date": "2024-05-04", "session": "Race"},
             {"round": "2", "event": "Monza", "date": "2024-06-01", "session": "Race"}],
        ),
        (
            {"season": 2024, "rounds": {"Spa": SPA, "Monza": MONZA}},
            [{"season": "2024", "event": "Spa", "date": "2024-05-04", "session": "Race"},
             {"season": "2024", "event": "Monza", "date": "2024-06-01", "session": "Race"}],
        ),
        (
            {"Spa": SPA, "Monza": MONZA},
            [{"event": "Spa", "date": "2024-05-04", "session": "Race"},
             {"event": "Monza", "date": "2024-06-01", "session": "Race"}],
        ),
        (
            {"results": {"Spa": {"race": ONE, "sprint": TWO}, "Monza": {"race": TWO}}},
            [{"event": "Spa", "session": "Race"}, {"event": "Spa", "session": "Sprint"},
             {"event": "Monza", "session": "Race"}],
        ),
        (
            {"races": {"Spa": ONE, "Monza": TWO}},
            [{"event": "Spa", "session": "Race"}, {"event": "Monza", "session": "Race"}],
        ),
        (
            {"2023": {"Spa": SPA}, "2024": {"Spa": {"venue": "Spa-Francorchamps", "results": TWO}}},
            [{"season": "2023", "event": "Spa", "date": "2024-05-04", "session": "Race"},
             {"season": "2024", "event": "Spa", "circuit": "Spa-Francorchamps", "session": "Race"}],
        ),
        (
            {"event": "Spa", "sessions": {"Race 1": ONE, "Race 2": TWO}},
            [{"event": "Spa", "session": "Race 1"}, {"event": "Spa", "session": "Race 2"}],
        ),
        (
            {"rounds": [{"round": 1, "name": "Spa", "races": [{"name": "Heat", "results": ONE},
                                                            {"name": "Final", "results": TWO}]}]},
            [{"round": "1", "event": "Spa", "session": "Heat"},
             {"round": "1", "event": "Spa", "session": "Final"}],
        ),
        (
            {"rounds": [{"name": "Spa", "races": [{"race": 1, "results": ONE},
                                                  {"race": 2, "results": TWO}]}]},
            [{"event": "Spa", "session": "Race 1"}, {"event": "Spa", "session": "Race 2"}],
        ),
        (
            [{"name": "Spa", "sessions": [{"name": "Race", "results": ONE}]},
             {"name": "Monza", "sessions": [{"name": "Race", "results": TWO}]}],
            [{"event": "Spa", "session": "Race"}, {"event": "Monza", "session": "Race"}],
        ),
        (
            {"Cup - Spa": ONE, "Cup - Monza": TWO},
            [{"event": "Cup - Spa"}, {"event": "Cup - Monza"}],
        ),
        (
            {"1": {"name": "Spa", "qualifying": ONE, "results": TWO}},
            [{"round": "1", "event": "Spa", "session": "Qualifying"},
             {"round": "1", "event": "Spa", "session": "Race"}],
        ),
    ],
    ids=["numbers", "names", "top", "sessions", "lists", "years", "one-event", "nested", "counted",
         "array", "events", "beside"],
)  # fmt: skip
def test_keys_and_lists_on_the_way_say_what_a_race_is(tmp_path, document, told):
    found = rows(reading(tmp_path / "r.json", document))

    fields = ("season", "round", "event", "circuit", "date", "session")
    said = [{name: row[name] for name in fields if name in row} for row in found]
    assert said[::2] == told
    assert said[1::2] == told
    assert [row["driver"] for row in found[:2]] == ["Ann Berg", "Bo Dahl"]


def test_the_name_of_a_competitor_is_no_event(tmp_path):
    laps = [{"lap": 1, "time": "1:58.250"}, {"lap": 2, "time": "1:57.000"}]
    document = [{"name": "Ann Berg", "position": 1, "laps_led": 3, "laps": laps}]

    found = reading(tmp_path / "r.json", document, table="laps")

    assert [set(row) & {"event", "session"} for row in rows(found)] == [set(), set()]


def test_what_nests_too_deep_is_no_season(tmp_path):
    document = {"a": [{"position": 1, "driver": "Ann Berg", "laps": 3}]}
    for _ in range(400):
        document = {"1": document}

    with pytest.raises(ReadError, match="there is no table of results in it"):
        reading(tmp_path / "r.json", document)


def test_columns_that_somebody_names_are_of_the_array_that_they_fit(read):
    cars = [{"id": number, "colour": "red"} for number in (7, 8)]
    drove = [{"a": 1, "b": 7, "c": "Ann Berg"}, {"a": 2, "b": 8, "c": "Bo Dahl"}]
    named = ("position", "car_number", "driver")

    found = rows(read({"cars": cars, "drove": drove}, columns=named, table="drove"))

    assert [(row["position"], row["driver"]) for row in found] == [
        ("1", "Ann Berg"),
        ("2", "Bo Dahl"),
    ]
    with pytest.raises(UsageError, match="--columns names 3 columns, the table has 2"):
        read({"cars": cars, "drove": drove}, columns=named, table="cars")


def test_stages_with_numbers_are_sessions(read):
    stages = [{"stage_number": 1, "results": [ANN, BO]}, {"stage_number": 2, "results": [BO, ANN]}]

    found = read({"event": "Spring 400", "stages": [*stages, {"results": [ANN]}]})

    named = [row.get("session") for row in rows(found)]
    assert named == ["Stage 1", "Stage 1", "Stage 2", "Stage 2", None]


def test_lists_that_refer_to_each_other_are_joined(read):
    drivers = [{"id": 3, "name": "Ann Berg"}, {"id": 4, "name": "Bo Dahl"}]
    results = [{"driver_id": n, "position": n - 2, "laps": 20} for n in (3, 4, 9)]

    found = read({"drivers": drivers, "results": results})

    assert [row.get("driver") for row in rows(found)] == ["Ann Berg", "Bo Dahl", None]
    assert [(it.message, it.is_doubt) for it in found.findings] == [
        ("driver_id: not in 'drivers': '9'", True)
    ]
