"""The points systems that there are: those of racedb, and those of a folder of the user."""

from functools import cache
from pathlib import Path

from racedb.championships import shipped
from racedb.championships.rules import Rules, of_season
from racedb.championships.system import System
from racedb.championships.toml import parse
from racedb.errors import UsageError, did_you_mean


def files(own: Path | None = None) -> dict[str, Path]:
    """
    Return the file of each system by its code.

    Args:
        own: a folder with more systems, which may replace one of racedb.

    Raises:
        UsageError: the folder does not exist.
    """
    found = {code: shipped.FOLDER / f"{code}.toml" for code in shipped.texts()}
    if own is not None:
        if not own.is_dir():
            message = f"{own}: is not a folder of points systems; see `points` in racedb.toml"
            raise UsageError(message)
        found |= {path.stem: path for path in own.glob("*.toml")}
    return dict(sorted(found.items()))


def find(code: str, own: Path | None = None) -> tuple[System, str]:
    """
    Return a system by its code, and the text of its file.

    Args:
        code: f1-2010.
        own: a folder with more systems.

    Raises:
        UsageError: there is none, or its file cannot be read or is wrong.
    """
    paths = files(own)
    if code not in paths:
        message = f"no points system is named {code!r}; {did_you_mean(code, paths)}"
        raise UsageError(message)
    return read(paths[code])


def read(path: Path) -> tuple[System, str]:
    """
    Return the system of a file, and its text.

    Raises:
        UsageError: it cannot be read, or is no points system.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"{path}: cannot be read: {why}"
        raise UsageError(message) from None
    return parse(path.stem, text, str(path)), text


def shipped_rules(series: str, label: str) -> list[Rules]:
    """
    Return the championships that the systems of racedb give a season; []: none.

    Args:
        series: slug of the series.
        label: label of the season.
    """
    systems = (_shipped(code) for code in shipped.naming(series))
    return [it for one in systems if series in one.series for it in of_season(one, label)]


@cache
def _shipped(code: str) -> System:
    return parse(code, shipped.texts()[code], f"{code}.toml")
