"""
Files that are packed: .gz, .zip, and what comes through a pipe.

What they inflate to is counted as it comes, never taken at their word. An archive of one file is
that file; one of several is a folder of them.
"""

import io
import mmap
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from racedb.errors import ReadError
from racedb.readers.limits import Limits
from racedb.readers.reading import Source

GZIP, ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
MAX_FILES = 10_000
"""Each file that an archive lists costs a kilobyte before it is opened."""
_LISTED = b"PK\x01\x02"
_BLOCK, _PIECE = 1 << 20, 1 << 14
"""So much is copied, and inflated to a thousand times as much, at a time."""
_SHEETS = {"xl/workbook.xml", "mimetype"}
"""Files in archives that are spreadsheets, which have readers of their own."""
_DOCUMENTS = {
    "word/document.xml": "a document of Word; save its table as .html or .csv",
    "ppt/presentation.xml": "a presentation; save its table as .html or .csv",
    "Index/Document.iwa": "a sheet of Numbers; export it as .xlsx or .csv",
    "xl/workbook.bin": "a spreadsheet in binary (.xlsb); save it as .xlsx",
}
"""Files in archives that are documents of another kind, and what to do."""
_SHEET_SUFFIXES = (".xlsx", ".ods")
_NAMED = 5


def from_pipe(limits: Limits) -> Source:
    """
    Read standard input.

    Raises:
        ReadError: it is empty, or longer than what may be in memory.
    """
    most = limits.inflated_mib << 20
    with tempfile.TemporaryFile() as file:
        size = _copied(sys.stdin.buffer, file, most)
        if size > most:
            message = f"-: standard input has more than {most:,} bytes; save it as a file"
            raise ReadError(message)
        if not size:
            message = "-: standard input is empty"
            raise ReadError(message)
        return Source(path=Path("-"), data=_mapped(file), limits=limits, is_packed=True)


def _copied(stream: IO[bytes], file: IO[bytes], most: int) -> int:
    """Copy a stream into a file until it ends, or is too long; return how many bytes that were."""
    size = 0
    while size <= most and (block := stream.read(_BLOCK)):
        file.write(block)
        size += len(block)
    return size


def _mapped(file: IO[bytes]) -> bytes | mmap.mmap:
    """Map a temporary file, which is not in memory then, and goes with the last who reads it."""
    file.flush()
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.tell() else b""


def unpacked(source: Source) -> Source:
    """
    Return what is packed in a file; the file itself if it is not packed.

    Raises:
        ReadError: it is damaged, inflates to too much, or is an archive of several files.
    """
    if source.data[:3] == GZIP:
        name = source.name.removesuffix(".gz")
        return replace(source, data=_inflated(source), inner_name=name, is_packed=True)
    if source.data[:4] != ZIP:
        return source
    found = files(source)
    if not found:
        return source
    if len(found) > 1:
        names = ", ".join([*found][:_NAMED]) + (" ..." if len(found) > _NAMED else "")
        message = f"{source.path}: is an archive of {len(found)} files ({names}); unpack it first"
        raise ReadError(message)
    ((name, one),) = found.items()
    return replace(one, path=source.path, inner_name=name)


def files(source: Source) -> Mapping[str, Source]:
    """
    List the files of an archive by name; none if it is a spreadsheet, or no archive.

    Raises:
        ReadError: it is damaged or locked, or inflates to too much.
    """
    if source.data[:4] != ZIP:
        return {}
    _refuse_many(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data[:])) as archive:
            names = set(archive.namelist())
            _refuse_documents(source, names)
            return {} if _SHEETS & names else _parts(source, archive)
    except ReadError:
        raise
    except Exception as error:  # noqa: BLE001  zipfile raises whatever a wrong number leads to
        if source.suffix in _SHEET_SUFFIXES:
            return {}
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        message = f"{source.path}: is a damaged or locked archive: {reason}"
        raise ReadError(message) from None


def _refuse_many(source: Source) -> None:
    """
    Look at the size of an archive, and at how many files it lists, before it is opened.

    Raises:
        ReadError: it is bigger than what may be in it, or lists too many.
    """
    most = max(source.limits.inflated_mib, 1) << 20
    if len(source.data) > most:
        message = f"{source.path}: an archive of {len(source.data):,} bytes; {most:,} are the most"
        raise ReadError(message)
    if (many := source.data[:].count(_LISTED)) > MAX_FILES:
        message = f"{source.path}: an archive of {many:,} files; {MAX_FILES:,} are the most"
        raise ReadError(message)


def _refuse_documents(source: Source, names: Collection[str]) -> None:
    for name, what in _DOCUMENTS.items():
        if name in names:
            message = f"{source.path}: is {what}"
            raise ReadError(message)


def _parts(source: Source, archive: zipfile.ZipFile) -> Mapping[str, Source]:
    left = source.limits.inflated_mib << 20
    found: dict[str, Source] = {}
    for part in archive.infolist():
        path = PurePosixPath(part.filename)
        if part.is_dir() or path.name.startswith(".") or path.parts[0] == "__MACOSX":
            continue
        with archive.open(part) as stream, tempfile.TemporaryFile() as file:
            left -= _copied(stream, file, left)
            if left < 0:
                raise ReadError(_bomb(source))
            data = _mapped(file)
        found[path.name] = replace(source, path=source.path / path.name, data=data, is_packed=True)
    return found


def _inflated(source: Source) -> bytes | mmap.mmap:
    """
    Inflate a .gz file, which may have several members.

    Raises:
        ReadError: it is damaged, or inflates to too much.
    """
    most = source.limits.inflated_mib << 20
    inflate = zlib.decompressobj(wbits=31)
    with tempfile.TemporaryFile() as file:
        for start in range(0, len(source.data), _PIECE):
            rest = source.data[start : start + _PIECE]
            while rest:
                if inflate.eof:
                    inflate = zlib.decompressobj(wbits=31)
                try:
                    file.write(inflate.decompress(rest))
                except zlib.error as error:
                    message = f"{source.path}: is a damaged .gz file: {error}"
                    raise ReadError(message) from None
                if file.tell() > most:
                    raise ReadError(_bomb(source))
                rest = inflate.unused_data.lstrip(b"\0")
        if not inflate.eof:
            message = f"{source.path}: is cut off: the .gz file has no end"
            raise ReadError(message)
        return _mapped(file)


def _bomb(source: Source) -> str:
    most = source.limits.inflated_mib
    return f"{source.path}: inflates to more than {most:,} MiB, the most; unpack it first"
