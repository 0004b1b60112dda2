"""What all models share: the base class, the types of columns, and the names of constraints."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

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
from sqlalchemy.orm import DeclarativeBase, mapped_column


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC: timestamptz on PostgreSQL, ISO text on SQLite; always with its zone."""

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
        """Add the zone that SQLite does not store."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


BigInt = Annotated[int, "64 bits"]
# SQLite numbers rows by itself only in a column of type INTEGER, which has 64 bits there.
_BIG = BigInteger().with_variant(Integer(), "sqlite")

RowId = Annotated[int, mapped_column(_BIG, Identity(), primary_key=True)]
Slug = Annotated[str, mapped_column(unique=True, comment="public key: ascii, lower case, hyphens")]
Country = Annotated[str, mapped_column(comment="ISO 3166 alpha-2; NULL: not known")]

DERIVED: dict[Any, Any] = {"derived": True}
"""The `info` of a column that loads compute from other facts: no file states it."""


class Base(DeclarativeBase):
    """
    The base of all models.

    Each class describes one row in its docstring and each column in its comment; docs/schema.md is
    made from them. In nullable columns, NULL means not known or not applicable.
    """

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Integer(),
        BigInt: _BIG,
        float: Float(53),
        str: Text(),
        bool: Boolean(),
        date: Date(),
        datetime: UTCDateTime(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
    }
    if TYPE_CHECKING:
        __table__: ClassVar[Table]


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Allow only these texts in a column; NULL stays allowed."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def at_least(column: str, least: int) -> CheckConstraint:
    """Allow only numbers from *least* up; NULL stays allowed."""
    return CheckConstraint(f"{column} >= {least}", name=f"{column}_from_{least}")


def meaning(table: Table) -> str:
    """Return what a row of the table is: the docstring of its class."""
    classes = (mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    return " ".join(str(next(classes).__doc__).split())


def is_derived(column: Column[Any]) -> bool:
    """Return whether loads compute the column: nobody corrects it, and no revision names it."""
    return "derived" in column.info
