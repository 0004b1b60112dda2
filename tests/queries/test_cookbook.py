"""Every recipe of the cookbook runs as it is printed, on both databases, and answers something."""

import re
from pathlib import Path

import pytest

from racedb.db import readonly
from tests.queries.weekend import weekend

__all__ = ["weekend"]

PAGE = (Path(__file__).parents[2] / "docs" / "cookbook.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"^([^\n]+):\n\n```sql\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
EMPTY = {"Cars that were classified although they did not run at the end"}
"""Recipes for which the made-up weekend has no case."""


def test_every_statement_is_a_recipe() -> None:
    assert len(RECIPES) == len(dict(RECIPES)) >= 10
    assert PAGE.count("```sql") == len(RECIPES)


@pytest.mark.parametrize(("title", "sql"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_answers(title: str, sql: str, weekend: str) -> None:
    with readonly.connect(weekend) as reader:
        rows = list(reader.query(sql, {}).rows)

    assert bool(rows) != (title in EMPTY)
    assert "ORDER BY" in sql
