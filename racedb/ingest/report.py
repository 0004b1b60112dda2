"""What a load did, as values: the command line prints it, tests read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from racedb.history.diff import Change
    from racedb.ingest.ledger import Cells
    from racedb.readers.reading import Finding
    from racedb.table import Column, Note, Reject

MAX_LISTED = 1_000
"""Rejects, notes and findings of a file in a report at most; the report says how many there are."""


@dataclass(kw_only=True)
class FileReport:
    """What became of one file. read = new + changed + same + rejected."""

    source: str
    """The path as it was given."""
    state: str
    """applied, same (already loaded), refused; a dry run reports what a load would do."""
    reader: str = ""
    encoding: str = ""
    import_id: int | None = None
    message: str = ""
    """Why it was refused, in one line; '' otherwise."""
    at_fault: bool = False
    """The file or its options are the reason: loading the same again would fail again."""
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    sessions: list[str] = field(default_factory=list)
    """'24 Hours of Spa 2009, Qualifying' for every session that the file is about."""
    created: dict[str, int] = field(default_factory=dict)
    """Rows added to each reference table: {'drivers': 148, ...}."""
    columns: "list[Column]" = field(default_factory=list)
    """Columns of the file that are stored nowhere, those that look like results first."""
    cells: "Cells | None" = None
    """Where its cells went; None: it was not read."""
    findings: "list[Finding]" = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    """Corrections that hold in what the file is about, one line each."""
    rejects: "list[Reject]" = field(default_factory=list)
    notes: "list[Note]" = field(default_factory=list)
    """Cells of stored rows that could not be read."""
    unknown_words: list[str] = field(default_factory=list)
    """Words for an outcome that racedb does not know; stored in status_detail."""
    reviews: int = 0
    """New names that resemble known ones: a person decides (`racedb review list`)."""
    changes: "list[Change]" = field(default_factory=list)
    """What changed of rows that were stored before."""
    gone: "list[Change]" = field(default_factory=list)
    """Cars that are stored of the same sessions, but not in this file."""
    pruned: bool = False
    """The results of those that are gone were removed."""
    conflicts: "list[Change]" = field(default_factory=list)
    """What a comparison finds besides: teams and crews that a load leaves as they are."""
    exit_code: int = 0

    @property
    def needs_a_look(self) -> bool:
        """Return whether a person should look at what was loaded."""
        return bool(self.rejected or self.notes or self.reviews or self.doubts)

    @property
    def doubts(self) -> "list[Finding]":
        """Return the findings of severity error, and those that put a whole file in doubt."""
        return [finding for finding in self.findings if finding.is_doubt]

    def as_dict(self) -> Mapping[str, object]:
        """Return the report as JSON-ready values, with at most MAX_LISTED of each list."""
        return {
            "source": self.source,
            "state": self.state,
            "reader": self.reader,
            "encoding": self.encoding,
            "import_id": self.import_id,
            "message": self.message,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "rejected": self.rejected,
            "sessions": self.sessions,
            "created": self.created,
            "cells": self.cells and self.cells.as_dict(),
            "left_out": [column.source for column in self.columns],
            "findings": [
                {"code": f.code, "line": f.line, "message": f.message}
                for f in self.findings[:MAX_LISTED]
            ],
            "corrections": self.corrections,
            "rejects": [
                {
                    "line": r.line,
                    "field": r.field,
                    "code": r.code,
                    "message": r.message,
                    "raw": r.raw,
                }
                for r in self.rejects[:MAX_LISTED]
            ],
            "notes": [note._asdict() for note in self.notes[:MAX_LISTED]],
            "unknown_words": self.unknown_words,
            "reviews": self.reviews,
            "changes": [change._asdict() for change in self.changes[:MAX_LISTED]],
            "pruned": self.pruned,
            "gone": [change._asdict() for change in self.gone[:MAX_LISTED]],
        }


@dataclass(kw_only=True)
class Report:
    """What a whole `racedb load` did, file by file."""

    files: list[FileReport] = field(default_factory=list)
    dry_run: bool = False
    unnamed: "list[Path]" = field(default_factory=list)
    """Files that the manifest of their folder does not name: nothing was loaded of them."""

    @property
    def exit_code(self) -> int:
        """0: done; 5: done, but a person should look; else the code of the first refusal."""
        refused = [file.exit_code for file in self.files if file.state == "refused"]
        if refused:
            return refused[0] or 1
        return 5 if self.unnamed or any(file.needs_a_look for file in self.files) else 0
