"""`python -m racedb` is `racedb`."""

from racedb.cli import main

main()
