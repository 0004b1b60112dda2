"""Who and what there is, whatever the event: makers, cars, teams, drivers, circuits, series."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from racedb.models.base import Base, Big, Id, at_least, says

_SLUG = "public key: ascii, lower case, hyphens"
_COUNTRY = "ISO 3166 alpha-2; NULL: not known"


class Manufacturer(Base):
    """A maker of cars, engines or tyres; its role is the foreign key that points here."""

    __tablename__ = "manufacturers"

    id: Mapped[Id]
    slug: Mapped[str] = says(_SLUG, unique=True)
    name: Mapped[str] = says("as it writes itself: Aston Martin, Citroën")
    country: Mapped[str | None] = says(_COUNTRY)


class Car(Base):
    """A car model or a type of chassis: Maserati MC12."""

    __tablename__ = "cars"

    id: Mapped[Id]
    slug: Mapped[str] = says(_SLUG, unique=True)
    name: Mapped[str] = says("with its maker; a car known only by its maker has the maker's name")
    manufacturer_id: Mapped[Big | None] = says(
        "whose badge it wears; NULL: not known", ForeignKey("manufacturers.id"), index=True
    )
    engine_manufacturer_id: Mapped[Big | None] = says(
        "maker of its engine; NULL: the same, or not known", ForeignKey("manufacturers.id")
    )
    homologation: Mapped[str | None] = says("rules that it is approved under")


class Team(Base):
    """An organisation that runs cars. A rename is a new team of the same lineage."""

    __tablename__ = "teams"

    id: Mapped[Id]
    slug: Mapped[str] = says(_SLUG, unique=True)
    name: Mapped[str] = says("as printed first")
    country: Mapped[str | None] = says(_COUNTRY)
    lineage: Mapped[str | None] = says("the same text for all names of one organisation")


class Driver(Base):
    """A person. Names as files print them are in entry_drivers and aliases."""

    __tablename__ = "drivers"

    id: Mapped[Id]
    slug: Mapped[str] = says(_SLUG, unique=True)
    name: Mapped[str] = says("written well: Neel Jani, not Neel JANI")
    given_name: Mapped[str | None] = says("NULL: a single name")
    family_name: Mapped[str | None] = says("with its particles: van der Zande")
    suffix: Mapped[str | None] = says("Jr., Sr., III")
    born_on: Mapped[date | None] = says("NULL: not known")
    country: Mapped[str | None] = says(_COUNTRY)


class Circuit(Base):
    """A venue."""

    __tablename__ = "circuits"

    id: Mapped[Id]
    slug: Mapped[str] = says(_SLUG, unique=True)
    name: Mapped[str] = says("Spa-Francorchamps")
    country: Mapped[str | None] = says(_COUNTRY)
    time_zone: Mapped[str | None] = says("IANA name: Europe/Brussels")


class Layout(Base):
    """One configuration of a circuit with its lap length."""

    __tablename__ = "layouts"
    __table_args__ = (UniqueConstraint("circuit_id", "name"), at_least("length_m", 1))

    id: Mapped[Id]
    circuit_id: Mapped[Big] = says("the venue", ForeignKey("circuits.id"))
    name: Mapped[str] = says("Grand Prix, Nordschleife; unique at its circuit")
    length_m: Mapped[int] = says("length of a lap in metres")
    valid_from: Mapped[date | None] = says("first day in use; NULL: not known")
    valid_to: Mapped[date | None] = says("last day in use; NULL: still, or not known")


class Series(Base):
    """A championship."""

    __tablename__ = "series"

    id: Mapped[Id]
    slug: Mapped[str] = says(_SLUG, unique=True)
    name: Mapped[str] = says("FIA GT Championship")


class Season(Base):
    """One edition of a series."""

    __tablename__ = "seasons"
    __table_args__ = (UniqueConstraint("series_id", "label"),)

    id: Mapped[Id]
    series_id: Mapped[Big] = says("the championship", ForeignKey("series.id"))
    label: Mapped[str] = says("2009, 2018-19")


class Class(Base):
    """A class of a series that is scored by itself."""

    __tablename__ = "classes"
    __table_args__ = (UniqueConstraint("series_id", "code"),)

    id: Mapped[Id]
    series_id: Mapped[Big] = says("the championship", ForeignKey("series.id"))
    code: Mapped[str] = says("as printed: GT1, LMP2, GTD")
    family: Mapped[str | None] = says("joins the codes of several series: GT3 of GTD and G3")
