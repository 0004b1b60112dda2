"""The words above a picture: what it is about, when it was, where it comes from."""

from typing import Any

import pytest
import sqlalchemy as sa

import racedb
from racedb.db.engine import write
from racedb.db.url import database_url
from racedb.queries.caption import Caption
from racedb.render.charts import draw
from tests.charts.answers import BARS, Rows, result
from tests.queries.weekend import weekend, weekend_url

__all__ = ["weekend", "weekend_url"]


def _title(url: str, query: str, **values: Any) -> str:
    return racedb.open(url).caption(query, values).title("")


@pytest.mark.parametrize(
    ("caption", "common", "title"),
    [
        (Caption(question="Laps", scope="GT Cup 2024"), "2024 May, Race", "Laps: 2024 May, Race"),
        (Caption(question="Laps", scope="GT Cup 2024"), "", "Laps: GT Cup 2024"),
        (Caption(question="Wins", names=("Bo Li",), scope="GT Cup"), "May", "Wins: Bo Li, May"),
        (Caption(question="Laps"), "", "Laps"),
        (Caption(), "2024 May", "2024 May"),
    ],
)
@pytest.mark.sqlite_only
def test_a_title_names_what_is_known(caption: Caption, common: str, title: str) -> None:
    assert caption.title(common) == title


@pytest.mark.parametrize(
    ("columns", "rows", "scope", "title"),
    [
        ("season event session driver wins", [("2024", "May", "Race", "Ann", 1)], "GT Cup 2024",
         "Wins: 2024 May, Race"),
        ("season event driver wins", [("2023", "May", "Ann", 1), ("2024", "May", "Bo", 2)], "GT Cup",
         "Wins: May"),
        ("season driver wins", [("2024", "Ann", 1)], "GT Cup 2024", "Wins: GT Cup 2024"),
        ("season driver wins", [("2024", "Ann", 1)], "", "Wins: 2024"),
    ],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_rows_of_one_event_name_it(
    columns: str, rows: Rows, scope: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Caption(question="Wins", scope=scope)
    draw(result(tuple(columns.split()), rows), BARS, "-", lambda _: found)

    assert capsys.readouterr().out.splitlines()[0].strip() == title


@pytest.mark.sqlite_only
def test_a_session_alone_is_no_title(capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [("Race", "Ann", 1), ("Race", "Bo", 2)]
    found = Caption(question="Wins", names=("Nord",))
    draw(result(("session", "driver", "wins"), rows), BARS, "-", lambda _: found)

    assert capsys.readouterr().out.splitlines()[0].strip() == "Wins: Nord"


def test_a_picture_without_pit_stops_says_so(weekend: str) -> None:
    assert _title(weekend, "gap-to-leader", stops="without", season="2024") == (
        "Gap to the leader at the end of each lap, without pit stops: GT Cup 2024"
    )


def test_several_events_are_named_by_series_and_years(weekend: str) -> None:
    assert _title(weekend, "most-wins") == "Who has won most: GT Cup 2023–2024"
    assert _title(weekend, "most-wins", season="2024") == "Who has won most: GT Cup 2024"
    assert _title(weekend, "season-points", series="gt-cup", season="2023") == (
        "Points round by round: GT Cup 2023"
    )
    assert _title(weekend, "lap-chart", season="2024", session="Race") == (
        "Position of each car at the end of each lap: GT Cup 2024"
    )


def test_people_and_places_are_named(weekend: str) -> None:
    assert _title(weekend, "wins", driver="cy") == "Wins, race by race: Cy Ek, GT Cup 2023–2024"
    assert _title(weekend, "head-to-head", a="ann", b="cy") == (
        "Two drivers against each other, session by session: a is Ann Berg, b is Cy Ek,"
        " GT Cup 2023–2024"
    )
    assert _title(weekend, "most-wins", circuit="ring", season="2024") == (
        "Who has won most: Ring, GT Cup 2024"
    )


@pytest.mark.parametrize(("count", "series"), [(2, "GT Cup and series 2"), (3, "3 series")])
def test_many_series_are_counted(weekend_url: str, count: int, series: str) -> None:
    with write(database_url(weekend_url)) as connection:
        for number in range(2, count + 1):
            for statement in (
                f"INSERT INTO series (id, slug, name) VALUES ({number}, 's{number}', 'series {number}')",
                f"INSERT INTO seasons (id, series_id, label) VALUES ({number + 9}, {number}, '2024')",
                f"INSERT INTO rounds (season_id, event_id, number) VALUES ({number + 9}, 1, 1)",
            ):
                connection.execute(sa.text(statement))

    assert _title(weekend_url, "most-wins", season="2024") == f"Who has won most: {series} 2024"


def test_without_a_season_there_is_no_year(weekend_url: str) -> None:
    with write(database_url(weekend_url)) as connection:
        connection.execute(sa.text("DELETE FROM rounds"))

    assert _title(weekend_url, "lap-chart") == "Position of each car at the end of each lap"


def _files(url: str, count: int) -> None:
    """Let every result of the race be of a file of its own."""
    with write(database_url(url)) as connection:
        for number in range(2, count + 1):
            connection.execute(
                sa.text(
                    "INSERT INTO sources (id, uri, sha256, size_bytes, retrieved_at) VALUES"
                    f" ({number + 90}, '/a/folder/file-of-results-{number}.csv', '{number}', 1,"
                    " '2024-01-01')"
                )
            )
            connection.execute(
                sa.text(
                    "INSERT INTO imports (id, source_id, state, reader, options, racedb_version,"
                    " started_at, rows_read, rows_new, rows_changed, rows_same, rows_rejected)"
                    f" VALUES ({number + 90}, {number + 90}, 'applied', 'x', '{{}}', '0',"
                    " '2024-01-01', 1, 1, 0, 0, 0)"
                )
            )
            connection.execute(
                sa.text(
                    f"UPDATE results SET import_id = {number + 90}"
                    f" WHERE session_id = 2 AND entry_id = {number - 1}"
                )
            )


@pytest.mark.parametrize(
    ("count", "source"),
    [
        (2, "file-of-results-2.csv, q.csv"),
        (4, "file-of-results-2.csv, file-of-results-3.csv, file-of-results-4.csv, q.csv"),
    ],
)
def test_files_of_the_rows_are_the_source(weekend_url: str, count: int, source: str) -> None:
    _files(weekend_url, count)
    database = racedb.open(weekend_url)

    assert database.caption("lap-chart", {"event": "2024-may"}, "Race").source == source
    assert database.caption("lap-chart", {"event": "2024-may"}, "Qualifying").source == "q.csv"
    assert database.caption("wins", {"driver": "cy"}).source.endswith(".csv, q.csv")


@pytest.mark.parametrize(("count", "more"), [(2, "1 more file"), (4, "3 more files")])
def test_of_files_with_long_names_the_number_is_stated(
    weekend_url: str, count: int, more: str
) -> None:
    _files(weekend_url, count)
    name = f"{'a-long-' * 12}name.csv"
    with write(database_url(weekend_url)) as connection:
        connection.execute(sa.text(f"UPDATE sources SET uri = '/a/{name}' WHERE uri = 'q.csv'"))

    found = racedb.open(weekend_url).caption("lap-chart", {"event": "2024-may"}, "Race")
    assert found.source == f"{name} and {more}"
