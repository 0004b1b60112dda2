"""The points systems that there are: those of racedb, and those of a folder of the user."""

from functools import cache
from pathlib import Path

from racedb.championships.rules import Rules, of_season
from racedb.championships.system import System
from racedb.championships.toml import parse
from racedb.errors import UsageError, did_you_mean

_FOLDER = Path(__file__).parent.parent / "reference" / "points"


def read(path: Path) -> System:
    """
    Read the system of a file.

    Raises:
        UsageError: it cannot be read, or is no points system.
    """
    return parse(path.stem, text_of(path), str(path))


def text_of(path: Path) -> str:
    """
    Return the text of a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"{path}: cannot be read: {why}"
        raise UsageError(message) from None


def find(code: str, own: Path | None = None) -> System:
    """
    Return a system by its code.

    Args:
        code: f1-2010.
        own: a folder with more systems, which may replace one of racedb.

    Raises:
        UsageError: there is none, or its file is wrong.
    """
    paths = files(own)
    if code not in paths:
        message = f"no points system is named {code!r}; {did_you_mean(code, paths)}"
        raise UsageError(message)
    return read(paths[code])


def files(own: Path | None = None) -> dict[str, Path]:
    """
    Return the file of each system by its code.

    Raises:
        UsageError: the folder does not exist.
    """
    found = {path.stem: path for path in _FOLDER.glob("*.toml")}
    if own is not None:
        if not own.is_dir():
            message = f"{own}: is not a folder of points systems; see `points` in racedb.toml"
            raise UsageError(message)
        found |= {path.stem: path for path in own.glob("*.toml")}
    return dict(sorted(found.items()))


def shipped_rules(series: str, label: str) -> list[Rules]:
    """
    Return the championships that the systems of racedb give a season; []: none.

    Args:
        series: slug of the series.
        label: label of the season.
    """
    return [rules for system in _of_series(series) for rules in of_season(system, label)]


@cache
def _of_series(series: str) -> list[System]:
    """Return the systems of racedb for a series."""
    # Most series have none, and a look at the text costs less than to read all files as TOML.
    named = [it for it in _texts() if f'"{series}"' in it[1]]
    systems = [parse(path.stem, text, str(path)) for path, text in named]
    return [it for it in systems if series in it.series]


@cache
def _texts() -> list[tuple[Path, str]]:
    return [(path, text_of(path)) for path in sorted(_FOLDER.glob("*.toml"))]
