"""
Plain help with commands and options under headings.

Typer prints the headings of `rich_help_panel` only through rich, whose import takes longer than all
of `racedb --help`. Typer has no public names for the classes of contexts and formatters: `Any`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

Function = TypeVar("Function", bound=Callable[..., Any])


class App(typer.Typer):
    """A group of commands with plain help; called without a command, it prints that help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            cls=PlainGroup,
            no_args_is_help=True,
            rich_markup_mode=None,
            add_completion=False,
            **settings,
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[[Function], Function]:
        """Register a command, as `typer.Typer.command` does."""
        options.setdefault("cls", PlainCommand)
        return super().command(name, **options)


class PlainGroup(TyperGroup):
    """A group that lists its commands under their headings."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the description; examples keep their lines."""
        self.help = _keep_lines_of_examples(self.help)
        super().format_help_text(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each heading, in the order in which the headings first appear."""
        width = formatter.width - 6 - max(map(len, self.commands))
        _write_sections(
            formatter,
            (
                (
                    _heading(self.commands[name], "Commands"),
                    (name, self.commands[name].get_short_help_str(width)),
                )
                for name in self.list_commands(ctx)
            ),
        )


class PlainCommand(TyperCommand):
    """A command that lists its arguments, then its options under their headings."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the description; examples keep their lines."""
        self.help = _keep_lines_of_examples(self.help)
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each heading, in the order in which the headings first appear."""
        lines = [
            (
                _heading(it, f"{it.param_type_name.capitalize()}s"),
                (_placeholder(record[0]), record[1]),
            )
            for it in self.get_params(ctx)
            if (record := it.get_help_record(ctx))
        ]
        _write_sections(formatter, lines)


def _placeholder(name: str) -> str:
    """Remove the type that Typer appends to an argument: PATH <list[Path]>."""
    return name.partition(" <")[0]


def _keep_lines_of_examples(text: str | None) -> str | None:
    r"""Mark paragraphs that begin with a command line by `\b`, so that they are not wrapped."""
    return text and re.sub(r"(^|\n\n)(?=racedb )", "\\1\b\n", text)


def _write_sections(formatter: Any, lines: Iterable[tuple[str, tuple[str, str]]]) -> None:
    """Write lines of (heading, (name, help)) as one section for each heading."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for heading, line in lines:
        sections.setdefault(heading, []).append(line)
    for heading, section in sections.items():
        with formatter.section(heading):
            # On a narrow terminal a long name gets its own line, so that its help has room.
            formatter.write_dl(section, col_max=min(30, formatter.width * 2 // 5))


def _heading(item: Any, default: str) -> str:
    """Return the heading of a command or an option; Typer's placeholder for none is no text."""
    heading = getattr(item, "rich_help_panel", None)
    return heading if isinstance(heading, str) else default
