"""Who holds the lock of a SQLite file; SQLAlchemy, which costs time, is not needed for it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_LOCKS = Path("/proc/locks")
_RESERVED = 0x40000001
"""The byte of a file that SQLite's writer locks, by SQLite's file format."""
_LOCK = re.compile(r"POSIX +ADVISORY +WRITE (\d+) (\w+):(\w+):(\d+) (\d+) (\d+)")


def lock_owner(path: str | Path) -> str:
    """Name who writes to a file, for the front of a message; '' where the system does not say."""
    return "".join(f"{holder}: " for holder in _holders(Path(path)))


def _holders(path: Path) -> Iterator[str]:
    try:
        locks, file = _LOCKS.read_text(encoding="ascii"), path.stat()
    except OSError:  # another system than Linux, or the file has just gone
        return
    this = (os.major(file.st_dev), os.minor(file.st_dev), file.st_ino)
    for pid, major, minor, inode, first, last in _LOCK.findall(locks):
        same = (int(major, 16), int(minor, 16), int(inode)) == this
        if same and int(first) <= _RESERVED <= int(last):
            yield f"{_program(pid)}, process {pid}"


def _program(pid: str) -> str:
    try:
        return Path("/proc", pid, "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it has just ended
        return "a program"
