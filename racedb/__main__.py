"""The program: `racedb`, and `python -m racedb`."""

import gc
import os
import sys
import threading
from contextlib import suppress


def run() -> None:
    """
    Run the command line; begin and end without work that only long-lived programs need.

    To start makes 140,000 objects that stay: Python's collector, set as it is, looks through them
    again and again for some to throw away. And to take the interpreter apart at the end gives
    nothing, for all is written and closed by then. Each is a tenth of a small load.
    """
    gc.set_threshold(250_000, 20, 20)
    # The allocator of polars keeps what was freed for each of its threads: 30 MB of a big load.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    if "load" in sys.argv:
        from racedb.file_hash import begin

        begin(sys.argv)
    from racedb.cli import main

    try:
        main()
    except SystemExit as ended:
        if threading.active_count() > 1:  # Python waits for those that are still at work
            raise
        with suppress(OSError, ValueError, AttributeError):  # stdout is full, closed, none at all
            sys.stdout.flush()
        os._exit(int(ended.code or 0))


if __name__ == "__main__":
    run()
