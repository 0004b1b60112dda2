"""What people decided about names, values and points, so that no question is asked twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from racedb.models.base import Base, BigInt, RowId, one_of

_KINDS = ("driver", "team", "manufacturer", "car", "circuit", "series", "class", "event")


class Alias(Base):
    """A way of writing a name. Two targets for one key mean that it is ambiguous."""

    __tablename__ = "aliases"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(
        comment="driver, team, manufacturer, car, circuit, series, class or event"
    )
    key: Mapped[str] = mapped_column(comment="the folded text")
    text: Mapped[str] = mapped_column(comment="as first printed")
    target_id: Mapped[BigInt] = mapped_column(comment="id in the table of that kind")
    scope: Mapped[str | None] = mapped_column(
        comment="where it holds; NULL: everywhere; 'ref': a publisher's key"
    )
    decided_by: Mapped[str] = mapped_column(comment="'load', or who decided")
    decided_at: Mapped[datetime] = mapped_column(comment="UTC")

    __table_args__ = (
        one_of("kind", _KINDS),
        Index(None, "kind", "key"),
    )


class Review(Base):
    """An open question about a name, or its answer."""

    __tablename__ = "reviews"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(comment="driver, team ...")
    key: Mapped[str] = mapped_column(comment="the folded text")
    text: Mapped[str] = mapped_column(comment="as printed")
    context: Mapped[dict[str, Any]] = mapped_column(comment="where it was printed")
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(
        comment="known rows it resembles, with the reasons"
    )
    state: Mapped[str] = mapped_column(comment="open, accepted or new")
    decided_by: Mapped[str | None] = mapped_column(comment="who answered")
    decided_at: Mapped[datetime | None] = mapped_column(comment="UTC")

    __table_args__ = (
        one_of("kind", _KINDS),
        one_of("state", ("open", "accepted", "new")),
    )


class Correction(Base):
    """A value that a person corrected; it is applied again after every import."""

    __tablename__ = "corrections"

    id: Mapped[RowId]
    table_name: Mapped[str] = mapped_column(comment="results, laps ...")
    row_key: Mapped[dict[str, Any]] = mapped_column(comment="the key of the row, in names")
    column_name: Mapped[str] = mapped_column(comment="the column")
    old_value: Mapped[str | None] = mapped_column(comment="as in the file")
    new_value: Mapped[str | None] = mapped_column(comment="the right value")
    reason: Mapped[str] = mapped_column(comment="why")
    author: Mapped[str] = mapped_column(comment="who")
    made_at: Mapped[datetime] = mapped_column(comment="UTC")


class PointsAssignment(Base):
    """
    A decision that a season is scored by a points system.

    Seasons of series that racedb knows have the systems of racedb without a decision. A season is
    named by texts: the decision outlives it when its files are undone and loaded again.
    """

    __tablename__ = "points_assignments"

    id: Mapped[RowId]
    series: Mapped[str] = mapped_column(comment="slug of the series")
    season: Mapped[str | None] = mapped_column(comment="2009, 2018-19; NULL: every season")
    system: Mapped[str] = mapped_column(comment="code of the points system: f1-2010")
    rules: Mapped[str] = mapped_column(comment="the system as TOML, as it was assigned")
    decided_by: Mapped[str] = mapped_column(comment="who decided")
    decided_at: Mapped[datetime] = mapped_column(comment="UTC")

    __table_args__ = (Index(None, "series"),)
