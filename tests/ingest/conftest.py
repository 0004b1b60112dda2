"""Load small samples and ask the database."""

import json

import pytest

from tests.ingest.versions import PROVISIONAL
from tests.refusals import RACE


@pytest.fixture
def sheet(tmp_path):
    """Write a file and give its path as text."""

    def write(text, name="race.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def base(migrated_url):
    """Return the URL of a database with an empty schema."""
    return migrated_url


@pytest.fixture
def ask(run, base):
    """Run a statement, give its rows as dicts."""

    def rows(text):
        ran = run("sql", "--db", base, "--as-owner", "--format", "json", "--limit", "0", text)
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)

    return rows


@pytest.fixture
def query(run, base):
    """Run a canned query, give its rows as dicts."""

    def rows(*words):
        ran = run("query", "--db", base, "--format", "json", *words)
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)

    return rows


@pytest.fixture
def load(run, base):
    """Load files into the database; gives the reports of the files."""

    def loaded(*args, exit_code=0):
        ran = run("load", "--db", base, "--format", "json", *args)
        assert ran.exit_code == exit_code, ran.stderr
        return json.loads(ran.stdout)["files"]

    return loaded


@pytest.fixture
def load_text(run, migrated_url, file):
    """Load a text as a file of its own, which may contradict others; return the messages."""

    def loaded(text, name, *options, about=RACE, exit_code=None):
        ran = run("load", file(text, name), "--db", migrated_url, *about, *options)
        assert ran.exit_code in ((0, 5) if exit_code is None else (exit_code,)), ran.stderr
        return ran.stderr

    return loaded


@pytest.fixture
def provisional(once, load_text):
    """Begin with the provisional classification of a race."""
    once(lambda: load_text(PROVISIONAL, "prov.csv"))
