"""`racedb readers`: the formats that are known."""

from racedb.cli.options import Format, Output


def readers(format_: Format = "table", output: Output = None) -> None:
    """List the formats that racedb reads."""
    from racedb.cli.query import show_rows
    from racedb.db.readonly import Result
    from racedb.readers import datasets, formats

    rows = [(one.name, one.summary) for one in formats()]
    rows += [(one.name, one.summary) for one in datasets()]
    show_rows(Result(("reader", "what"), iter(rows)), format_, output, limit=0)
