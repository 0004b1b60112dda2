"""A database to review: it is loaded, queried and decided about, on both databases."""

import json

import pytest


@pytest.fixture
def base(run, migrated_url):
    """Return a function that queries an empty database."""

    def ask(text):
        ran = run("sql", text, "--db", migrated_url, "--as-owner", "--format", "json", "--limit", 0)
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)

    ask.url = migrated_url
    return ask


@pytest.fixture
def load(run, base, file):
    """Load a race of the cup."""

    def loaded(text, event, *more, session="Race"):
        path = file(text, f"{event}-{session}.csv".lower())
        context = ("--series", "Cup", "--season", "2025", "--event", event, "--session", session)
        return run("load", path, "--db", base.url, *context, *more)

    return loaded


@pytest.fixture
def review(run, base):
    """Run a command of `racedb review`."""
    return lambda *words: run("review", *words, "--db", base.url)
