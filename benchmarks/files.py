"""The files of a benchmark, generated when they are first asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import curve, generate
from benchmarks.sizes import Size

ABOUT_LAPS = ("--series", "Bench", "--season", "2024", "--session", "Race")
"""What a lap file does not say of itself."""

_SEEDS = Path(__file__).parent.parent / "seeds"


class Files:
    """Files by name: `files["results"]` is a path."""

    def __init__(self, folder: Path, size: Size) -> None:
        self._folder = folder
        self._write: dict[str, Callable[[Path], None]] = {
            "results": lambda path: generate.results(path, size.results),
            "more": lambda path: generate.results(path, size.results, seed=2),
            "corrected": lambda path: generate.corrected(Path(self["results"]), path),
            "added": lambda path: generate.results(path, size.added, seed=3),
            "few": lambda path: generate.results(path, size.few),
        }
        for name in curve.FILES:
            self._write[name] = partial(generate.laps, rows=curve.rows(size.laps, name))

    def __getitem__(self, name: str) -> str:
        """Give the path of a file that is there whole; `seed` is the folder of the repository."""
        if name == "seed":
            return str(_SEEDS)
        path = self._folder / f"{name}.csv"
        if not path.exists():
            half = path.with_suffix(".part")
            self._write[name](half)
            half.replace(path)
        return str(path)
