"""
What is fuzzed: a target for each reader, for folders of files, and for finding the reader.

A target takes bytes and gives how many rows they had. It raises when racedb is wrong: any exception
but a refusal in one line, and frames that are not what readers promise.
"""

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from racedb.errors import RaceDBError
from racedb.ingest.context import with_context
from racedb.ingest.normalise import normalise
from racedb.readers import datasets, formats, identify, read_file
from racedb.readers.reading import Dataset, Format, Options, Reading, Source
from racedb.table import CELLS
from tests.readers.test_any_bytes import SAMPLES, as_bytes, sheet
from tests.readers.test_hostile import READ, REFUSED, SHEET, forged
from tests.readers.test_recipe import CLUB, TEXT
from tests.readers.test_related_csv import COUSIN, ERGAST
from tests.readers.test_related_json import FOLDER

Target = Callable[[bytes], int]
PARTS = {b"S": SHEET, b"T": "xl/styles.xml", b"W": "xl/workbook.xml"}
_FOLDERS = {"related-csv": (ERGAST, COUSIN), "related-json": (FOLDER,)}
_SMALL = 1 << 14
"""Seeds are small: a bomb is a test of its own (tests/readers/test_hostile.py)."""
_FOUND = Path(__file__).parent / "found"
"""Bytes that broke a reader once."""


def source(data: bytes, name: str = "file") -> Source:
    return Source(path=Path(name), data=data)


def _stored(data: bytes) -> Source:
    """Put bytes into a file: polars reads Parquet by its path."""
    path = Path(tempfile.gettempdir(), f"racedb-fuzz-{os.getpid()}.parquet")
    path.write_bytes(data)
    return source(data, str(path))


def consume(reading: Reading) -> int:
    """Read to the end as a load does, and hold the frames against what is promised."""
    rows = 0
    for table in reading.tables:
        for frame in table.batches:
            types = dict(frame.schema)
            assert types.pop("line") == pl.Int64, frame.schema
            assert types.pop(CELLS, pl.UInt32) == pl.UInt32, frame.schema
            assert set(types.values()) <= {pl.String}, frame.schema
            text = with_context(frame, table.context, {})
            normalise(table.kind, text.with_row_index("row", rows + 1))
            rows += frame.height
    reading.raw_lines({1, 2, *(reject.line for reject in reading.rejects[:5])})
    return rows


def refused(read: Target) -> Target:
    """Let a refusal of one line pass; it has no rows."""

    def target(data: bytes) -> int:
        try:
            return read(data)
        except RaceDBError as error:
            if "\n" in str(error):
                raise AssertionError(error) from error
            return 0

    return target


def _of(format_: Format) -> Target:
    on_disk = format_.name == "parquet"

    def read(data: bytes) -> int:
        if not data:
            return 0  # racedb.readers.open_source refuses an empty file
        one = _stored(data) if on_disk else source(data)
        format_.claims(one)
        return consume(format_.read(one, Options()))

    return refused(read)


def _workbook(data: bytes) -> int:
    """Read a spreadsheet whose bytes, or whose sheet or styles are these: checksums stay right."""
    kind, content = data[:1], data[1:]
    if kind in PARTS:
        content = forged(PARTS[kind], content, zipfile.ZIP_STORED)
    return _of({it.name: it for it in formats()}["xlsx"])(content)


def _folder_of(dataset: Dataset) -> Target:
    """Read a folder in which one file, that the first byte chooses, has the other bytes."""
    folders = _FOLDERS[dataset.name]

    def read(data: bytes) -> int:
        number = data[0] if data else 0
        files = folders[number % len(folders)]
        hit = sorted(files)[number // len(folders) % len(files)]
        sources = {name: source(text.encode(), name) for name, text in files.items()}
        sources[hit] = source(data[1:] or b"\n", hit)
        return sum(consume(reading) for reading in dataset.read(sources, Options()))

    return refused(read)


RECIPES: tuple[Mapping[str, object], ...] = (
    CLUB,
    {"header": 0, "columns": {"1": "position", "3": "driver"}},
    {"records": "results", "columns": {"driver.name": "driver", "pos": "position"}},
)


def _by_recipe(data: bytes) -> int:
    number = data[0] if data else 0
    one = RECIPES[number % len(RECIPES)]
    return sum(
        consume(it) for it in read_file(source(data[1:] or b"\n"), Options(recipe=one), None)
    )


def _identify(data: bytes) -> int:
    """Find the reader, and read."""
    one = _stored(data) if data.startswith(b"PAR1") else source(data or b"\n")
    return consume(identify(one, None).read(one, Options()))


TARGETS: Mapping[str, Target] = {
    **{format_.name: _of(format_) for format_ in formats()},
    "xlsx": refused(_workbook),
    **{dataset.name: _folder_of(dataset) for dataset in datasets()},
    "recipe": refused(_by_recipe),
    "identify": refused(_identify),
}


def seeds(name: str) -> list[bytes]:
    """Return the samples that the tests make of a format, and what broke it once."""
    samples = {key: as_bytes(sample) for key, sample in SAMPLES.items()}
    hostile = [as_bytes(content) for content, _ in REFUSED.values()]
    hostile += [as_bytes(content) for content in READ.values()]
    hostile = [content for content in hostile if len(content) <= _SMALL]
    found = [file.read_bytes() for file in sorted(_FOUND.glob(f"{name}-*"))]
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(sheet())) as book:
            parts = [kind + book.read(part) for kind, part in PARTS.items()]
        return [*found, b"Z" + samples["xlsx"], *parts]
    if folders := _FOLDERS.get(name):
        return [
            *found,
            *(
                bytes([len(folders) * place + number]) + files[hit].encode()
                for number, files in enumerate(folders)
                for place, hit in enumerate(sorted(files))
            ),
        ]
    if name == "recipe":
        document = {"results": [{"pos": 1, "driver": {"name": "Ann Berg"}}]}
        texts = (TEXT, "1,x,Ann Berg\n", json.dumps(document))
        return [*found, *(bytes([n]) + text.encode() for n, text in enumerate(texts))]
    if name == "identify":
        return [*found, *samples.values(), *hostile]
    return [*found, samples[name], *(it for it in hostile if _claimed(name, it))]


def _claimed(name: str, data: bytes) -> bool:
    return bool(data) and any(it.claims(source(data)) for it in formats() if it.name == name)
