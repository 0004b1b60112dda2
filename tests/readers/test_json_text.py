"""JSON documents: encodings, comments before them, and what no database takes."""

from pathlib import Path

import pytest

from racedb.errors import ReadError
from racedb.readers.json_text import as_list, as_object, as_objects, load, parse
from racedb.readers.reading import Source
from tests.readers.simulators import source_of


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", "// made by a tool\n// twice\n", "\ufeff  // a\n/* b\n */ \n", "/* a */"],
)
def test_comments_before_a_document_are_skipped(tmp_path, before):
    source = source_of(tmp_path, before + '{"best": 118.2500, "laps": 2}')

    assert load(source)[0] == {"best": "118.2500", "laps": 2}
    assert source.json == {"best": "118.2500", "laps": 2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16", "cp1252"])
def test_the_encoding_proves_itself(tmp_path, encoding):
    content = '{"driver": "Jürgen Müller"}'.encode(encoding)

    assert load(source_of(tmp_path, content)) == ({"driver": "Jürgen Müller"}, encoding)


@pytest.mark.parametrize(
    ("written", "text"),
    [(r"a\ud83d\ude00b", "a\U0001f600b"), (r"a\ud800b", "a\ufffdb"), (r"\udc00", "\ufffd"),
     (r"\\ud800", r"\ud800"), (r"a\u0000b", "a b"), (r"\n\"\u00fc", '\n"ü')],
)  # fmt: skip
def test_letters_that_no_database_takes_are_replaced(tmp_path, written, text):
    assert load(source_of(tmp_path, f'["{written}"]'))[0] == [text]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('// x\n{"a": 1,\n "b": 2', ":3: is not valid json: expecting ',' delimiter; it seems to be cut off"),
        ("[1,\nx, 2]", ":2: is not valid json: expecting value"),
        ("[" * 100_000, ": nests too deep to be results"),
        ("[" + "9" * 5_000 + "]", ": is not valid json: Exceeds the limit"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_with_its_line(tmp_path, content, says):
    source = source_of(tmp_path, content)

    with pytest.raises(ReadError) as caught:
        load(source)

    assert str(caught.value).startswith(f"{source.path}{says}")
    assert source.json is None


@pytest.mark.parametrize("after", ["// EOF //", "\n\n// EOF //\n", " // a\n\n// b"])
def test_comments_after_the_document_are_skipped(tmp_path, after):
    source = source_of(tmp_path, '[{"name": "A // B"}]' + after)

    assert load(source)[0] == source.json == [{"name": "A // B"}]


def test_other_bytes_are_no_document(tmp_path):
    assert parse(Source(path=Path("a"), data=b"PK\x03\x04")) is None
    assert parse(Source(path=Path("a"), data=b"\xff\x00\xff")) is None


def test_values_of_another_type_are_nothing():
    assert (as_object({"a": 1}), as_object([1]), as_object(None)) == ({"a": 1}, {}, {})
    assert (as_list([1]), as_list({"a": 1}), as_list("a")) == ([1], [], [])
    assert as_objects([{"a": 1}, 2, "x"]) == [{"a": 1}]
