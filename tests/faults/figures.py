"""Add up what the processes of `make faults` have seen, for docs/reliability.md."""

import json
import sys
from collections import Counter

from tests.faults.conftest import FIGURES


def table() -> str:
    """Return a line for each fault: how often, and which database was left."""
    total: Counter[str] = Counter()
    for file in sorted(FIGURES.glob("*.json")):
        total.update(json.loads(file.read_text()))
    width = max(map(len, total), default=0)
    return "".join(f"{what:{width}}  {count:6,}\n" for what, count in sorted(total.items()))


if __name__ == "__main__":
    sys.stdout.write(table())
