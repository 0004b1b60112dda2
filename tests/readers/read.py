"""Read a sample with the reader that claims it."""

import json

from racedb.readers import identify, open_source
from racedb.readers.limits import DEFAULT
from racedb.readers.reading import Options
from racedb.table import CELLS


def opened(path, content, limits=DEFAULT):
    """Write a sample to *path*, as JSON where it is no text, and open it."""
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(path, limits)


def reading(path, content, **options):
    """Read a sample with the reader that claims it, or with the one that is named."""
    reader = options.pop("reader", None)
    source = opened(path, content, options.get("limits", DEFAULT))
    return identify(source, reader).read(source, Options(**options))


def tables(found):
    """Return kind, context and rows of every table, rows without empty cells."""
    return [(table.kind, dict(table.context), _rows(table)) for table in found.tables]


def rows(found):
    """Return the rows of the only table, without empty cells."""
    (table,) = found.tables
    return _rows(table)


def _rows(table):
    return [without_nothing(row) for frame in table.batches for row in frame.to_dicts()]


def without_nothing(row):
    """Leave the empty cells of a row out, and the count of its cells."""
    return {name: it for name, it in row.items() if it is not None and name != CELLS}


def column(found, name):
    """Return one column of the only table."""
    return [row.get(name) for row in rows(found)]
