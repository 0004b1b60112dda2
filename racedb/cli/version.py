"""`racedb version`: which racedb this is."""

from racedb import __version__


def version() -> None:
    """Say which racedb this is."""
    print(f"racedb {__version__}")
