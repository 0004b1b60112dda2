"""
`make dist`: the wheel and the sdist of a release, each built twice, in dist/ with their hashes.

The second build is one from the sdist, unpacked into another folder: what is equal does not depend on
the clone, its folder or the times of its files. SOURCE_DATE_EPOCH is the time of the commit.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Build, compare, and write dist/SHA256SUMS."""
    if _git("status", "--porcelain"):
        sys.exit("dist: commit or remove what git status lists; a release is built from a commit")
    folder = ROOT / "dist"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    build(ROOT, folder, int(_git("log", "-1", "--format=%ct")))
    first = hashes(folder)
    second = built_again(folder, int(_git("log", "-1", "--format=%ct")))
    if first != second:
        sys.exit(f"dist: two builds differ: {sorted(first.items() ^ second.items())}")
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(first.items()))
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(sums, end="")


def build(source: Path, folder: Path, epoch_s: int) -> None:
    """Build the sdist and the wheel of a source tree into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    env: Mapping[str, str] = os.environ | {"SOURCE_DATE_EPOCH": str(epoch_s)}
    subprocess.run(command, cwd=source, env=env, check=True, capture_output=True)


def built_again(folder: Path, epoch_s: int) -> dict[str, str]:
    """Unpack the sdist of a folder somewhere else, build it, and return the hashes."""
    (sdist,) = folder.glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as other:
        with tarfile.open(sdist) as archive:
            archive.extractall(other, filter="data")
        (source,) = Path(other).iterdir()
        again = Path(other, "again")
        build(source, again, epoch_s)
        return hashes(again)


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
