"""
Shell completion: commands, canned queries, their parameters, and names from the database.

A shell asks while somebody types: whatever goes wrong, there are no proposals and no message.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from racedb.cli.options import own_queries
from racedb.errors import RaceDBError

if TYPE_CHECKING:
    from racedb.queries import Parameter

VARIABLE = "_RACEDB_COMPLETE"
"""Environment variable in which the completion script tells racedb what the shell wants."""
_TIME_LIMIT_S = 2


def completion(
    ctx: typer.Context,
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"],
        typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell."),
    ],
) -> None:
    """
    Print the shell completion script.

    racedb completion bash >> ~/.bashrc
    """
    raise typer.Exit(complete(ctx.find_root().command, f"source_{shell}"))


def complete(command: Any, instruction: str) -> int:
    """Print proposals (`complete_bash`) or the script (`source_bash`); return the exit code."""
    from typer.completion import get_completion_inspect_parameters, shell_complete

    get_completion_inspect_parameters()  # registers the shells that Typer knows
    return shell_complete(command, {}, "racedb", VARIABLE, instruction)


def query_names(incomplete: str) -> list[tuple[str, str]]:
    """Propose canned queries with their titles."""
    from racedb import queries

    try:
        known = [queries.load(name, own_queries()) for name in queries.names(own_queries())]
    except RaceDBError:
        return []
    return [(it.name, it.title) for it in known if it.name.startswith(incomplete)]


def points_systems(incomplete: str) -> list[str]:
    """Propose the points systems of racedb."""
    from racedb.championships.library import files

    return [it for it in files() if it.startswith(incomplete)]


def lists(incomplete: str) -> list[str]:
    """Propose what `racedb list` lists."""
    from racedb import queries

    return [it for it in queries.lists() if it.startswith(incomplete)]


def relations(incomplete: str) -> list[tuple[str, str]]:
    """Propose tables and views with their meanings."""
    from racedb.models import catalog

    rows = [(str(row[0]), str(row[-1])) for row in catalog.relations()]
    return [row for row in rows if row[0].startswith(incomplete)]


def query_values(ctx: typer.Context, incomplete: str) -> list[str]:
    """Propose parameters, `driver=`, and values that the database has, `driver=ada-orn`."""
    from racedb import queries

    try:
        kind = ctx.params.get("kind")  # of `racedb list`
        name = queries.list_of(kind) if kind else str(ctx.params.get("name"))
        query = queries.load(name, own_queries())
        parameters = {it.name: it for it in query.parameters}
        before = ctx.params.get("given") or []
        # bash splits driver=ada into three words; zsh and fish pass one.
        if before[-1:] == ["="] and before[-2:-1] and before[-2] in parameters:
            return _values(parameters[before[-2]], incomplete, ctx)
        key, separator, value = incomplete.partition("=")
        if separator and key in parameters:
            return [f"{key}={it}" for it in _values(parameters[key], value, ctx)]
        given = {word.partition("=")[0] for word in before}
        return [f"{key}=" for key in parameters if key not in given]
    except RaceDBError:
        return []


def _values(parameter: "Parameter", beginning: str, ctx: typer.Context) -> list[str]:
    """Propose values of a parameter; of several with commas the last one."""
    from racedb.db import readonly
    from racedb.queries import IMPORT, SEVERAL, lookup

    if parameter.subject is None and parameter.type != IMPORT:
        return [it for it in parameter.choices if it.startswith(beginning)]
    with readonly.connect(ctx.params.get("db"), time_limit_s=_TIME_LIMIT_S) as reader:
        if parameter.subject is None:
            return [it for it in lookup.imports(reader) if it.startswith(beginning)]
        before, comma, last = beginning.rpartition(",")
        if parameter.type not in SEVERAL:
            before, comma, last = "", "", beginning
        return [f"{before}{comma}{it}" for it in lookup.slugs(reader, parameter.subject, last)]
