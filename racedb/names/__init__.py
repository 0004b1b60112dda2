"""Names as they are printed: crews in one cell, entrants and teams, persons, keys and slugs."""

from racedb.names.cells import crews, entrant_and_team, number_and_team, split_crew, unmarked
from racedb.names.people import Person, person
from racedb.text_keys import fold, free_slug, slug

__all__ = [
    "Person",
    "crews",
    "entrant_and_team",
    "fold",
    "free_slug",
    "number_and_team",
    "person",
    "slug",
    "split_crew",
    "unmarked",
]
