"""Decisions about names as a CSV under version control."""

import csv
from pathlib import Path

from racedb.errors import UsageError, did_you_mean
from racedb.identity.decisions import COLUMNS, Decision

_NEEDED = COLUMNS[:3]
_WORDS = ("same", "different", "")


def read_decisions(path: Path, author: str) -> list[Decision]:
    """
    Read the decided rows; those with an empty decision are questions still.

    Args:
        path: CSV in UTF-8 with a header; needs name, decision and same_as, may have scope and
            decided_by, and other columns are for people.
        author: who decides where decided_by is empty.

    Raises:
        UsageError: the file cannot be read, lacks a column, or has another word as decision.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(
                    f"{path}:1: there is no column {missing[0]!r}; a decision file has "
                    f"{', '.join(_NEEDED)}: see 'racedb review export'"
                )
            return [
                _decision(path, reader.line_num, row, author)
                for row in reader
                if (row["decision"] or "").strip()
            ]
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not a text in UTF-8") from None
    except (OSError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path}: cannot be read: {str(reason).lower()}") from None


def _decision(path: Path, line: int, row: dict[str, str | None], author: str) -> Decision:
    name, word, other = ((row[column] or "").strip() for column in _NEEDED)
    if word.lower() not in _WORDS:
        hint = did_you_mean(word, [it for it in _WORDS if it])
        raise UsageError(f"{path}:{line}: decision {word!r} is not same or different; {hint}")
    if not name or not other:
        raise UsageError(f"{path}:{line}: a decision needs both names: name and same_as")
    scope, by = ((row.get(column) or "").strip() for column in ("scope", "decided_by"))
    return Decision(line, name, word.lower(), other, by or author, scope or None)
