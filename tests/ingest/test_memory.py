"""A load needs no more memory for a longer file; tests/memory.py measures a gigabyte by hand."""

import sys
from pathlib import Path

import pytest

from racedb.readers import open_source
from racedb.readers.text_lines import blocks
from tests.memory import lap_file, peak_of_load

GROWTH_MB = 60
"""Caches of the database and arenas of the allocator fill up: 33 MB were measured. The rows of 24 MB of
text would need 300."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a process alone")
@pytest.mark.parametrize("laps_of_car", [400, 3_000], ids=["short races", "long races"])
def test_two_and_a_half_times_the_laps_need_little_more_memory(tmp_path, laps_of_car, monkeypatch):
    monkeypatch.delenv("POLARS_MAX_THREADS")
    peaks = []
    for megabytes in (16, 40):  # the smaller one keeps all threads busy, too
        path = tmp_path / f"{megabytes}.csv"
        lap_file(path, megabytes, laps_of_car)
        peaks.append(peak_of_load(path, tmp_path / f"{megabytes}.sqlite"))

    small, large = peaks

    assert large - small < GROWTH_MB
    assert large < 450


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which pages are of files")
def test_a_mapped_file_is_not_kept_in_memory(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * (64 << 20))
    source = open_source(path)
    before = _of_files_mb()

    read = sum(len(block) for _, block in blocks(source.data, 1 << 20))

    assert read == 64 << 20
    assert _of_files_mb() - before < 16


def _of_files_mb():
    with Path("/proc/self/status").open(encoding="ascii") as status:
        # A file system in memory counts its mapped pages as shared memory.
        return (
            sum(int(it.split()[1]) for it in status if it.startswith(("RssFile:", "RssShmem:")))
            / 1024
        )
