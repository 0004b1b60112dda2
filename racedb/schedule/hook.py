"""Who is told when a person is needed: a program of the user's own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

TIME_LIMIT_S = 60.0


def tell(command: Sequence[str], folder: Path, said: str) -> str | None:
    """
    Run a program with a text on its standard input; give what went wrong, None when nothing did.

    Args:
        command: the program and its arguments, taken as they are: there is no shell.
        folder: where it runs.
        said: the text.
    """
    try:
        done = subprocess.run(  # noqa: S603  the owner of racedb.toml names it
            command, input=said, text=True, encoding="utf-8", cwd=folder, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIME_LIMIT_S,
            errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{command[0]} took longer than {TIME_LIMIT_S:.0f} s"
    except OSError as error:
        return f"{command[0]}: {(error.strerror or str(error)).lower()}"
    if done.returncode:
        last = " ".join(done.stderr.split())[-200:]
        return f"{command[0]} ended with {done.returncode}: {last or 'it said nothing'}"
    return None
