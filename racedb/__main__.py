"""The program: `racedb`, and `python -m racedb`."""

import atexit
import gc
import os

from racedb.cli import main


def run() -> None:
    """Run the command line."""
    # A small load makes 140,000 objects that stay. To search them for garbage again and again takes
    # a tenth of its time, and once more at the exit a quarter.
    gc.set_threshold(250_000, 20, 20)
    atexit.register(gc.freeze)
    # polars reads this when it is imported. Otherwise its allocator keeps freed memory for each of
    # its threads, which is 30 MB of a big load.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    main()


if __name__ == "__main__":
    run()
