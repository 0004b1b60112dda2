"""What the samples of these tests are about."""

import pytest

EVENT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
RACE = (*EVENT, "--session", "Race")
QUALIFYING = (*EVENT, "--session", "Qualifying")
ONLY_SQLITE = pytest.mark.sqlite_only
