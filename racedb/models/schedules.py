"""What imports on a schedule did, and which files they set aside."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Id, UTCDateTime, one_of, says


class Run(Base):
    """One run of a schedule of racedb.toml."""

    __tablename__ = "runs"
    __table_args__ = (one_of("outcome", ("running", "done", "look", "failed", "later", "broken")),)

    id: Mapped[Id]
    schedule: Mapped[str] = says("its name in racedb.toml", index=True)
    outcome: Mapped[str] = says(
        "running; done; look: a person should; failed: files were set aside; later: the database "
        "was taken; broken: it ended without a word"
    )
    started_at: Mapped[datetime] = says("UTC", type_=UTCDateTime)
    finished_at: Mapped[datetime | None] = says("UTC; NULL: running or broken", type_=UTCDateTime)
    host: Mapped[str] = says("the machine that it ran on")
    pid: Mapped[int] = says("the process there")
    loaded: Mapped[int] = says("files that brought something new")
    same: Mapped[int] = says("files that were loaded before")
    failed: Mapped[int] = says("files that were refused and set aside now")
    set_aside: Mapped[int] = says("files that were refused before and have not changed since")
    waiting: Mapped[int] = says("files left for the next run: still being written")
    message: Mapped[str | None] = says("the first reason; NULL: nothing to tell")


class SetAside(Base):
    """A file that a schedule could not load; it is tried again when it is another one."""

    __tablename__ = "set_aside"

    uri: Mapped[str] = says("path of the file or folder", primary_key=True)
    fingerprint: Mapped[str] = says("hash of its bytes, its context and the program, in hex")
    run_id: Mapped[Big] = says("the run that refused it", ForeignKey("runs.id"), index=True)
    message: Mapped[str] = says("why")
