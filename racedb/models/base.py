"""What all tables share: the vocabulary of columns and the names of constraints."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Identity,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.schema import SchemaItem

BIG = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; SQLite numbers rows by itself only in a column of type INTEGER."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC: timestamptz on PostgreSQL, ISO text on SQLite; never without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone, store the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value!r} has no time zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back that SQLite does not store."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


Id = Annotated[int, mapped_column(BIG, Identity(), primary_key=True)]
Big = Annotated[int, mapped_column(BIG)]
Micros = Annotated[int, mapped_column(BIG)]
Moment = Annotated[datetime, mapped_column(UTCDateTime)]
Json = Annotated[Any, mapped_column(JSON)]


class Base(DeclarativeBase):
    """Every table of racedb."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {str: Text(), int: Integer()}  # noqa: RUF012  SQLAlchemy's own word


def says(meaning: str, *what: SchemaItem, **options: Any) -> MappedColumn[Any]:
    """Declare a column with its meaning; docs/schema.md is made of these."""
    return mapped_column(*what, comment=meaning, **options)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Allow only these texts in a column; NULL stays allowed."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def at_least(column: str, least: int) -> CheckConstraint:
    """Allow only numbers from *least* up; NULL stays allowed."""
    return CheckConstraint(f"{column} >= {least}", name=f"{column}_from_{least}")
