"""Days of events as calendars print them."""

from datetime import date

import pytest

from racedb.units.day_ranges import day_range, season_years

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("16 March", (3, 16), (3, 16)),
        ("March 16", (3, 16), (3, 16)),
        ("14–16 March", (3, 14), (3, 16)),
        ("Mar 14 - 16", (3, 14), (3, 16)),
        ("Fri 28 Feb - Sun 2 Mar", (2, 28), (3, 2)),
        ("14.-16.03.2025", (3, 14), (3, 16)),
        ("14.03. - 16.03.", (3, 14), (3, 16)),
        ("14/03/2025 - 16/03/2025", (3, 14), (3, 16)),
        ("3/14 - 3/16", (3, 14), (3, 16)),
        ("14/03/25", (3, 14), (3, 14)),
        ("15/16 March", (3, 15), (3, 16)),
        ("2025-03-14 to 2025-03-16", (3, 14), (3, 16)),
        ("2025-03-16T05:00:00Z", (3, 16), (3, 16)),
        ("14 a 16 de marzo", (3, 14), (3, 16)),
        ("dal 14 al 16 marzo 2025", (3, 14), (3, 16)),
        ("14. bis 16. März", (3, 14), (3, 16)),
        ("16th March, 2025 (Sunday)", (3, 16), (3, 16)),
    ],
)
def test_days_are_read(text, first, last):
    assert day_range(text, [2025]) == (date(2025, *first), date(2025, *last))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("", [2025]), ("TBA", [2025]), ("31 April", [2025]), ("16-14 March", [2025]), ("16", [2025]),
        ("16 March", []), ("1 - 2 - 3 March", [2025]), ("1 2 3 4 March", [2025]),
    ],
)  # fmt: skip
def test_what_is_no_day_is_none(text, years):
    assert day_range(text, years) is None


def test_a_season_of_two_years_begins_in_the_first():
    assert season_years("2018/2019") == (2018, 2019)
    assert day_range("1 Dec", season_years("2018-19")) == (date(2018, 12, 1),) * 2
    assert day_range("15-16 June", (2018, 2019)) == (date(2019, 6, 15), date(2019, 6, 16))
    assert day_range("30 Dec - 1 Jan", (2018, 2019)) == (date(2018, 12, 30), date(2019, 1, 1))
    assert day_range("1 Dec 98") == (date(1998, 12, 1),) * 2
