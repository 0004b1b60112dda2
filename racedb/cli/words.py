"""
Words of the command line as values.

Typer gives every word to pydantic, whose import costs more than all else of a short command. A word
that is plainly right does not need it; any other goes Typer's way, which knows what to say of it.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, get_origin

from typer._coercion import RuntimeParam, TypeDescriptor, build_runtime_param

if TYPE_CHECKING:
    from typer._click.core import Parameter
    from typer.core import TyperOption
    from typer.models import ParameterInfo


@dataclass(frozen=True)
class Word(RuntimeParam):
    """How the value of one argument or option is made."""

    descriptor: TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
        items = value if self.descriptor.is_list else [value]
        type_ = get_args(self.annotation)[0] if self.descriptor.is_list else self.annotation
        found = [_plain(type_, item, self.parameter_info) for item in items]
        if None in found:
            return build_runtime_param(self.descriptor).coerce(value, param, ctx)
        return found if self.descriptor.is_list else found[0]


def read_plainly(parameters: "list[Parameter]") -> "list[Parameter]":
    """Let words of these arguments and options become values without pydantic where they can."""
    for it in cast("list[TyperOption]", parameters):
        about = it.type_descriptor
        # There is no public way in; racedb is bound to one minor version of Typer.
        it._runtime_param = Word(about.parameter_info, about.annotation, about)  # noqa: SLF001
    return parameters


def _plain(type_: Any, value: Any, limits: "ParameterInfo") -> Any:
    """Give the value of a word; None: Typer shall look at it."""
    if get_origin(type_) is Literal:
        return value if value in get_args(type_) else None
    if type_ in (int, float):
        return _number(type_, value, limits)
    if type_ is Path:
        return Path(value) if os.access(value, os.R_OK) or not Path(value).exists() else None
    return value if type_ is str and isinstance(value, str) else None


def _number(type_: type[int | float], value: Any, limits: "ParameterInfo") -> int | float | None:
    """Give a number without a sign that is not below what it may be."""
    if not re.fullmatch(r"[0-9]{1,9}" + (r"(\.[0-9]+)?" if type_ is float else ""), str(value)):
        return None
    number = type_(value)
    return None if limits.min is not None and number < limits.min else number
