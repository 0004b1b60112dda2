"""What is measured, as data: a process each, and what the database holds when it begins."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks import curve
from benchmarks.files import ABOUT_LAPS

LOAD = "{racedb} load {file[%s]} --db {new}"
_HASH = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"


class Case(NamedTuple):
    """One process that is measured."""

    name: str
    words: tuple[str, ...]
    """The command, with {racedb}, {python}, {bin}, {flat}, {new} and {file[results]} in it."""
    database: str = "SQLite"
    """Which kind `{new}` is."""
    holds: tuple[str, ...] | None = ()
    """Files that `{new}` holds when it begins; None: not even racedb's tables."""
    limit: tuple[str, ...] = ()
    """Instead of words: write what a database holds that was loaded from these files."""
    is_other: bool = False
    """Somebody else's program: where it fails it is left out."""
    seldom: bool = False
    """Runs only Size.seldom times."""
    environment: str = ""
    """Of competitors.toml, whose programs are in {bin}; '': ours."""
    variables: Mapping[str, str] = {}
    """Of the process, beside ours."""

    @property
    def is_load(self) -> bool:
        """Racedb loads here: the limit of memory holds."""
        return self.words[:2] == ("{racedb}", "load")


def load(name: str) -> tuple[str, ...]:
    """Give the command that loads a file."""
    about = ABOUT_LAPS if name.startswith("laps") else ()
    return (*(LOAD % name).split(), *about)


def _loads(database: str) -> list[Case]:
    """Give what is measured on each kind of database."""
    where = f"into {database}"
    full = ("results", "laps")
    return [
        Case(f"results {where}", load("results"), database),
        Case(f"limit of results {where}", (), database, None, ("results",)),
        Case(f"laps {where}", load("laps"), database),
        Case(f"limit of laps {where}", (), database, None, ("laps",)),
        Case(f"more results {where}", load("more"), database, full),
        Case(f"corrected results {where}", load("corrected"), database, ("results",)),
        Case(f"added {where}, full", load("added"), database, full),
        Case(f"added {where}, empty", load("added"), database),
    ]


CASES = (
    *_loads("SQLite"),
    *_loads("PostgreSQL"),
    *(
        Case(process, load(file), seldom=True)
        for file, (process, _) in curve.FILES.items()
        if file != "laps"
    ),
    Case("the same file again", load("results"), holds=("results",)),
    Case("hashing it", ("{python}", "-c", _HASH, "{file[results]}")),
    Case("few results", load("few")),
    Case("few by a plain ORM", ("{python}", "-m", "benchmarks.orm", "{file[few]}", "{new}")),
    Case("seed", load("seed")),
    Case(
        "query of the seed",
        ("{racedb}", "query", "best-lap-per-manufacturer", "--db", "{new}"),
        holds=("seed",),
    ),
    Case("import sqlalchemy", ("{python}", "-c", "import sqlalchemy")),
    Case("racedb --help", ("{racedb}", "--help")),
    Case("import typer", ("{python}", "-c", "import typer")),
)
