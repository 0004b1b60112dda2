"""
What all tables share: the vocabulary of columns and the names of constraints.

Tables are declared as they are written to and read: without SQLAlchemy's mapper, which nothing here
uses, and whose start costs as much as half a small load.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

SCHEMA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""Every table of racedb."""


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


BIG = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; SQLite numbers rows by itself only in a column of type INTEGER."""
INT, DOUBLE, TEXT, BOOL = Integer(), Float(53), Text(), Boolean()
DATE, MOMENT, ANYTHING = Date(), UTCDateTime(), JSON()


def table(name: str, meaning: str, *what: SchemaItem) -> Table:
    """Declare a table of such columns and rules; docs/schema.md is made of the meanings."""
    return Table(name, SCHEMA, *what, info={"meaning": meaning})


def number() -> Column[int]:
    """Number the rows, in a column named id."""
    return Column("id", BIG, Identity(), primary_key=True)


def key(
    name: str, type_: TypeEngine[Any], meaning: str, *what: SchemaItem, **options: Any
) -> Column[Any]:
    """Declare a column that is the key, or a part of it."""
    return Column(name, type_, *what, comment=meaning, primary_key=True, **options)


def has(
    name: str, type_: TypeEngine[Any], meaning: str, *what: SchemaItem, **options: Any
) -> Column[Any]:
    """Declare a column that every row has a value in."""
    return Column(name, type_, *what, comment=meaning, nullable=False, **options)


def may_have(
    name: str, type_: TypeEngine[Any], meaning: str, *what: SchemaItem, **options: Any
) -> Column[Any]:
    """Declare a column where NULL means not known or not applicable."""
    return Column(name, type_, *what, comment=meaning, **options)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Allow only these texts in a column; NULL stays allowed."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def at_least(column: str, least: int) -> CheckConstraint:
    """Allow only numbers from *least* up; NULL stays allowed."""
    return CheckConstraint(f"{column} >= {least}", name=f"{column}_from_{least}")
