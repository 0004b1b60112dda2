"""Packed files and standard input: read as what is in them, and never further than the limits."""

import gzip
import io
import random
import sys
import zipfile

import pytest

from racedb.errors import ReadError
from racedb.ingest.plan import Settings, plan_jobs
from racedb.readers import open_source, packed
from racedb.readers.limits import Limits
from tests.readers.read import opened, reading, rows
from tests.readers.test_any_bytes import SAMPLES
from tests.readers.test_related_csv import ERGAST

RACE = b"Pos,No,Driver,Best lap\n1,7,Ann Berg,1:58.250\n2,8,Bo Dahl,1:59.000\n"
READ = [
    {"line": 2, "position": "1", "car_number": "7", "driver": "Ann Berg", "best_lap": "1:58.250"},
    {"line": 3, "position": "2", "car_number": "8", "driver": "Bo Dahl", "best_lap": "1:59.000"},
]
SMALL = Limits(inflated_mib=1)
BIG = RACE + b" " * (1 << 20)


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def refusal(tmp_path, content, limits=SMALL, name="race"):
    with pytest.raises(ReadError) as error:
        opened(tmp_path / name, content, limits)
    return str(error.value).removeprefix(f"{tmp_path / name}: ")


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [
        ("race.csv.gz", gzip.compress(RACE, mtime=0), ".csv"),
        (
            "race.csv.gz",
            gzip.compress(RACE[:30], mtime=0) + gzip.compress(RACE[30:], mtime=0),
            ".csv",
        ),
        (
            "race.zip",
            archive(**{"a/race.txt": RACE, "a/": b"", "__MACOSX/a": b"x", ".x": b"x"}),
            ".txt",
        ),
    ],
)
def test_a_packed_file_is_read_as_what_is_in_it(tmp_path, name, content, suffix):
    plain = opened(tmp_path / "plain.csv", RACE)

    source = opened(tmp_path / name, content)

    assert (source.path, source.suffix, source.is_packed) == (tmp_path / name, suffix, True)
    assert source.sha256 == plain.sha256
    assert rows(reading(tmp_path / name, content)) == READ


def test_standard_input_is_read(monkeypatch, tmp_path):
    def piped(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return open_source("-", SMALL)

    assert bytes(piped(RACE).data) == RACE
    with pytest.raises(ReadError, match=r"^-: standard input is empty$"):
        piped(b"")
    with pytest.raises(
        ReadError, match=r"^-: standard input has more than 1,048,576 bytes; save it"
    ):
        piped(BIG)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(BIG, mtime=0), "inflates to more than 1 MiB, the most; unpack it first"),
        (archive(a=BIG), "inflates to more than 1 MiB, the most; unpack it first"),
        (gzip.compress(RACE, mtime=0)[:-9], "is cut off: the .gz file has no end"),
        (gzip.compress(RACE, mtime=0)[:10] + b"\x07" * 30, "is a damaged .gz file: "),
        (archive(a=RACE)[:-9], "is a damaged or locked archive: File is not a zip file"),
        (archive(a=b"1", b=b"2"), "is an archive of 2 files (a, b); unpack it first"),
        (archive(**dict.fromkeys("abcdef", b"1")), "is an archive of 6 files (a, b, c, d, e ...); unpack"),
    ],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_refused(tmp_path, content, message):
    assert refusal(tmp_path, content).startswith(message)


def test_spreadsheets_are_archives_with_readers_of_their_own(tmp_path):
    assert opened(tmp_path / "a", SAMPLES["xlsx"]).is_packed is False
    assert opened(tmp_path / "a.xlsx", archive(a=RACE)[:-9]).is_packed is False
    assert packed.files(opened(tmp_path / "a", RACE)) == {}
    assert opened(tmp_path / "a", b"PK is how this line begins").is_packed is False


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("word/document.xml", "a document of Word; save its table as .html or .csv"),
        ("Index/Document.iwa", "a sheet of Numbers; export it as .xlsx or .csv"),
    ],
)
def test_documents_that_are_archives_are_named(tmp_path, name, what):
    assert refusal(tmp_path, archive(**{name: b"x", "other": b"x"})) == f"is {what}"


def test_the_size_of_an_archive_is_looked_at_before_its_files(tmp_path, monkeypatch):
    noise = random.Random(1).randbytes(2 << 20)
    assert (
        refusal(tmp_path, archive(a=noise))
        == f"an archive of {len(archive(a=noise)):,} bytes; 1,048,576 are the most"
    )
    monkeypatch.setattr(packed, "MAX_FILES", 2)
    assert refusal(tmp_path, archive(**dict.fromkeys("abc", b"1"))) == (
        "an archive of 3 files; 2 are the most"
    )


def test_parts_that_lie_over_each_other_count_each_time(tmp_path):
    """A directory may list the same bytes many times: what comes out is counted, not what is in."""
    one = archive(a=b"x" * (600 << 10))
    at = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    listed = one[at:end]
    twice = one[:at] + listed + listed.replace(b"a", b"b") + (
        one[end : end + 8] + b"\2\0\2\0" + (2 * len(listed)).to_bytes(4, "little") + one[end + 16 :]
    )  # fmt: skip

    said = refusal(tmp_path, twice)

    assert said.startswith(("inflates to more than 1 MiB", "is a damaged or locked archive: "))


def test_parquet_is_read_from_a_disk(tmp_path):
    with pytest.raises(ReadError, match="a parquet file is read from a disk: unpack it first"):
        reading(tmp_path / "a.gz", gzip.compress(SAMPLES["parquet"], mtime=0))


def test_a_dump_may_be_packed_in_one_file(tmp_path):
    path = tmp_path / "dump.zip"
    path.write_bytes(archive(**ERGAST))

    (job,) = plan_jobs([path], {}, Settings())

    assert (job.path, job.dataset.name, set(job.sources)) == (path, "related-csv", set(ERGAST))
    assert [len(one.tables) > 0 for one in job.read()] == [True] * len(job.read())


def test_other_archives_are_files(tmp_path):
    (tmp_path / "race.zip").write_bytes(archive(race=RACE))

    (job,) = plan_jobs([tmp_path / "race.zip"], {}, Settings())

    assert (job.dataset, job.path) == (None, tmp_path / "race.zip")
