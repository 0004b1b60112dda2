"""Names as they are printed: crews in one cell, entrants and teams, persons, keys and slugs."""

from racedb.names.cells import split_crew, split_crews, split_entrant, strip_marks
from racedb.names.people import Person, parse_person, person_key
from racedb.text_keys import fold, free_slug, slug

__all__ = [
    "Person",
    "fold",
    "free_slug",
    "parse_person",
    "person_key",
    "slug",
    "split_crew",
    "split_crews",
    "split_entrant",
    "strip_marks",
]
