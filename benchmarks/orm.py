"""
What a first version would be: SQLAlchemy's ORM, one get-or-create for each name of each row.

`python -m benchmarks.orm results.csv TO.sqlite`. It keeps no source, checks nothing, takes every
spelling for a person.
"""

import csv
import sys
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The tables of the loader."""


class Named(Base):
    """Series, makers, teams and drivers, each known by its name."""

    __tablename__ = "named"
    __table_args__ = (sa.UniqueConstraint("kind", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]


class Race(Base):
    """One session of a season."""

    __tablename__ = "races"
    __table_args__ = (sa.UniqueConstraint("series_id", "season", "event", "session"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("named.id"))
    season: Mapped[str]
    event: Mapped[str]
    session: Mapped[str]


class Entry(Base):
    """A car in a session and what it reached."""

    __tablename__ = "entries"
    __table_args__ = (sa.UniqueConstraint("race_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    race_id: Mapped[int] = mapped_column(sa.ForeignKey("races.id"))
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("named.id"))
    car_id: Mapped[int] = mapped_column(sa.ForeignKey("named.id"))
    number: Mapped[str]
    position: Mapped[str]
    best_lap: Mapped[str]


class Seat(Base):
    """One driver of a car."""

    __tablename__ = "seats"
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"), primary_key=True)
    driver_id: Mapped[int] = mapped_column(sa.ForeignKey("named.id"), primary_key=True)


def get_or_create(orm: Session, model: type[Any], **values: Any) -> Any:
    """Give the row of these values."""
    found = orm.scalars(sa.select(model).filter_by(**values)).one_or_none()
    if found is None:
        found = model(**values)
        orm.add(found)
        orm.flush()
    return found


def load(source: str, target: str) -> None:
    """Load a file of `benchmarks.generate.results`."""
    engine = sa.create_engine(f"sqlite:///{target}")
    Base.metadata.create_all(engine)
    with Session(engine) as session, open(source, encoding="utf-8", newline="") as file:  # noqa: PTH123
        for row in csv.DictReader(file):
            series = get_or_create(session, Named, kind="series", name=row["Series"])
            race = get_or_create(
                session, Race, series_id=series.id, season=row["Season"], event=row["Event"],
                session=row["Session"],
            )  # fmt: skip
            get_or_create(session, Named, kind="maker", name=row["Manufacturer"])
            car = get_or_create(session, Named, kind="car", name=row["Car"])
            team = get_or_create(session, Named, kind="team", name=row["Team"])
            entry = Entry(
                race_id=race.id, team_id=team.id, car_id=car.id, number=row["No"],
                position=row["Pos"], best_lap=row["Best Lap"],
            )  # fmt: skip
            session.add(entry)
            session.flush()
            for name in row["Drivers"].split(" / "):
                driver = get_or_create(session, Named, kind="driver", name=name)
                get_or_create(session, Seat, entry_id=entry.id, driver_id=driver.id)
        session.commit()


if __name__ == "__main__":
    load(*sys.argv[1:])
