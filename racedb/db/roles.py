"""A PostgreSQL role that can read a racedb database, and nothing else."""

from collections.abc import Mapping
from contextlib import suppress
from importlib import resources

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import URL, Connection, exc

from racedb.db.engine import write
from racedb.db.url import shown
from racedb.errors import RaceDBError, UsageError

_CREATE = "CREATE ROLE {role} LOGIN NOINHERIT"
_FUTURE = (
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}"
)
_GRANTS = (
    # The statement, and who may run it.
    ("GRANT CONNECT ON DATABASE {database} TO {role}", "the owner of the database"),
    ("GRANT USAGE ON SCHEMA {schema} TO {role}", "the owner of the schema"),
    ("GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}", "the owner of the tables"),
    # Those of the role that makes the tables, whoever grants.
    (_FUTURE, "the owner of the tables"),
    # Everybody has these rights, so they are taken from everybody; owners keep theirs.
    ("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC", "the owner of the database"),
    ("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC", "the owner of the schema"),
)
_SETTINGS = (
    "ALTER ROLE {role} SET default_transaction_read_only = on",
    "ALTER ROLE {role} SET temp_file_limit = '4GB'",
)
"""Conveniences, which only an administrator of the role, or a superuser, can set."""
_OWNER = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'alembic_version'::regclass"
_MISSING = """
SELECT CASE
    WHEN NOT has_database_privilege(:role, current_database(), 'CONNECT')
        OR has_database_privilege(:role, current_database(), 'TEMPORARY')
        THEN 'the owner of the database'
    WHEN NOT has_schema_privilege(:role, current_schema(), 'USAGE')
        OR has_schema_privilege(:role, current_schema(), 'CREATE')
        THEN 'the owner of the schema'
END
"""
"""Whose right is missing: PostgreSQL only warns when a grant or its revocation does nothing."""


def grant_reader(url: URL, role: str) -> bool:
    """
    Let a role read all tables and views, also future ones; create it if it is missing.

    Returns:
        Whether it was created; a new role has no password.

    Raises:
        UsageError: the database is SQLite, which has no roles; or the name is not valid.
        RaceDBError: the role can do more than read; or we may not grant, with the right that is
            missing.
    """
    if url.get_backend_name() != "postgresql":
        message = (
            f"{shown(url)}: SQLite has no roles: whoever can read the file can read all of it;"
            " chmod a-w takes the right to write away"
        )
        raise UsageError(message)
    if not role or "\0" in role or len(role.encode()) > 63:
        message = f"{role!r} is not a valid name of a role: 1 to 63 bytes"
        raise UsageError(message)
    with write(url) as connection:
        names = _names(connection, role)
        made = _powers(connection, role, url) is None
        if made:
            _run(connection, url, _CREATE, "a role with CREATEROLE", names)
        for statement, who in _GRANTS:
            _run(connection, url, statement, who, names)
        missing = connection.scalar(sa.text(_MISSING), {"role": role})
        if missing:
            raise _not_allowed(url, "the rights of everybody stay as they are", missing, names)
        for statement in _SETTINGS:
            with suppress(exc.DBAPIError), connection.begin_nested():
                _execute(connection, statement, names)
    return made


def _powers(connection: Connection, role: str, url: URL) -> bool | None:
    """Return whether a role can do more than read; None: there is no such role."""
    question = resources.files("racedb.db").joinpath("powers.sql").read_text("utf-8")
    powerful = connection.execute(sa.text(question), {"role": role}).scalar()
    if powerful:
        message = f"{shown(url)}: the role {role!r} can do more than read: name a different one"
        raise RaceDBError(message)
    return None if powerful is None else bool(powerful)


def _names(connection: Connection, role: str) -> dict[str, str]:
    database, schema = connection.execute(
        sa.select(sa.func.current_database(), sa.func.current_schema())
    ).one()
    owner = connection.scalar(sa.text(_OWNER))
    return {"role": role, "database": database, "schema": schema, "owner": str(owner)}


def _run(
    connection: Connection, url: URL, statement: str, who: str, names: Mapping[str, str]
) -> None:
    """Run a statement; if we may not, name who may."""
    try:
        _execute(connection, statement, names)
    except exc.ProgrammingError as error:
        raise _not_allowed(url, str(error.orig).splitlines()[0], who, names) from None


def _execute(connection: Connection, statement: str, names: Mapping[str, str]) -> None:
    """Run a statement with names filled in, quoted."""
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    filled = sql.SQL(statement).format(**quoted).as_string()
    # Without parameters psycopg takes a % in a name for what it is.
    connection.exec_driver_sql(filled, execution_options={"no_parameters": True})


def _not_allowed(url: URL, why: str, who: str, names: Mapping[str, str]) -> RaceDBError:
    owner = f" ({names['owner']})" if who.endswith("tables") else ""
    message = f"{shown(url)}: {why}; this needs {who}{owner}"
    if who.endswith("CREATEROLE"):
        message += f", or let somebody run: {_CREATE.format(role=names['role'])}"
    return RaceDBError(message)
