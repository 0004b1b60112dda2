"""What exists apart from events: makers, cars, teams, drivers, circuits, series."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from racedb.models.base import Base, BigInt, Country, RowId, Slug, at_least

if TYPE_CHECKING:
    from racedb.models.events import Round


class Manufacturer(Base):
    """A maker of cars, engines or tyres; its role is the foreign key that points here."""

    __tablename__ = "manufacturers"

    id: Mapped[RowId]
    slug: Mapped[Slug]
    name: Mapped[str] = mapped_column(comment="as it writes itself: Aston Martin, Citroën")
    country: Mapped[Country | None]


class Car(Base):
    """A car model or a type of chassis: Maserati MC12."""

    __tablename__ = "cars"

    id: Mapped[RowId]
    slug: Mapped[Slug]
    name: Mapped[str] = mapped_column(
        comment="with its maker; a car known only by its maker has the maker's name"
    )
    manufacturer_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("manufacturers.id"),
        index=True,
        comment="the maker of its badge; NULL: not known",
    )
    engine_manufacturer_id: Mapped[BigInt | None] = mapped_column(
        ForeignKey("manufacturers.id"), comment="maker of its engine; NULL: the same, or not known"
    )
    homologation: Mapped[str | None] = mapped_column(comment="rules that it is approved under")

    manufacturer: Mapped[Manufacturer | None] = relationship(foreign_keys=[manufacturer_id])
    engine_manufacturer: Mapped[Manufacturer | None] = relationship(
        foreign_keys=[engine_manufacturer_id]
    )


class Team(Base):
    """An organisation that runs cars. A rename is a new team of the same lineage."""

    __tablename__ = "teams"

    id: Mapped[RowId]
    slug: Mapped[Slug]
    name: Mapped[str] = mapped_column(comment="as first printed")
    country: Mapped[Country | None]
    lineage: Mapped[str | None] = mapped_column(
        comment="the same text for all names of one organisation"
    )


class Driver(Base):
    """A person. Names as files print them are in entry_drivers and aliases."""

    __tablename__ = "drivers"

    id: Mapped[RowId]
    slug: Mapped[Slug]
    name: Mapped[str] = mapped_column(comment="in normal case: Neel Jani, not Neel JANI")
    given_name: Mapped[str | None] = mapped_column(comment="NULL: a single name")
    family_name: Mapped[str | None] = mapped_column(comment="with its particles: van der Zande")
    suffix: Mapped[str | None] = mapped_column(comment="Jr., Sr., III")
    born_on: Mapped[date | None] = mapped_column(comment="NULL: not known")
    country: Mapped[Country | None]


class Circuit(Base):
    """A venue."""

    __tablename__ = "circuits"

    id: Mapped[RowId]
    slug: Mapped[Slug]
    name: Mapped[str] = mapped_column(comment="Spa-Francorchamps")
    country: Mapped[Country | None]
    time_zone: Mapped[str | None] = mapped_column(comment="IANA name: Europe/Brussels")

    layouts: Mapped[list["Layout"]] = relationship(back_populates="circuit")


class Layout(Base):
    """One configuration of a circuit with its lap length."""

    __tablename__ = "layouts"

    id: Mapped[RowId]
    circuit_id: Mapped[BigInt] = mapped_column(ForeignKey("circuits.id"), comment="the venue")
    name: Mapped[str] = mapped_column(comment="Grand Prix, Nordschleife; unique at its circuit")
    length_m: Mapped[int] = mapped_column(comment="length of a lap in metres")
    valid_from: Mapped[date | None] = mapped_column(comment="first day in use; NULL: not known")
    valid_to: Mapped[date | None] = mapped_column(
        comment="last day in use; NULL: still, or not known"
    )

    __table_args__ = (
        UniqueConstraint("circuit_id", "name"),
        at_least("length_m", 1),
    )

    circuit: Mapped[Circuit] = relationship(back_populates="layouts")


class Series(Base):
    """A championship."""

    __tablename__ = "series"

    id: Mapped[RowId]
    slug: Mapped[Slug]
    name: Mapped[str] = mapped_column(comment="FIA GT Championship")

    seasons: Mapped[list["Season"]] = relationship(back_populates="series")


class Season(Base):
    """One edition of a series."""

    __tablename__ = "seasons"

    id: Mapped[RowId]
    series_id: Mapped[BigInt] = mapped_column(ForeignKey("series.id"), comment="the championship")
    label: Mapped[str] = mapped_column(comment="2009, 2018-19")

    __table_args__ = (UniqueConstraint("series_id", "label"),)

    series: Mapped[Series] = relationship(back_populates="seasons")
    rounds: Mapped[list["Round"]] = relationship(back_populates="season")


class Class(Base):
    """A class of a series, with its own classification."""

    __tablename__ = "classes"

    id: Mapped[RowId]
    series_id: Mapped[BigInt] = mapped_column(ForeignKey("series.id"), comment="the championship")
    code: Mapped[str] = mapped_column(comment="as printed: GT1, LMP2, GTD")
    family: Mapped[str | None] = mapped_column(
        comment="joins the codes of several series: GT3 of GTD and G3"
    )

    __table_args__ = (UniqueConstraint("series_id", "code"),)

    series: Mapped[Series] = relationship()
