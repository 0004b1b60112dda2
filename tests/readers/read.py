"""Read a sample with the reader that claims it."""

from racedb.readers import identify, open_source
from racedb.readers.reading import Options


def reading(path, content, **options):
    """Write a sample to *path* and read it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reader = options.pop("reader", None)
    source = open_source(path)
    return identify(source, reader).read(source, Options(**options))


def rows(found):
    """Give the rows of the only table, without empty cells."""
    (table,) = found.tables
    return [
        {name: value for name, value in row.items() if value is not None}
        for frame in table.batches
        for row in frame.to_dicts()
    ]


def column(found, name):
    """Give one column of the only table."""
    return [row.get(name) for row in rows(found)]
