"""Names as they are printed: marks, crews in one cell, entrants and teams, persons."""

from racedb.names.cells import split_crew, split_crews, split_entrant, strip_marks
from racedb.names.people import Person, parse_person, person_key
from racedb.names.spelling import best_spelling

__all__ = [
    "Person",
    "best_spelling",
    "parse_person",
    "person_key",
    "split_crew",
    "split_crews",
    "split_entrant",
    "strip_marks",
]
