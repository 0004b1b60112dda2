"""Load small samples, and prove that every summary is right."""

import pytest

from racedb.db.engine import read
from racedb.db.url import database_url
from racedb.summaries import registry
from tests.ingest.conftest import ask, base, load, query, sheet

__all__ = ["ask", "base", "load", "query", "sheet"]


@pytest.fixture
def proven(ask, base):
    """Run a statement after a proof that all summaries are right; returns its rows as tuples."""

    def rows(statement):
        with read(database_url(base)) as connection:
            assert list(registry.verify(connection)) == []
        return [tuple(row.values()) for row in ask(statement)]

    return rows
