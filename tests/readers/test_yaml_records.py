"""YAML with lists of records: every value stays text, nothing is executed or repeated."""

import pytest

from racedb.errors import ReadError
from racedb.readers import identify
from racedb.readers.yaml_records import FORMAT
from racedb.readers.yaml_text import load
from tests.readers.read import opened, reading, rows

RACE = """# the race
- position: 1
  driverNumber: 07
  driver: Ann Berg
  laps: 57
  time: 1:33:56.736
  gap:
- position: 2
  driverNumber: "8"
  driver: 'Bo Dahl'
  laps: 57
  time: "1:34:08.723"
  gap: +11.987
- position: DNF
  driverNumber: 9
  driver: Cy Ek
  laps: 12
  time: ~
  gap: null
"""
READ = [
    {"position": "1", "car_number": "07", "driver": "Ann Berg", "laps": "57", "total": "1:33:56.736"},
    {"position": "2", "car_number": "8", "driver": "Bo Dahl", "laps": "57", "total": "1:34:08.723",
     "gap": "+11.987"},
    {"position": "DNF", "car_number": "9", "driver": "Cy Ek", "laps": "12"},
]  # fmt: skip


@pytest.fixture
def document(tmp_path):
    return lambda text: load(opened(tmp_path / "a.yml", text), None)[0]


def test_records_are_read_like_those_of_json(tmp_path):
    found = reading(tmp_path / "race.yml", RACE)

    assert (found.reader, found.encoding, found.findings) == ("yaml-records", "utf-8", [])
    assert rows(found) == [{"line": n, **row} for n, row in enumerate(READ, start=1)]


def test_what_stands_around_the_records_is_their_context(tmp_path):
    inside = "".join(f"      {line}\n" for line in RACE.splitlines()[1:])
    text = f"season: 2024\nrounds:\n  - name: Spa\n    date: 2024-05-04\n    results:\n{inside}"

    found = rows(reading(tmp_path / "season.yml", text, table="rounds.results"))

    assert [(row["season"], row["event"], row["date"]) for row in found] == (
        [("2024", "Spa", "2024-05-04")] * 3
    )


def test_values_stay_text_but_for_yes_no_and_nothing(document):
    text = "a: 1:30\nb: 007\nc: true\nd: False\ne: .nan\nf: 'true'\ng: 2024-05-04\nh: [1, {x: ~}]\n"

    assert document(text) == {
        "a": "1:30", "b": "007", "c": True, "d": False, "e": None, "f": "true",
        "g": "2024-05-04", "h": ["1", {"x": None}],
    }  # fmt: skip


def test_several_documents_are_a_list_and_none_is_an_empty_one(document):
    assert document("---\na: 1\n---\na: 2\n") == [{"a": "1"}, {"a": "2"}]
    assert document("# nothing\n") == []


def test_tags_make_no_objects(document):
    assert document("a: !!python/object/apply:os.system ['ls']\n") == {"a": ["ls"]}


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]\n"
    for name, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, r"a.yml:2: has an alias \(\*a\); write the value itself"),
        (
            "- a: b: c\n",
            "a.yml:1: is not valid yaml: mapping values are not allowed in this context",
        ),
        ("a: \x07\n", "a.yml: is not valid yaml: .*control characters are not allowed"),
        ("a: " + "[" * 60, "a.yml:1: nests too deep to be results"),
        ("- 1\n" * (2 << 20) + "\n", r"a.yml: yaml of 8,388,609 bytes; 8,388,608 are the most"),
    ],
    ids=["alias", "nonsense", "control", "deep", "big"],
)
def test_what_is_no_plain_yaml_is_refused(document, text, says):
    with pytest.raises(ReadError, match=says):
        document(text)


@pytest.mark.parametrize(
    "text",
    [
        "name: a\nother: b\n",  # no list
        "Ann Berg - 1:30\n- Bo\n",
        "- all: is well\nuntil here it is not\n",
        "[1, 2]",
        "",
    ],
)
def test_other_texts_are_left_to_others(tmp_path, text):
    assert FORMAT.claims(opened(tmp_path / "a.yml", text or "\n")) == 0


@pytest.mark.parametrize("name", ["a.yml", "a.txt", "a.csv"])
def test_a_comma_in_a_value_makes_no_csv_of_it(tmp_path, name):
    text = RACE.replace("Ann Berg", "Berg, Ann").replace("Bo Dahl", "Dahl, Bo")

    assert identify(opened(tmp_path / name, text), None) is FORMAT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RACE[:-1], "the last line has no end: is this the whole file?"),
        (RACE.rpartition("  time")[0], "the last record has 4 fields: is this the whole file?"),
        (RACE[: RACE.index("- position: 2")], "the last record has 6 fields: is this the whole file?"),
    ],
)  # fmt: skip
def test_a_file_that_may_be_cut_off_is_named(tmp_path, text, told):
    (finding,) = reading(tmp_path / "race.yml", text).findings

    assert finding.message == told
