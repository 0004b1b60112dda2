"""What the samples of these tests are about."""

EVENT = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race")
RACE = (*EVENT, "--session", "Race")
QUALIFYING = (*EVENT, "--session", "Qualifying")
