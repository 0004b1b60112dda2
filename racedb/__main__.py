"""The program: `racedb`, and `python -m racedb`."""

import os

from racedb.cli import main


def run() -> None:
    """Run the command line."""
    # polars reads this when it is imported. Otherwise its allocator keeps freed memory for each of
    # its threads, which is 30 MB of a big load.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    main()


if __name__ == "__main__":
    run()
