"""
Files that are packed: .gz, .zip, and what comes through a pipe.

What they inflate to is counted as it comes, never taken at their word. An archive of one file is
that file; one of several is a folder of them.
"""

import io
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from racedb.errors import ReadError
from racedb.readers.limits import Limits
from racedb.readers.reading import Source

GZIP, ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
_BLOCK = 1 << 20
_SHEETS = {"xl/workbook.xml", "mimetype"}
"""Files in archives that are spreadsheets, which have readers of their own."""
_SHEET_SUFFIXES = (".xlsx", ".ods")
_NAMED = 5


def from_pipe(limits: Limits) -> Source:
    """
    Read standard input.

    Raises:
        ReadError: it is empty, or longer than what may be in memory.
    """
    most = limits.inflated_mib << 20
    data = sys.stdin.buffer.read(most + 1)
    if not data:
        message = "-: standard input is empty"
        raise ReadError(message)
    if len(data) > most:
        message = f"-: standard input has more than {most:,} bytes; save it as a file"
        raise ReadError(message)
    return Source(path=Path("-"), data=data, limits=limits, is_packed=True)


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
    try:
        with zipfile.ZipFile(io.BytesIO(source.data[:])) as archive:
            return {} if _SHEETS & set(archive.namelist()) else _parts(source, archive)
    except ReadError:
        raise
    except Exception as error:  # noqa: BLE001  zipfile raises whatever a wrong number leads to
        if source.suffix in _SHEET_SUFFIXES:
            return {}
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        message = f"{source.path}: is a damaged or locked archive: {reason}"
        raise ReadError(message) from None


def _parts(source: Source, archive: zipfile.ZipFile) -> Mapping[str, Source]:
    left = source.limits.inflated_mib << 20
    found: dict[str, Source] = {}
    for part in archive.infolist():
        path = PurePosixPath(part.filename)
        if part.is_dir() or path.name.startswith(".") or path.parts[0] == "__MACOSX":
            continue
        with archive.open(part) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise ReadError(_bomb(source))
        found[path.name] = replace(source, path=source.path / path.name, data=data, is_packed=True)
    return found


def _inflated(source: Source) -> bytes:
    """
    Inflate a .gz file, which may have several members.

    Raises:
        ReadError: it is damaged, or inflates to too much.
    """
    most = source.limits.inflated_mib << 20
    parts: list[bytes] = []
    rest, size = source.data[:], 0
    while rest.startswith(GZIP):
        inflate = zlib.decompressobj(wbits=31)
        try:
            while not inflate.eof:
                parts.append(inflate.decompress(rest, _BLOCK))
                rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                size += len(parts[-1])
                if size > most:
                    raise ReadError(_bomb(source))
                if not (parts[-1] or rest or inflate.eof):
                    message = f"{source.path}: is cut off: the .gz file has no end"
                    raise ReadError(message)
        except zlib.error as error:
            message = f"{source.path}: is a damaged .gz file: {error}"
            raise ReadError(message) from None
    return b"".join(parts)


def _bomb(source: Source) -> str:
    most = source.limits.inflated_mib
    return f"{source.path}: inflates to more than {most:,} MiB, the most; unpack it first"
