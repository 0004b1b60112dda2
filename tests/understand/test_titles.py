"""What titles, headings and names of files say: only what leaves no doubt."""

import pytest

from racedb.understand.tables import table_from_grid
from racedb.understand.titles import Title, about, file_title, session_in


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Club Cup 2024 - Round 3", {"season": "2024", "round": "3"}),
        ("Qualifying classification", {"session": "Qualifying"}),
        ("First Practice Session", {"session": "Practice 1"}),
        ("FP1", {"session": "FP1"}),
        ("Q2 and other results", {}),
        ("Qualifying for Race 2", {}),
        ("Seasons 2023 and 2024", {}),
        ("Rally results", {"session": "Rally"}),
        ("Rally Finland 2023 - SS results", {"season": "2023", "event": "Rally Finland", "session": "Rally"}),
        ("24 Hours of Spa 2009", {"season": "2009", "event": "24 Hours of Spa"}),
        ("Brands Hatch | 14 July 2024", {"season": "2024", "date": "14 July 2024", "circuit": "Brands Hatch"}),
        ("2016 Australian motorcycle Grand Prix", {"season": "2016", "event": "Australian Motorcycle Grand Prix"}),
        ("Formula 1 Oil Grand Prix", {"series": "Formula 1"}),
        ("Formula 1 Oil Monaco Grand Prix", {"series": "Formula 1", "event": "Monaco Grand Prix"}),
        ("Event: Summer Race; Track: x", {"event": "Summer Race", "circuit": "x", "session": "Race"}),
        ("Sprint Cup Series 2010", {"season": "2010"}),
        ("Stock Car Sprint Cup - Race 2", {"session": "Race 2"}),
        ("World Rally Championship | Rally Portugal", {"event": "Rally Portugal", "session": "Rally"}),
        ("24H Series 2023", {"season": "2023"}),
        ("Session | Heat 3 | Championship | Club Cup", {"session": "Heat 3", "series": "Club Cup"}),
    ],
)  # fmt: skip
def test_a_title_is_believed_where_it_leaves_no_doubt(title, says):
    assert about([Title("x", title)]).context == says


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("race", {"session": "Race"}),
        ("results", {}),
        ("club_2023_17-road-america_202308061010-race-laps",
         {"season": "2023", "date": "2023-08-06", "session": "Race", "circuit": "Road America"}),
        ("2024-07-14_spa_race2",
         {"season": "2024", "date": "2024-07-14", "session": "Race 2", "circuit": "Spa-Francorchamps"}),
        ("monaco_grand_prix_2023_qualifying",
         {"season": "2023", "event": "Monaco Grand Prix", "session": "Qualifying", "circuit": "Monaco"}),
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_a_title(name, says):
    found = about([file_title(name)])

    assert found.context == says
    assert set(found.sources.values()) <= {"the name of the file"}


def test_short_words_are_sessions_only_alone():
    assert [session_in(text) for text in ("Q", "Q 2", "Q 2 x", "R", "wet Q")] == [
        "Q", "Q2", None, "R", None,
    ]  # fmt: skip


def test_the_heading_comes_before_the_lines_above_the_header():
    rows = [("Club Cup 2024 - Race", ""), ("Pos", "Driver", "Laps"), ("1", "Ann Berg", "20")]

    found = table_from_grid(list(enumerate(rows, start=1)), heading="Qualifying")

    assert found.table.context == {"session": "Qualifying", "season": "2024"}
    assert found.table.sources == {
        "session": "the heading 'Qualifying'", "season": "line 1, 'Club Cup 2024 - Race'",
    }  # fmt: skip
