"""Where facts came from, and what was changed since."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Id, UTCDateTime, one_of, says


class Source(Base):
    """A file, known by its bytes: identical bytes are one source."""

    __tablename__ = "sources"

    id: Mapped[Id]
    uri: Mapped[str] = says("path or address that it was first read from")
    sha256: Mapped[str] = says("hash of its bytes, in hex", unique=True)
    size_bytes: Mapped[Big] = says("its length")
    media_type: Mapped[str | None] = says("text/csv ...")
    publisher: Mapped[str | None] = says("who made the figures")
    licence: Mapped[str | None] = says("terms of use")
    retrieved_at: Mapped[datetime] = says("when it was first read, UTC", type_=UTCDateTime)


class Import(Base):
    """One load of one file, refused and undone ones too."""

    __tablename__ = "imports"
    __table_args__ = (one_of("state", ("running", "applied", "refused", "failed", "undone")),)

    id: Mapped[Id]
    source_id: Mapped[Big] = says("the file", ForeignKey("sources.id"), index=True)
    state: Mapped[str] = says("running, applied, refused, failed or undone")
    reader: Mapped[str] = says("the reader that read it")
    options: Mapped[Any] = says("context and way of reading that were asked for", type_=JSON)
    racedb_version: Mapped[str] = says("the program that loaded it")
    started_at: Mapped[datetime] = says("UTC", type_=UTCDateTime)
    finished_at: Mapped[datetime | None] = says("UTC; NULL: still running", type_=UTCDateTime)
    rows_read: Mapped[Big] = says("rows of the file: new + changed + same + rejected")
    rows_new: Mapped[Big] = says("rows that were not there before")
    rows_changed: Mapped[Big] = says("rows that were there with other values")
    rows_same: Mapped[Big] = says("rows that were there already")
    rows_rejected: Mapped[Big] = says("rows that could not be stored")
    message: Mapped[str | None] = says("why it was refused")


class Reject(Base):
    """A cell or row of a file that could not be stored."""

    __tablename__ = "rejects"

    import_id: Mapped[Big] = says("the import", ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = says("from 1, in the order of the file", primary_key=True)
    line: Mapped[int | None] = says("line, record or row in the file")
    field: Mapped[str | None] = says("canonical field; NULL: the whole row")
    code: Mapped[str] = says("extra-cell, not-a-duration, duplicate-row ...")
    message: Mapped[str] = says("names the field and the value")
    raw: Mapped[str] = says("the original line")


class Revision(Base):
    """A row that an import changed, as it was and as it became."""

    __tablename__ = "revisions"

    id: Mapped[Id]
    import_id: Mapped[Big] = says("the import", ForeignKey("imports.id"), index=True)
    table_name: Mapped[str] = says("results, laps ...")
    row_key: Mapped[Any] = says("the row's natural key", type_=JSON)
    old: Mapped[Any | None] = says("values before; NULL: the row was made", type_=JSON)
    new: Mapped[Any | None] = says("values after; NULL: the row was removed", type_=JSON)
