"""Help in plain text with commands and options under headings: rich costs more than the program."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

from racedb.cli.words import read_plainly

if TYPE_CHECKING:
    from typer._click import core as click
    from typer._click.core import Context, Parameter
    from typer._click.formatting import HelpFormatter


class Later(TyperCommand):
    """Stands for a command that is built when somebody uses it: help needs its first line only."""

    def __init__(
        self, name: str, summary: str, panel: str, build: "Callable[[], click.Command]"
    ) -> None:
        """Name what `build` will give."""
        super().__init__(name, help=summary, rich_help_panel=panel)
        self.build = build


class Commands(TyperGroup):
    """A group of commands that lists them under their panels."""

    def get_params(self, ctx: "Context") -> "list[Parameter]":
        """Give its options."""
        return read_plainly(super().get_params(ctx))

    def get_command(self, ctx: "Context", cmd_name: str) -> "click.Command | None":
        """Give a command that can be run."""
        found = super().get_command(ctx, cmd_name)
        return found.build() if isinstance(found, Later) else found

    def format_help_text(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write what it does; examples keep their lines."""
        self.help = _with_examples(self.help)
        super().format_help_text(ctx, formatter)

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write one section for each panel, in the order in which panels first appear."""
        room = formatter.width - 6 - max(map(len, self.commands))
        _sections(
            formatter,
            (
                (
                    _panel(self.commands[name], "Commands"),
                    (name, self.commands[name].get_short_help_str(room)),
                )
                for name in self.list_commands(ctx)
            ),
        )


class Command(TyperCommand):
    """A command that lists its arguments, then its options under their panels."""

    def get_params(self, ctx: "Context") -> "list[Parameter]":
        """Give its arguments and options."""
        return read_plainly(super().get_params(ctx))

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read `--chart` without a file as `--chart=-`: Typer knows no options of both kinds."""
        words = [
            "--chart=-" if word == "--chart" and then.startswith("-") and then != "-" else word
            for word, then in zip(args, [*args[1:], "--"], strict=False)
        ]
        return super().parse_args(ctx, words)

    def format_help_text(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write what it does; examples keep their lines."""
        self.help = _with_examples(self.help)
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write one section for each panel, in the order in which panels first appear."""
        _sections(
            formatter,
            (
                (_panel(parameter, f"{parameter.param_type_name.capitalize()}s"), record)
                for parameter in self.get_params(ctx)
                if (record := parameter.get_help_record(ctx))
            ),
        )


def _with_examples(help_: str | None) -> str | None:
    """Mark paragraphs that begin with a command line: click then leaves their lines as they are."""
    return help_ and re.sub(r"(^|\n\n)(?=racedb )", "\\1\b\n", help_)


def _sections(formatter: "HelpFormatter", lines: Iterable[tuple[str, tuple[str, str]]]) -> None:
    """Write lines of (panel, (name, help)) as one section for each panel."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for panel, line in lines:
        panels.setdefault(panel, []).append(line)
    for panel, section in panels.items():
        with formatter.section(panel):
            # On a narrow terminal long names get a line of their own, and their help room.
            formatter.write_dl(section, col_max=min(30, formatter.width * 2 // 5))


def _panel(thing: object, otherwise: str) -> str:
    """Name the panel that a command or an option was given; Typer's placeholder is none."""
    panel = getattr(thing, "rich_help_panel", None)
    return panel if isinstance(panel, str) else otherwise
