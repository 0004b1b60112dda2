"""What the tests of simulators' files share: a file made of values, and rows of tables."""

import json

from racedb.readers import identify, open_source
from racedb.readers.reading import Options


def source_of(tmp_path, content, name="result.json"):
    """Write a document (or text, or bytes) to a file and open it."""
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return open_source(path)


def read(tmp_path, content, format_, **options):
    """Read a file with the format that claims it, which must be this one."""
    source = source_of(tmp_path, content)
    assert identify(source, None) is format_
    return format_.read(source, Options(**options))


def rows(table):
    """Give the rows of a table."""
    return [row for frame in table.batches for row in frame.to_dicts()]


def without_nothing(row):
    """Leave the empty cells of a row out."""
    return {key: value for key, value in row.items() if value is not None}
