"""`racedb list`, `find` and `schema`: what the database holds, and how it is called."""

from typing import Annotated

import typer

from racedb.cli import completion
from racedb.cli.options import Db, Format, Limit, Output, Raw
from racedb.cli.query import given_values, print_rows, run_query


def list_(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help="series, seasons, events, sessions, drivers, teams, manufacturers, cars, circuits"
            " or classes.",
            autocompletion=completion.lists,
        ),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE",
            help="Filters: season=2009, series=imsa, event=spa.",
            autocompletion=completion.query_values,
        ),
    ] = None,
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
    limit: Limit = None,
    raw: Raw = False,
) -> None:
    """
    List what the database holds: how much of each kind, or the rows of one.

    racedb list
    racedb list events season=2009
    racedb list drivers event="spa 2009"
    """
    from racedb import queries

    name = "contents" if kind is None else queries.list_of(kind)
    values = given_values(queries.load(name), given or [])
    run_query(name, values, db, format_, output, limit, raw=raw)


def find(
    words: Annotated[
        list[str], typer.Argument(metavar="NAME", help="A name, or a part of it: lamy, spa 2009.")
    ],
    db: Db = None,
    format_: Format = "table",
    output: Output = None,
) -> None:
    """
    Find drivers, teams, cars, circuits, series, events ... by name, alias or a part of it.

    racedb find lamy
    racedb find spa 2009
    """
    from racedb.db import readonly
    from racedb.queries import lookup

    with readonly.connect(db) as reader:
        found = lookup.find(reader, " ".join(words))
    print_rows(lookup.FOUND, found, format_, output)


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A table or view.", autocompletion=completion.relations
        ),
    ] = None,
    format_: Format = "table",
    output: Output = None,
) -> None:
    """
    List the tables and views, or the columns of one, with their units and meanings.

    racedb schema
    racedb schema laps
    """
    from racedb.models import catalog

    if name is None:
        print_rows(catalog.RELATIONS, catalog.relations(), format_, output, spare=("columns",))
    else:
        print_rows(catalog.COLUMNS, catalog.columns(name), format_, output, spare=("null",))
