"""Which reader reads a file, and what is told when none does."""

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers import candidates, formats, identify, open_source, read_file
from racedb.readers.reading import SPECIFIC, Options

PIPES = "| Pos | No | Driver |\n| --- | --- | --- |\n| 1 | 7 | Ann Berg |\n"
CSV = "Pos,No,Driver\n1,7,Ann Berg\n2,8,Bo Dahl\n"
WIKI = "{| class=wikitable\n! Pos !! No\n|-\n| 1 || 7\n|}\n"
RULED = (
    " Pos  No  Driver\n---- --- --------\n   1   7 Ann Berg\n   2   8 Bo Dahl\n---- --- --------\n"
)


@pytest.fixture
def source(tmp_path):
    """Write a file and open it."""

    def opened(content, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_source(path)

    return opened


@pytest.mark.parametrize(
    ("content", "name", "reader"),
    [
        (CSV, "a.csv", "delimited"),
        (PIPES, "a.csv", "pipe"),  # by content, whatever the extension says
        (WIKI, "a.csv", "wikitext"),
        ('[{"Pos": 1, "Driver": "Ann Berg", "Laps": 9}]', "a.csv", "json-records"),
    ],
)
def test_the_content_decides(source, content, name, reader):
    assert identify(source(content, name), None).name == reader


def test_the_extension_breaks_a_tie_and_else_both_are_named(source):
    both = f"{WIKI}\n{RULED}"

    claims = sorted(f.name for f in formats() if f.claims(source(both, "a.txt")) == SPECIFIC)

    assert claims == ["pandoc", "wikitext"]
    with pytest.raises(ReadError, match="wikitext and pandoc both claim this file; --reader says"):
        identify(source(both, "a.xyz"), None)
    assert identify(source(both, "a.wiki"), None).name == "wikitext"
    assert identify(source(both, "a.xyz"), "pandoc").name == "pandoc"


def test_only_readers_that_may_claim_a_file_are_imported(source):
    names = [format_.name for format_ in candidates(source(CSV))]

    assert names == ["delimited"]
    assert [format_.name for format_ in candidates(source(b"PAR1\0\0"))] == ["delimited", "parquet"]


def test_a_reader_that_nobody_knows_is_named(source):
    with pytest.raises(UsageError, match="--reader 'delimted' is not known; did you mean"):
        identify(source(CSV), "delimted")


def test_a_file_that_nobody_claims_is_shown(source):
    with pytest.raises(ReadError) as caught:
        identify(source("a\n\nb\nc\nd\n"), None)

    names = ", ".join(format_.name for format_ in formats())
    assert str(caught.value).endswith(
        f"a.csv: no reader knows this file; it begins 'a | b | c'; known are {names}"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [("\n \n\n", "its lines are all blank"), (b"\0\1\2\3" * 99, "it is a binary file")],
)
def test_blank_and_binary_files_are_nobodys(source, content, says):
    with pytest.raises(ReadError, match=f"no reader knows this file; {says}"):
        identify(source(content), None)


def test_a_file_that_cannot_be_opened_is_named(tmp_path, source):
    with pytest.raises(ReadError, match=r"none\.csv: cannot be read: no such file or directory"):
        open_source(tmp_path / "none.csv")
    with pytest.raises(ReadError, match="cannot be read: is a directory"):
        open_source(tmp_path)
    with pytest.raises(ReadError, match=r"a\.csv: the file is empty"):
        source("")


def test_a_source_knows_its_name_extension_and_json(source):
    found = source('// a comment\n{"laps": 1.50}', "Race.JSON")

    assert (found.name, found.suffix) == ("Race.JSON", ".json")
    assert found.json == {"laps": "1.50"}
    assert source("no json").json is None


@pytest.mark.parametrize(
    ("begin", "message"),
    [
        (b"\x89PNG\r\n", "is a picture; type the table into a .csv, or run text recognition (OCR) over it"),
        (b"\xd0\xcf\x11\xe0\xa1", "is a file of an old Office (.xls or .doc); save it as .xlsx or .csv"),
        (b"7z\xbc\xaf\x27", "is an archive (7z); unpack it first"),
        (b"SQLite format 3\0", "is a SQLite database; export its tables as csv"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "is a picture; type the table into a .csv, or run text recognition (OCR) over it"),
        (b"\0\0\0\x18ftypmp42", "is a film or a sound; it has no table in it"),
        (b"\x89HDF\r\n\x1a\n", "is a file of an analysis tool (HDF5); save it as .parquet or .csv"),
        (b"\x0e\x10\xd9\x07\0\0\0\0.FIT", "is a track of positions (fit), which is telemetry; load the laps that were made of it"),
        (b"a" * 257 + b"ustar\0", "is an archive (tar); unpack it first"),
    ],
)  # fmt: skip
def test_what_no_reader_reads_is_named_with_what_to_do(tmp_path, begin, message):
    (tmp_path / "a").write_bytes(begin + b"\0\1\2" * 50)

    with pytest.raises(ReadError) as error:
        identify(open_source(tmp_path / "a"), None)
    assert str(error.value) == f"{tmp_path / 'a'}: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("BEGIN:VCALENDAR\nVERSION:2.0\n", "is a calendar (.ics) and has no results; load the results of its events"),
        ('<?xml version="1.0"?>\n<gpx version="1.1"></gpx>\n', "is a track of positions (gpx), which is telemetry; load the laps that were made of it"),
        ("<svg></svg>\n", "is a picture; type the table into a .csv, or run text recognition (OCR) over it"),
        ("{\\rtf1 a}\n", "is a document (.rtf); save its table as .html or .csv"),
    ],
)  # fmt: skip
def test_texts_that_no_reader_reads_are_named(source, tmp_path, text, message):
    with pytest.raises(ReadError) as error:
        identify(source(text, "a"), None)
    assert str(error.value) == f"{tmp_path / 'a'}: {message}"


def test_a_code_page_that_is_doubtful_is_named_unless_somebody_said_it(source):
    turkish = CSV.replace("Ann Berg", "Doğan Berg").encode("cp1254")

    (doubted,) = read_file(source(turkish), Options(), None)
    (said,) = read_file(source(turkish), Options(encoding="cp1254"), None)
    (western,) = read_file(source(CSV.replace("Ann", "Jörg").encode("cp1252")), Options(), None)

    assert [(it.code, it.line, it.is_doubt, it.message) for it in doubted.findings] == [
        (
            "code-page", 2, True,
            "line 2: read as cp1252, 'Doðan'; in cp1254 it is 'Doğan': say --encoding cp1254 or --encoding cp1252",
        )
    ]  # fmt: skip
    assert (said.findings, western.findings) == ([], [])


def test_ids_in_place_of_the_names_of_drivers_are_reported(source):
    ids = source("driverId,position,laps\n18,1,20\n19,2,20\n")
    words = source("driverId,position,laps\nberg,1,20\ndahl,2,20\n", "words.csv")
    named = source(
        "driverId,driver,position,laps\n18,Ann Berg,1,20\n19,Bo Dahl,2,20\n", "named.csv"
    )

    found = [read_file(one, Options(), None)[0].findings for one in (ids, words, named)]

    assert [[(it.code, it.is_doubt) for it in some] for some in found] == [
        [("ids-for-names", True)], [], [],
    ]  # fmt: skip
    assert found[0][0].message.startswith(
        "'driverId' has ids instead of the names of drivers; load"
    )
