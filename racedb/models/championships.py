"""Championships, what each session gave, and the tables: summaries of results by points systems."""

from sqlalchemy.orm import Mapped, mapped_column

from racedb.models.base import Base, BigInt, one_of


class Championship(Base):
    """A championship of a season. Derived: from the points systems, and from the assignments."""

    __tablename__ = "championships"

    season_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the season")
    code: Mapped[str] = mapped_column(
        primary_key=True, comment="drivers, constructors; with its class: drivers-gt3"
    )
    row_order: Mapped[int] = mapped_column(comment="order of the championships of the season")
    name: Mapped[str] = mapped_column(comment="World Championship of Drivers")
    competitor: Mapped[str] = mapped_column(comment="whose: driver, team or manufacturer")
    class_id: Mapped[BigInt | None] = mapped_column(comment="its class; NULL: all cars")
    system: Mapped[str] = mapped_column(comment="code of the points system: f1-2010")

    __table_args__ = (one_of("competitor", ("driver", "team", "manufacturer")),)


class ChampionshipPoints(Base):
    """What a session gave a driver, a team or a maker. Derived: from results and the system."""

    __tablename__ = "championship_points"

    season_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the season")
    championship: Mapped[str] = mapped_column(primary_key=True, comment="code of the championship")
    session_id: Mapped[BigInt] = mapped_column(primary_key=True, index=True, comment="the session")
    entry_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the car")
    competitor_id: Mapped[BigInt] = mapped_column(
        primary_key=True, comment="the driver, team or maker, as the championship is of"
    )
    round: Mapped[int] = mapped_column(
        comment="number of the round; without numbers its place in the season"
    )
    place: Mapped[int | None] = mapped_column(
        comment="the place that counts for points; NULL: not classified, or not eligible"
    )
    points: Mapped[float] = mapped_column(comment="points, with the bonus")
    bonus: Mapped[float] = mapped_column(comment="of them for something other than the place")
    bonus_for: Mapped[str | None] = mapped_column(comment="fastest-lap, pole; NULL: no bonus")
    counts: Mapped[bool] = mapped_column(comment="it is not dropped in the last table")


class ChampionshipStanding(Base):
    """A line of the table of a championship after a round. Derived: from championship_points."""

    __tablename__ = "championship_standings"

    season_id: Mapped[BigInt] = mapped_column(primary_key=True, comment="the season")
    championship: Mapped[str] = mapped_column(primary_key=True, comment="code of the championship")
    round: Mapped[int] = mapped_column(
        primary_key=True, comment="number of the round; without numbers its place in the season"
    )
    competitor_id: Mapped[BigInt] = mapped_column(
        primary_key=True, comment="the driver, team or maker, as the championship is of"
    )
    event_id: Mapped[BigInt] = mapped_column(comment="the event of the round")
    is_last: Mapped[bool] = mapped_column(comment="the last round that has been run")
    row_order: Mapped[int] = mapped_column(comment="order of the lines, from 1")
    position: Mapped[int | None] = mapped_column(
        comment="from 1, shared by those who are equal; NULL: excluded"
    )
    points: Mapped[float] = mapped_column(comment="points that count")
    gross_points: Mapped[float] = mapped_column(comment="with those that are dropped")
    wins: Mapped[int] = mapped_column(comment="races won so far, as they count for points")
    podiums: Mapped[int] = mapped_column(comment="races among the first three so far")
    places_gained: Mapped[int | None] = mapped_column(
        comment="since the round before; NULL: no place then, or none now"
    )
    reach_points: Mapped[float] = mapped_column(
        comment="the most points that are possible at the end of the season"
    )
