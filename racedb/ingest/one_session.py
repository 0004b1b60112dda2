"""A file of several sessions, of which somebody asked for one."""

from dataclasses import replace

from racedb.errors import UsageError
from racedb.ingest.session_names import named_session
from racedb.names import fold
from racedb.readers.reading import Reading


def of_session(reading: Reading, asked: str | None) -> Reading:
    """
    Take the tables of one session out of a reading.

    A file that states one session may be given another name. One that states several cannot: all
    of them would become one, and results of the race overwrite those of qualifying.

    Raises:
        UsageError: the file states several sessions, and none or not one alone is meant.
    """
    stated = dict.fromkeys(
        table.context["session"] for table in reading.tables if table.context.get("session")
    )
    if not asked or len(stated) < 2:
        return reading
    code = named_session(asked, {}).code
    meant = [name for name in stated if fold(name) == fold(asked)] or [
        name for name in stated if named_session(name, {}).code == code
    ]
    if len(meant) != 1:
        message = (
            f"{reading.source.path}: has the sessions {', '.join(stated)}; "
            f"--session {asked!r} is not one of them"
        )
        raise UsageError(message)
    kept = [one for one in reading.tables if one.context.get("session", meant[0]) == meant[0]]
    return replace(reading, tables=kept)
