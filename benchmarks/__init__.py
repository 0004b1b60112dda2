"""What racedb costs: `make bench` prints a table, `make guard` a few lines of it."""
