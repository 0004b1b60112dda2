"""`alembic check` on fresh databases of both engines: models and migrations say the same."""

import os
import sys
import tempfile
from pathlib import Path

import psycopg

from racedb.db import schema
from racedb.db.url import database_url


def main() -> int:
    """Print what differs; exit 1 when anything does."""
    server = os.environ["RACEDB_TEST_PG_URL"]
    name = f"racedb_drift_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            urls = [
                database_url(str(Path(folder) / "drift.sqlite")),
                database_url(server).set(database=name),
            ]
            for url in urls:
                schema.upgrade(url)
            found = [drift for url in urls if (drift := schema.drift(url))]
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for drift in found:
        print(drift, file=sys.stderr)
    print("alembic check: no drift" if not found else "alembic check: drift", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
