"""Files that no reader reads: what they are, and what to do with them."""

import re
from collections.abc import Mapping

from racedb.readers.reading import Source

_PICTURE = "a picture; type the table into a .csv, or run text recognition (OCR) over it"
_MOVIE = "a film or a sound; it has no table in it"
_FRAME = "a file of an analysis tool ({}); save it as .parquet or .csv"
_TRACK = "a track of positions ({}), which is telemetry; load the laps that were made of it"
_BYTES: Mapping[bytes, str] = {
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"BM": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"RIFF....WEBP": _PICTURE,
    b"....ftyp(?:hei|mif|avi)": _PICTURE,
    b"RIFF|....ftyp|OggS|ID3|fLaC|\x1aE\xdf\xa3": _MOVIE,
    b"\xd0\xcf\x11\xe0": "a file of an old Office (.xls or .doc); save it as .xlsx or .csv",
    b"7z\xbc\xaf": "an archive (7z); unpack it first",
    b"Rar!": "an archive (rar); unpack it first",
    b"\xfd7zXZ": "a packed file (xz); unpack it first",
    b"BZh": "a packed file (bzip2); unpack it first",
    b"\\\x28\xb5\x2f\xfd": "a packed file (zstd); unpack it first",
    b".{257}ustar": "an archive (tar); unpack it first",
    b"SQLite format 3": "a SQLite database; export its tables as csv",
    b".{8}DUCK": "a DuckDB database; export its tables as csv",
    b"ARROW1|\xff\xff\xff\xff": _FRAME.format("arrow, feather"),
    b"\x89HDF": _FRAME.format("HDF5"),
    b"\x93NUMPY": _FRAME.format("numpy"),
    b"\x80[\x02-\x05]": _FRAME.format("pickle"),
    b"RD[AX][23]\n": _FRAME.format("R"),
    b".{8}\\.FIT": _TRACK.format("fit"),
}
"""How files begin that are no text, as patterns of bytes; the first one counts."""
_WORDS: Mapping[str, str] = {
    r"\{\\rtf": "a document (.rtf); save its table as .html or .csv",
    r"BEGIN:VCALENDAR": "a calendar (.ics) and has no results; load the results of its events",
    r"(?s)(?:<\?xml.{0,500}?)?(?:<!DOCTYPE svg.{0,500}?)?<svg\b": _PICTURE,
    r"(?s)(?:<\?xml.{0,500}?)?<gpx\b": _TRACK.format("gpx"),
    r"(?s)(?:<\?xml.{0,500}?)?<kml\b": _TRACK.format("kml"),
    r"(?s)(?:<\?xml.{0,500}?)?<TrainingCenterDatabase\b": _TRACK.format("tcx"),
    r"(?s)(?:<\?xml.{0,500}?)?<(?:rss|feed)\b": "a feed of news; it has no table in it",
    r"(?s)\[header\]\s.*\[column names\]": _TRACK.format("VBOX"),
}
"""How texts begin, blanks left out."""


def named(source: Source) -> str:
    """Say what a file is that nobody claims, and what to do; '' where that is not known."""
    head = bytes(source.data[:512])
    if not source.head:
        found = (what for begin, what in _BYTES.items() if re.match(begin, head, re.DOTALL))
        return next(found, "")
    text = source.head.lstrip("\ufeff \t\r\n")
    return next((what for begin, what in _WORDS.items() if re.match(begin, text)), "")
