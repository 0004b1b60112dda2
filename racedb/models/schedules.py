"""What imports on a schedule did, and which files they set aside."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, RowId, one_of


class Run(Base):
    """One run of a schedule of racedb.toml."""

    __tablename__ = "runs"

    id: Mapped[RowId]
    schedule: Mapped[str] = mapped_column(index=True, comment="its name in racedb.toml")
    outcome: Mapped[str] = mapped_column(
        comment="running; done; look: a person should look; failed: files were set aside; "
        "later: the database was locked; broken: it ended without a report"
    )
    started_at: Mapped[datetime] = mapped_column(comment="UTC")
    finished_at: Mapped[datetime | None] = mapped_column(comment="UTC; NULL: running or broken")
    host: Mapped[str] = mapped_column(comment="the machine that it ran on")
    pid: Mapped[int] = mapped_column(comment="the process there")
    loaded: Mapped[int] = mapped_column(comment="files that brought something new")
    same: Mapped[int] = mapped_column(comment="files that were loaded before")
    failed: Mapped[int] = mapped_column(comment="files that were refused and set aside now")
    set_aside: Mapped[int] = mapped_column(
        comment="files that were refused before and have not changed since"
    )
    waiting: Mapped[int] = mapped_column(comment="files left for the next run: still being written")
    message: Mapped[str | None] = mapped_column(comment="the first reason; NULL: nothing to report")

    __table_args__ = (one_of("outcome", ("running", "done", "look", "failed", "later", "broken")),)


class SetAside(Base):
    """A file that a schedule could not load; it is tried again when it changes."""

    __tablename__ = "set_aside"

    uri: Mapped[str] = mapped_column(primary_key=True, comment="path of the file or folder")
    fingerprint: Mapped[str] = mapped_column(
        comment="hash of its bytes, its context and the program, in hex"
    )
    run_id: Mapped[BigInt] = mapped_column(
        ForeignKey("runs.id"), index=True, comment="the run that refused it"
    )
    message: Mapped[str] = mapped_column(comment="why")

    run: Mapped[Run] = relationship()
