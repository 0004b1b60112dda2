"""How much of everything a benchmark takes."""

from typing import NamedTuple


class Size(NamedTuple):
    """Rows of the generated files, and how often each process runs."""

    results: int
    laps: int
    few: int
    """Results for the plain ORM loader, which takes a millisecond or two for each."""
    runs: int = 5
    on_server: int = 5
    """Runs of loads into PostgreSQL, before each of which a database is copied."""
    seldom: int = 5
    """Runs of what takes long and is only shown: other loaders, the curve."""
    patience_s: float = 1.0
    """A question that takes longer than this is not asked again for a median."""
    added: int = 1_000
    """Results that come later into a full database."""


SIZES = {
    "guard": Size(3_000, 30_000, 300, runs=3),
    "small": Size(10_000, 100_000, 300, on_server=3, seldom=1, patience_s=0.1),
    "tiny": Size(1_000, 2_000, 100, runs=1),
    "full": Size(1_000_000, 10_000_000, 20_000, patience_s=30.0),
}
