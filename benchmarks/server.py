"""A PostgreSQL server for a benchmark, as it comes: stock settings, fsync on, a socket only."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The tests' server keeps no promise to a disk and is the quicker for it; all else is the same.
from tests.postgres import _kept, _reachable, _run, binaries


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """
    Give the URL of a server without a database's name, and the folder of its programs.

    Its data lie on the disk of /var/tmp, for /tmp is memory on some machines. It ends with the
    block, and also when this process is killed.

    Raises:
        RuntimeError: there are no binaries, or they do not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="racedb-bench-", dir="/var/tmp"))
    try:
        programs = _reachable(binaries(), folder)
        _run(programs / "initdb", "-D", folder / "data", "-U", "racedb", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        with _kept(programs, folder):
            options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
            _run(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log",
                 "-o", options, "start")  # fmt: skip
            yield f"postgresql://racedb@/{{}}?host={folder}", programs
    finally:
        shutil.rmtree(folder, ignore_errors=True)
