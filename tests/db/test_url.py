"""Where the database is, however it is written."""

import pytest

from racedb.db.url import database_url, for_tools, shown
from racedb.errors import UsageError


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        (None, "sqlite:///racedb.sqlite"),
        ("club.sqlite", "sqlite:///club.sqlite"),
        ("/data/race days.db", "sqlite:////data/race days.db"),
        ("sqlite:///club.sqlite", "sqlite:///club.sqlite"),
        ("sqlite+pysqlite:///club.sqlite", "sqlite:///club.sqlite"),
        ("postgres://ann@there/club", "postgresql+psycopg://ann@there/club"),
        ("postgresql://ann@there:5433/club", "postgresql+psycopg://ann@there:5433/club"),
        ("postgresql+psycopg2://there/club", "postgresql+psycopg://there/club"),
        ("postgresql:///club?host=/run/pg", "postgresql+psycopg:///club?host=%2Frun%2Fpg"),
    ],
)
def test_a_path_or_a_url_names_a_database(text, rendered):
    url = database_url(text)

    assert url.render_as_string(hide_password=False) == rendered


def test_the_environment_names_the_database_when_the_command_line_does_not(monkeypatch):
    monkeypatch.setenv("RACEDB_URL", "postgresql://there/club")

    assert database_url(None).database == "club"
    assert database_url("own.sqlite").database == "own.sqlite"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mysql://there/club", "--db: 'mysql' is not a database that racedb runs on"),
        (
            "postgresql://ann:secret@there:port/club",
            "--db: 'postgresql://***@there:port/club' is not the URL of a database, nor a path",
        ),
        ("not a scheme://club", "--db: 'not a scheme://***club' is not the URL of a database"),
        (":memory:", "--db: a database in memory is gone with the command; name a file"),
        ("sqlite://", "--db: a database in memory is gone with the command; name a file"),
        ("sqlite:///:memory:", "--db: a database in memory is gone with the command"),
    ],
)
def test_what_is_no_database_is_refused_without_its_password(text, says):
    with pytest.raises(UsageError) as refused:
        database_url(text)

    assert str(refused.value).startswith(says)


def test_messages_and_tools_get_the_password_only_when_asked():
    url = database_url("postgresql://ann:secret@there/club")

    assert shown(url) == "postgresql+psycopg://ann:***@there/club"
    assert for_tools(url, show_password=False) == "postgresql://ann:***@there/club"
    assert for_tools(url, show_password=True) == "postgresql://ann:secret@there/club"


def test_tools_get_the_absolute_path_of_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert for_tools(database_url("club.sqlite"), show_password=False) == f"{tmp_path}/club.sqlite"
