"""Decisions about names as a CSV file, which travels between databases."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from racedb.errors import LoadError, UsageError, did_you_mean
from racedb.identity import reviews
from racedb.identity.aliases import TABLE_OF_KIND
from racedb.identity.decisions import Decision, decide
from racedb.identity.drivers import DRIVER
from racedb.text_keys import fold

COLUMNS = ("name", "decision", "same_as", "scope", "decided_by", "score", "reasons", "kind")
"""Of a decision file; score and reasons are for people."""
_REQUIRED = COLUMNS[:3]
_WORDS = ("same", "different", "renamed", "linked", "split", "cannot say")


class Applied(NamedTuple):
    """What became of the decisions of a file."""

    done: list[str]
    """A line for each new decision."""
    refused: list[str]
    """A line for each that no longer fits, with the line of the file."""


def apply_decisions(connection: Connection, decisions: Iterable[Decision], source: str) -> Applied:
    """Carry out the decisions of a file; one that no longer fits does not stop the others."""
    applied = Applied([], [])
    for decision in decisions:
        try:
            with connection.begin_nested():
                applied.done.append(decide(connection, decision))
        except (LoadError, UsageError) as error:
            applied.refused.append(f"{source}:{decision.line}: {error}")
    return applied._replace(done=[line for line in applied.done if line])


def export_decisions(connection: Connection) -> list[tuple[Any, ...]]:
    """Return all reviews as rows of a decision file: the columns of COLUMNS."""
    rows = {
        (
            review.text, reviews.decision_about(review, candidate), candidate["name"],
            reviews.scope_of(review), review.decided_by, candidate.get("score"),
            ", ".join(candidate.get("reasons") or ()) or None, review.kind,
        )
        for kind in TABLE_OF_KIND
        for review in reviews.all_reviews(connection, kind)
        for candidate in review.candidates
        if "ask" not in review.context  # these are about years and events of one database
    }  # fmt: skip
    return sorted(rows, key=lambda row: (fold(row[0]), fold(row[2]), row[1], row[3] or ""))


def read_decisions(path: Path, author: str) -> list[Decision]:
    """
    Read the decided rows of a file; those with an empty decision are still open.

    Args:
        path: CSV in UTF-8 with a header; name, decision and same_as are required, scope,
            decided_by and kind are optional, and all other columns are for people.
        author: who decides where decided_by is empty.

    Raises:
        UsageError: the file cannot be read, lacks a column, or has another word as decision.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(
                    f"{path}:1: there is no column {missing[0]!r}; a decision file needs "
                    f"{', '.join(_REQUIRED)} (see 'racedb review export')"
                )
            return [
                _read_decision(path, reader.line_num, row, author)
                for row in reader
                if (row["decision"] or "").strip()
            ]
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the file is not UTF-8 text") from None
    except (OSError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path}: cannot be read: {str(reason).lower()}") from None


def _read_decision(path: Path, line: int, row: Mapping[str, str | None], author: str) -> Decision:
    name, word, same_as, scope, by = ((row.get(column) or "").strip() for column in COLUMNS[:5])
    kind = (row.get("kind") or "").strip() or DRIVER
    for text, known, what in ((word.lower(), _WORDS, "decision"), (kind, TABLE_OF_KIND, "kind")):
        if text not in known:
            hint = did_you_mean(text, known)
            raise UsageError(
                f"{path}:{line}: {what} {text!r} is not one of {', '.join(known)}; {hint}"
            )
    if not name or not same_as:
        raise UsageError(f"{path}:{line}: name and same_as must both be filled in")
    return Decision(line, name, word.lower(), same_as, by or author, scope or None, kind)
