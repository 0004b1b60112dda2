"""Reference data that ships with racedb, as small CSV files that a person can edit."""
