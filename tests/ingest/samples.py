"""What the samples of these tests are about."""

import pytest

EVENT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
RACE = (*EVENT, "--session", "Race")
QUALIFYING = (*EVENT, "--session", "Qualifying")
ONLY_SQLITE = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""For what no database decides: the same test on the other one would tell nothing more."""
