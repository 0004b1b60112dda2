"""
What a reader is, what it is given, and what it gives.

A reader turns the bytes of one file into tables of text: polars frames whose columns are the
canonical fields of `racedb.fields` (all String, NULL for an empty cell) and `line` (Int64, where
the row is in the file). It knows no SQL, no ids and no clock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from racedb.errors import ReadError
from racedb.file_hash import sha256
from racedb.readers.limits import DEFAULT, Limits
from racedb.table import Reject, Table

if TYPE_CHECKING:
    from mmap import mmap

    from racedb.understand.given import Given

GENERIC = 1  # the shape fits: any delimited text, any array of records
SHAPED = 2  # no other generic format has this shape: it beats the commas that are in it
SPECIFIC = 3  # the content names the format: it beats every generic reader


class Options(NamedTuple):
    """What the person who loads says about how to read."""

    columns: "Given | None" = None
    """Canonical field of each column, '-' skips one; or of columns by name; None: find out."""
    table: str | None = None
    """Which table of several: a part of its heading, or its number from 1."""
    encoding: str | None = None
    """Name of the encoding; None: find out or refuse."""
    recipe: Mapping[str, Any] | None = None
    """A recipe (docs/recipes.md) that describes the format; None: find out."""
    recipes: Mapping[str, Mapping[str, Any]] = {}
    """Recipes by the signature of the header that they are for."""
    separator: str | None = None
    """What separates the cells of a text; None: find out."""
    header: int | None = None
    """The line of the header; 0: there is none; None: find out."""
    limits: Limits = DEFAULT
    """The most that a file may have."""


class Finding(NamedTuple):
    """Something that a person should look at; the data are kept."""

    code: str
    message: str
    line: int | None = None
    is_doubt: bool = False
    """What is stored may be wrong: the load ends with exit code 5."""


# No more than what is used: Python makes each method of a dataclass anew at every start.
@dataclass(kw_only=True, eq=False, repr=False)
class Reading:
    """All that was read from one file."""

    source: "Source"
    reader: str
    tables: Sequence[Table]
    encoding: str = ""
    """Of a text file: utf-8, utf-8-sig, utf-16, cp1252 ..."""
    rejects: list[Reject] = field(default_factory=list)
    """Rows that are not rows of the table (ragged); may grow while batches are read."""
    findings: list[Finding] = field(default_factory=list)
    """May grow while batches are read."""
    recipe: Mapping[str, Any] | None = None
    """The recipe that its columns are of."""
    others: Sequence[Table] = ()
    """Tables of the file that were not taken; without batches where they are not understood."""
    raw_lines: Callable[[set[int]], Mapping[int, str]] = lambda _lines: {}
    """Return the original text of lines (or records) again, for rejects and for `explain`."""


@dataclass(kw_only=True, eq=False, repr=False)
class Source:
    """One file: its path and its bytes."""

    path: Path
    """Its name as it is shown and stored, without bytes that are not UTF-8."""
    data: "bytes | mmap"
    """The whole file, mapped and not copied: a slice of it is bytes."""
    limits: Limits = DEFAULT
    """The most that it may have; a reader refuses what is beyond."""
    is_packed: bool = False
    """Its bytes are not those at its path: they were packed, or came through a pipe."""
    inner_name: str = ""
    """Name of the file in an archive; '' where it has no other name than its path."""

    def require_document(self, what: str, most: int | None = None, instead: str = "") -> None:
        """
        Refuse a file that is too big to be in memory as a whole.

        Args:
            what: what it is.
            most: its bytes, where its reader takes less than `document_mib`.
            instead: what to do with a bigger one.

        Raises:
            ReadError: it is too big.
        """
        most = self.limits.document_mib << 20 if most is None else most
        if len(self.data) > most:
            message = f"{self.path}: {what} of {len(self.data):,} bytes; {most:,} are the most"
            raise ReadError(f"{message}: {instead}" if instead else message)

    def text(
        self, what: str, given: str | None, most: int | None = None, instead: str = ""
    ) -> tuple[str, str]:
        """
        Return a whole document as text, and its encoding; *given* is one that somebody named.

        Raises:
            ReadError: it is too big (`require_document`), or its encoding cannot be known.
            UsageError: no encoding has the name that was given.
        """
        from racedb.readers.encoding import decode

        self.require_document(what, most, instead)
        return decode(self.data[:], given, str(self.path))

    @property
    def name(self) -> str:
        """File name with extension, without folders."""
        return self.path.name

    @property
    def suffix(self) -> str:
        """Extension in lower case with its dot: '.csv'; only breaks ties."""
        return Path(self.inner_name or self.path).suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes, in hex; they are read once."""
        return sha256(self.data)

    @cached_property
    def head(self) -> str:
        """The first 64 KiB as text, wrong bytes replaced; '' for a binary file; for `claims`."""
        from racedb.readers.encoding import head_text

        return head_text(self.data[:65_536])

    @cached_property
    def json(self) -> Any:
        """The parsed JSON document, None when the file is none. Comments before it are skipped."""
        from racedb.readers.json_text import parse

        return parse(self)


class Format(NamedTuple):
    """A format that racedb reads: how to recognise it, and how to read it."""

    name: str
    summary: str
    claims: Callable[[Source], int]
    """0: not mine; GENERIC; SHAPED; SPECIFIC. Looks at content; must not raise."""
    read: Callable[[Source, Options], Reading]
    """Raises ReadError naming file and line when the file cannot be read."""
    suffixes: tuple[str, ...] = ()
    """Extensions in lower case with their dot; they only break ties."""
    line: str = "physical line"
    """What `line` counts, which messages name."""
    has_columns: bool = False
    """Its tables are of any kind: --columns and recipes say what is in them."""


class Dataset(NamedTuple):
    """A folder of files that refer to each other, loaded as one in one transaction."""

    name: str
    summary: str
    claims: Callable[[frozenset[str]], bool]
    """Is given the names of the files in the folder."""
    read: Callable[[Mapping[str, Source], Options], Sequence[Reading]]
    """Is given the files by name; gives one Reading per file that holds facts."""
    line: str = "physical line"
    """What `line` counts in each of them."""
