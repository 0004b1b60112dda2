"""The progress bar of a long load: on a terminal only, not in a pipe, a file or a schedule."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

from racedb.log import is_json

AFTER_S = 1.0
"""A shorter load needs no bar, and need not wait for the import of rich."""


@contextmanager
def bar() -> Iterator[Callable[[float, str], None]]:
    """Yield the callback of a load: the share that is done, 0 to 1, and the current step."""
    if is_json() or not sys.stderr.isatty():
        yield lambda _share, _step: None
        return
    started = monotonic()
    from racedb.render.cells import shown

    with ExitStack() as stack:
        show: Callable[[float, str], None] | None = None

        def update(share: float, step: str) -> None:
            nonlocal show
            if show is None and monotonic() - started >= AFTER_S:
                show = stack.enter_context(_rich())
            if show:
                show(share, shown("", step))

        yield update


@contextmanager
def _rich() -> Iterator[Callable[[float, str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda share, step: progress.update(task, completed=share, description=step)
