"""What the tests of simulators' files share: a file made of values, and rows of tables."""

from racedb.readers import identify
from racedb.readers.reading import Options
from racedb.table import CELLS
from tests.readers.read import opened, without_nothing

__all__ = ["read", "rows", "source_of", "without_nothing"]


def source_of(tmp_path, content, name="result.json"):
    """Write a document (or text, or bytes) to a file and open it."""
    return opened(tmp_path / name, content)


def read(tmp_path, content, format_, name="result.json", **options):
    """Read a file with the format that claims it, which must be this one."""
    source = source_of(tmp_path, content, name)
    assert identify(source, None) is format_
    return format_.read(source, Options(**options))


def rows(table):
    """Return the rows of a table."""
    frames = (frame.drop(CELLS, strict=False) for frame in table.batches)
    return [row for frame in frames for row in frame.to_dicts()]
