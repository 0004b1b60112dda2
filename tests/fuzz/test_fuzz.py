"""The corpus of the fuzzer, in every test run: what broke a reader once does not break it again."""

import pytest

from racedb.readers import datasets, formats
from tests.fuzz.targets import TARGETS, seeds


def test_every_reader_is_fuzzed():
    names = {it.name for it in (*formats(), *datasets())}

    assert set(TARGETS) == names | {"recipe", "identify"}


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_is_read_or_refused(name):
    rows = [TARGETS[name](seed) for seed in seeds(name)]

    assert max(rows) >= 1
    assert TARGETS[name](b"") == 0 or name in ("related-csv", "related-json", "identify")
