"""
What a reader costs grows with its file, and no faster.

`make faults` measures it; a test run looks only that each reader has a file that grows.
"""

import time
from pathlib import Path

import pytest

from racedb.readers import formats, open_source
from racedb.readers.reading import Options
from tests.faults.conftest import FULL, survived
from tests.faults.growing import GROWING, file_of

MOST = 2.3
"""Twice the input costs at most so many times the processor time."""
BEST_OF = 5
FORMATS = {format_.name: format_ for format_ in formats()}


def cost(name: str, path: Path) -> tuple[float, int]:
    """Read a file several times; give the least processor time, and its rows."""
    best, rows = float("inf"), 0
    for _ in range(BEST_OF if FULL else 1):
        begin = time.process_time()
        reading = FORMATS[name].read(open_source(path), Options())
        rows = sum(frame.height for table in reading.tables for frame in table.batches)
        best = min(best, time.process_time() - begin)
    return best, rows


def test_every_reader_has_a_file_that_grows():
    assert set(GROWING) == set(FORMATS)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", GROWING)
def test_twice_the_input_costs_twice_the_time(name, tmp_path):
    size = GROWING[name][0] if FULL else 20
    costs = []
    for n in (size, 2 * size):
        path = tmp_path / f"{n}.{'parquet' if name == 'parquet' else 'txt'}"
        path.write_bytes(file_of(name, n))
        assert FORMATS[name].claims(open_source(path))
        costs.append(cost(name, path))

    (once, rows), (twice, more) = costs
    assert more > rows > 0
    if FULL:
        survived[f"growth of {name}"] += 1
        assert twice <= MOST * once, f"{once:.3f} s, then {twice:.3f} s"
