"""What people would use instead (competitors.toml), each in an environment of its own."""

import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

from benchmarks.cases import Case

FLAT = Path(__file__).with_name("flat")
"""Programs that the environments run; they import nothing of ours."""
_ENVIRONMENTS = Path(__file__).parent.parent / ".bench" / "envs"
_SAID = tomllib.loads(Path(__file__).with_name("competitors.toml").read_text(encoding="utf-8"))
ENVIRONMENTS: dict[str, list[str]] = _SAID["environments"]
"""Packages of each."""
LOADERS = tuple(
    Case(
        it["name"],
        tuple(it["words"]),
        it.get("database", "SQLite"),
        holds=None,
        is_other=True,
        seldom=True,
        environment=it.get("environment", ""),
        variables=it.get("variables", {}),
    )
    for it in _SAID["loader"]
)


def bin_of(environment: str) -> Path:
    """Give the folder of an environment's programs."""
    return _ENVIRONMENTS / environment / "bin"


@cache
def missing(environment: str) -> str:
    """Make an environment, once and for all sizes; say why there is none, '': there is one."""
    packages = ENVIRONMENTS[environment]
    folder = _ENVIRONMENTS / environment
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8").split() == packages:
        return ""
    print(f"installing {', '.join(packages)} (once)", file=sys.stderr)
    try:
        _quietly(sys.executable, "-m", "venv", "--clear", str(folder))
        _quietly(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        last = said.strip().rpartition("\n")[2]
        return f"cannot be installed: {last}"
    stamp.write_text("\n".join(packages), encoding="utf-8")
    return ""


def _quietly(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603
