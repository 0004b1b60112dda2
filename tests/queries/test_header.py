"""The heads of query files, what they include, and folders of one's own."""

from pathlib import Path

import pytest

from racedb import queries
from racedb.errors import UsageError, did_you_mean
from racedb.queries.several import with_several


def test_a_header_gives_title_topic_prose_and_typed_parameters() -> None:
    query = queries.parse(
        "x",
        "-- Title\n-- topic: tests\n-- chart: best x=a y=b\n-- example: a=1 b='c d'\n--\n-- One\n"
        "-- two.\n--\n-- :a int\n-- :b one|two = one which\n-- :c team = null\n\nSELECT 1\n",
    )

    assert (query.title, query.topic, query.description) == ("Title", "tests", "One two.")
    assert query.chart == "best x=a y=b"
    assert query.example == ("a=1", "b=c d")
    a, b, c = query.parameters
    assert (a.name, a.type, a.required, a.choices, a.subject) == ("a", "int", True, [], None)
    assert (b.default, b.required, b.choices, b.help) == ("one", False, ["one", "two"], "which")
    assert (c.default, c.required, c.subject) == (None, False, "team")


def test_a_file_without_a_header_is_named_like_the_file() -> None:
    query = queries.parse("mine", "SELECT 1")

    assert (query.title, query.topic, query.parameters) == ("mine", "", ())


def test_queries_of_ones_own_are_found(tmp_path: Path) -> None:
    (tmp_path / "mine.sql").write_text(
        "-- Mine\n\nSELECT id FROM (\n  -- include: sessions\n) AS s"
    )

    assert set(queries.names(tmp_path)) == {*queries.names(), "mine"}
    query = queries.load("mine", tmp_path)
    assert query.title == "Mine"
    assert "SELECT id FROM (\n  -- the sessions that" in query.sql


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("classification", "-- x\nSELECT 1", "a query of racedb has this name; rename the file"),
        ("mine", "-- x\n-- :a strin\nSELECT 1", "mine.sql: :a has an unknown type 'strin'; "),
        ("mine", "-- include: sesions\n", "no part is named 'sesions'; did you mean"),
        ("mine", b"\xff", "mine.sql: cannot be read: "),
    ],
)
def test_a_bad_file_of_ones_own_is_named(
    name: str, text: str | bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.sql"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(UsageError) as refused:
        queries.load(name, tmp_path)

    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_folder_of_queries_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: is not a folder of queries"):
        queries.names(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("words", "given", "expected"),
    [
        (["ham"], {}, {"driver": "ham"}),
        ([], {"driver": "ham"}, {"driver": "ham"}),
    ],
)
def test_bare_words_are_what_must_be_given(
    words: list[str], given: dict[str, str], expected: dict[str, str]
) -> None:
    assert queries.values(queries.load("driver-entries"), words, given) == expected


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("classification", ["spa", "Race"], {"event": "spa", "session": "Race"}),
        ("classification", ["2009", "spa"], {"season": "2009", "event": "spa"}),
        ("classification", ["1990s"], {"season": "1990s"}),
        ("driver-entries", ["2009"], {"driver": "2009"}),
        ("season-points", ["imsa", "2023"], {"series": "imsa", "season": "2023"}),
        ("reliability", ["imsa"], {"series": "imsa"}),
        (
            "list-events",
            ["imsa", "spa", "1st"],
            {"series": "imsa", "circuit": "spa", "season": "1st"},
        ),
    ],
)
def test_bare_words_are_names_too(name: str, words: list[str], expected: dict[str, str]) -> None:
    assert queries.values(queries.load(name), words, {}) == expected


def test_a_list_is_several_values() -> None:
    (cars,) = (it for it in queries.load("stints").parameters if it.name == "cars")
    assert cars.value([7, 60]) == "7,60"


def test_several_values_are_several_parameters() -> None:
    sql = "WHERE (:season IS NULL OR label IN (:season)) AND c IN (lower(:class)) AND :event = e"
    values = {"season": ("2008", "2009"), "class": ("gt1", "gt2"), "event": ("a",), "x": None}

    done, bound, types = with_several(sql, values, dict.fromkeys(values, "text"))

    assert done == (
        "WHERE (:season IS NULL OR label IN (:season_0, :season_1))"
        " AND c IN (lower(:class_0), lower(:class_1)) AND :event = e"
    )
    assert bound == {
        "season": "2008", "season_0": "2008", "season_1": "2009", "class": "gt1",
        "class_0": "gt1", "class_1": "gt2", "event": "a", "x": None,
    }  # fmt: skip
    assert types == dict.fromkeys(bound, "text")


def test_a_query_without_a_place_for_several_values_takes_one() -> None:
    with pytest.raises(UsageError, match="season= takes one value here, and not 2008, 2009"):
        with_several("SELECT :season", {"season": ("2008", "2009")}, {"season": "text"})


def test_a_word_too_many_is_named() -> None:
    with pytest.raises(UsageError, match="query imports: 'x' is not expected; it takes nothing"):
        queries.values(queries.load("imports"), ["x"], {})
    with pytest.raises(UsageError, match="'b' is not expected; it takes driver="):
        queries.values(queries.load("driver-entries"), ["b"], {"driver": "a"})


def test_a_hint_lists_some_of_very_many_words() -> None:
    assert did_you_mean("x", [f"{number:02}" for number in range(99)]).endswith(
        ", 38, 39 and 59 more"
    )
