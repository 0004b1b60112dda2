"""What people decided about names and values, so that nobody is asked twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Id, UTCDateTime, one_of, says

_KINDS = ("driver", "team", "manufacturer", "car", "circuit", "series", "class")


class Alias(Base):
    """A way of writing a name. Two targets for one key mean that it is ambiguous."""

    __tablename__ = "aliases"
    __table_args__ = (one_of("kind", _KINDS), Index(None, "kind", "key"))

    id: Mapped[Id]
    kind: Mapped[str] = says("driver, team, manufacturer, car, circuit, series or class")
    key: Mapped[str] = says("the folded text")
    text: Mapped[str] = says("as first printed")
    target_id: Mapped[Big] = says("id in the table of that kind")
    scope: Mapped[str | None] = says("where it holds; NULL: everywhere; 'ref': a publisher's key")
    decided_by: Mapped[str] = says("'load', or who decided")
    decided_at: Mapped[datetime] = says("UTC", type_=UTCDateTime)


class Review(Base):
    """An open question about a name, or its answer."""

    __tablename__ = "reviews"
    __table_args__ = (one_of("kind", _KINDS), one_of("state", ("open", "accepted", "new")))

    id: Mapped[Id]
    kind: Mapped[str] = says("driver, team ...")
    key: Mapped[str] = says("the folded text")
    text: Mapped[str] = says("as printed")
    context: Mapped[Any] = says("where it was printed", type_=JSON)
    candidates: Mapped[Any] = says("known rows it resembles, with the reasons", type_=JSON)
    state: Mapped[str] = says("open, accepted or new")
    decided_by: Mapped[str | None] = says("who answered")
    decided_at: Mapped[datetime | None] = says("UTC", type_=UTCDateTime)


class Correction(Base):
    """A value that a person set right; it is made again after every import."""

    __tablename__ = "corrections"

    id: Mapped[Id]
    table_name: Mapped[str] = says("results, laps ...")
    row_key: Mapped[Any] = says("the row's key in names", type_=JSON)
    column_name: Mapped[str] = says("the column")
    old_value: Mapped[str | None] = says("as the file says")
    new_value: Mapped[str | None] = says("as it is right")
    reason: Mapped[str] = says("why")
    author: Mapped[str] = says("who")
    made_at: Mapped[datetime] = says("UTC", type_=UTCDateTime)
