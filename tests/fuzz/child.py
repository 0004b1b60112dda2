"""The process in which a reader is fuzzed: it may be killed by what it reads."""

import sys

import atheris

with atheris.instrument_imports(include=["racedb"]):
    from racedb.readers import formats
    from tests.fuzz.targets import TARGETS

    formats()  # imports the readers

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()
