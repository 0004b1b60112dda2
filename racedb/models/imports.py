"""Where facts came from, and what has changed since."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId, one_of


class Source(Base):
    """A file, identified by its bytes: identical bytes are one source."""

    __tablename__ = "sources"

    id: Mapped[RowId]
    uri: Mapped[str] = mapped_column(comment="path or address that it was first read from")
    sha256: Mapped[str] = mapped_column(unique=True, comment="hash of its bytes, in hex")
    size_bytes: Mapped[BigInt] = mapped_column(comment="its length")
    media_type: Mapped[str | None] = mapped_column(comment="text/csv ...")
    publisher: Mapped[str | None] = mapped_column(comment="who made the figures")
    licence: Mapped[str | None] = mapped_column(comment="terms of use")
    retrieved_at: Mapped[datetime] = mapped_column(comment="when it was first read, UTC")

    imports: Mapped[list["Import"]] = relationship(back_populates="source")


class Import(Base):
    """One load of one file, refused and undone ones too."""

    __tablename__ = "imports"

    id: Mapped[RowId]
    source_id: Mapped[BigInt] = mapped_column(
        ForeignKey("sources.id"), index=True, comment="the file"
    )
    state: Mapped[str] = mapped_column(comment="running, applied, refused, failed or undone")
    reader: Mapped[str] = mapped_column(comment="the reader that read it")
    options: Mapped[dict[str, Any]] = mapped_column(comment="context and options of the load")
    racedb_version: Mapped[str] = mapped_column(comment="the program that loaded it")
    started_at: Mapped[datetime] = mapped_column(comment="UTC")
    finished_at: Mapped[datetime | None] = mapped_column(comment="UTC; NULL: still running")
    rows_read: Mapped[BigInt] = mapped_column(
        comment="rows of the file: new + changed + same + rejected"
    )
    rows_new: Mapped[BigInt] = mapped_column(comment="rows that were not there before")
    rows_changed: Mapped[BigInt] = mapped_column(comment="rows that were there with other values")
    rows_same: Mapped[BigInt] = mapped_column(comment="rows that were there already")
    rows_rejected: Mapped[BigInt] = mapped_column(comment="rows that could not be stored")
    message: Mapped[str | None] = mapped_column(comment="why it was refused")

    __table_args__ = (one_of("state", ("running", "applied", "refused", "failed", "undone")),)

    source: Mapped[Source] = relationship(back_populates="imports")
    rejects: Mapped[list["Reject"]] = relationship()
    notes: Mapped[list["Note"]] = relationship()
    revisions: Mapped[list["Revision"]] = relationship()


class Reject(Base):
    """A row of a file that could not be stored, or a cell of such a row."""

    __tablename__ = "rejects"

    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), primary_key=True, comment="the import"
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, comment="from 1, in the order of the file"
    )
    line: Mapped[int | None] = mapped_column(comment="line, record or row in the file")
    field: Mapped[str | None] = mapped_column(comment="canonical field; NULL: the whole row")
    code: Mapped[str] = mapped_column(comment="extra-cell, not-a-duration, duplicate-row ...")
    message: Mapped[str] = mapped_column(comment="names the field and the value")
    raw: Mapped[str] = mapped_column(comment="the original line")


class Note(Base):
    """A cell of a stored row that could not be read: its value is NULL."""

    __tablename__ = "notes"

    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), primary_key=True, comment="the import"
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, comment="from 1, in the order of the file"
    )
    line: Mapped[int | None] = mapped_column(comment="line, record or row in the file")
    field: Mapped[str | None] = mapped_column(comment="canonical field")
    code: Mapped[str] = mapped_column(comment="not-a-duration, not-a-number ...")
    message: Mapped[str] = mapped_column(comment="names the field and the value")
    raw: Mapped[str] = mapped_column(comment="the text of the cell")


class Revision(Base):
    """A row that an import changed, as it was and as it became."""

    __tablename__ = "revisions"

    id: Mapped[RowId]
    import_id: Mapped[BigInt] = mapped_column(
        ForeignKey("imports.id"), index=True, comment="the import"
    )
    table_name: Mapped[str] = mapped_column(comment="results, laps ...")
    row_key: Mapped[dict[str, Any]] = mapped_column(comment="the row's natural key")
    old: Mapped[dict[str, Any] | None] = mapped_column(
        comment="values before; NULL: the row was made"
    )
    new: Mapped[dict[str, Any] | None] = mapped_column(
        comment="values after; NULL: the row was removed"
    )
