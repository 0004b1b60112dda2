"""
What a shell may complete: queries, what they take, and whom the database knows.

A shell asks while somebody types: whatever goes wrong, it gets no proposals and no message.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from racedb.cli import COMPLETE
from racedb.cli.options import own_queries
from racedb.errors import RaceDBError

if TYPE_CHECKING:
    from typer._click.core import Command

    from racedb.queries import Parameter


def completion(
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"], typer.Argument(help="The shell you use.")
    ],
) -> None:
    """
    Print what teaches a shell to complete commands, queries and names.

    racedb completion bash >> ~/.bashrc
    """
    from typer._completion_shared import get_completion_script

    print(get_completion_script(prog_name="racedb", complete_var=COMPLETE, shell=shell))


def answer(command: "Command", instruction: str) -> None:
    """Print proposals for a shell that asks for them."""
    from typer._completion_classes import completion_init
    from typer.completion import shell_complete

    completion_init()
    with suppress(RaceDBError):
        shell_complete(command, {}, "racedb", COMPLETE, instruction)


def names(incomplete: str) -> list[tuple[str, str]]:
    """Propose queries, with their titles."""
    from racedb import queries

    try:
        known = [queries.load(name, own_queries()) for name in queries.names(own_queries())]
    except RaceDBError:
        return []
    return [(it.name, it.title) for it in known if it.name.startswith(incomplete)]


def values(ctx: typer.Context, incomplete: str) -> list[str]:
    """Propose what the query takes, `driver=`, and whom the database knows, `driver=ada-orn`."""
    from racedb import queries

    try:
        query = queries.load(str(ctx.params.get("name")), own_queries())
        takes = {it.name: it for it in query.parameters}
        before = ctx.params.get("given") or []
        # bash makes three words of driver=ada; zsh and fish one.
        if before[-1:] == ["="] and before[-2:-1] and before[-2] in takes:
            return _known(takes[before[-2]], incomplete, ctx)
        name, separator, value = incomplete.partition("=")
        if separator and name in takes:
            return [f"{name}={it}" for it in _known(takes[name], value, ctx)]
        return [f"{name}=" for name in takes if name not in before]
    except RaceDBError:
        return []


def _known(parameter: "Parameter", beginning: str, ctx: typer.Context) -> list[str]:
    if not parameter.is_subject:
        return parameter.choices
    from racedb.db import readonly
    from racedb.queries import subjects

    with readonly.connect(ctx.params.get("db"), time_limit_s=2) as reader:
        return subjects.listed(reader, parameter.type, beginning)
