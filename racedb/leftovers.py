"""Hidden files beside those that they become, and what a killed process has left of them."""

import os
import re
import time
from contextlib import suppress
from pathlib import Path

_NAME = re.compile(r"\..+\.(\d+)\.[0-9a-f]{8}\.new(?:-journal)?")
_OLD_S = 86_400
"""Another machine's process cannot be looked at: after a day nobody is writing any more."""


def hidden(path: Path) -> Path:
    """
    Return a name for what will be renamed to *path* when it is complete.

    Process numbers repeat, in containers at every start: the name has a random part as well.
    """
    name = f".{path.name[:50]}.{os.uname().nodename}.{os.getpid()}.{os.urandom(4).hex()}.new"
    return path.with_name(name)


def find(folder: Path) -> list[Path]:
    """List the files and folders with a hidden name whose process is gone; [] if it is missing."""
    try:
        return sorted(path for path in folder.iterdir() if _is_left(path))
    except OSError:
        return []


def remove(folder: Path) -> None:
    """Remove what `find` lists, as far as that is allowed."""
    for path in find(folder):
        if path.is_dir():
            import shutil  # a killed export is rare, and a query imports this module

            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _is_left(path: Path) -> bool:
    found = _NAME.fullmatch(path.name)
    if not found:
        return False
    if f".{os.uname().nodename}.{found[1]}." in path.name:
        return not is_running(int(found[1]))
    return time.time() - path.stat().st_mtime > _OLD_S


def is_running(pid: int) -> bool:
    """Return whether a process of this machine is running, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it belongs to somebody else
        pass
    return True
