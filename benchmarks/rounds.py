"""All processes one after another, again and again: what disturbs the machine disturbs them all."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.place import Place
from benchmarks.process import FailedError
from benchmarks.ratios import Runs
from benchmarks.sizes import Size


def measure(
    at: Place, size: Size, cases: Sequence[Case], kept: Path
) -> tuple[Runs, dict[str, str]]:
    """
    Run what is not measured yet, one round of all cases after another.

    Returns:
        All runs of each case, and why cases are left out.
    """
    runs: Runs = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    left_out = {case.name: why for case in cases if (why := at.missing(case))}
    for number in range(size.runs):
        for case in cases:
            often = _often(size, case)
            done = len(runs.get(case.name, ()))
            if case.name in left_out or done > number or number >= often:
                continue
            print(f"{number + 1}/{often} {case.name}", file=sys.stderr)
            try:
                run = at.run(case)
            except FailedError as error:
                if not case.is_other:
                    raise
                left_out[case.name] = str(error)
                continue
            runs.setdefault(case.name, []).append(run)
            kept.write_text(json.dumps(runs, indent=1), encoding="utf-8")
    return runs, left_out


def _often(size: Size, case: Case) -> int:
    """Say how many runs a case has."""
    if case.seldom:
        return min(size.seldom, size.runs)
    return min(size.on_server, size.runs) if case.database == "PostgreSQL" else size.runs
