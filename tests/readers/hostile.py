"""Read the files that are named, one after the other, with 512 MiB; print what came of each."""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from racedb.errors import RaceDBError
from racedb.readers import formats, identify, open_source
from racedb.readers.reading import Options

MEMORY = 512 << 20


def read(path):
    """Read a file to its last batch; give the error, or how many rows it has."""
    try:
        source = open_source(path)
        reading = identify(source, None).read(source, Options())
        rows = sum(batch.height for table in reading.tables for batch in table.batches)
    except (RaceDBError, MemoryError) as error:
        return type(error).__name__, str(error)
    return "read", f"{rows} rows"


def main():
    """Read all files; what a process has before it reads does not count."""
    formats()
    import openpyxl  # noqa: F401  loads what the limit is not about

    with tempfile.NamedTemporaryFile("w", suffix=".csv") as usual:  # starts the threads of polars,
        usual.write(
            "Pos,No,Driver\n" + "1,7,Ann Berg\n" * 200_000
        )  # which reserve much, use little
        usual.flush()
        assert read(Path(usual.name))[0] == "read"
    held = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    limit = int(held) * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name in sys.argv[1:]:
        begin = time.process_time()
        kind, said = read(Path(name))
        print(json.dumps([Path(name).name, kind, said, time.process_time() - begin]), flush=True)


if __name__ == "__main__":
    main()
