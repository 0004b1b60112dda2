"""
Reference data that ships with racedb, as small CSV files that a person can edit.

A module per subject looks things up, by exact folded names only: makers, circuits, countries,
classes; words holds the vocabulary of units and outcomes.
"""

from racedb.reference.circuits import Circuit, Layout, circuit_named, layouts_of
from racedb.reference.classes import class_family
from racedb.reference.countries import country_code
from racedb.reference.makers import Maker, are_compounds, maker_named, maker_of, tyre_maker

__all__ = [
    "Circuit",
    "Layout",
    "Maker",
    "are_compounds",
    "circuit_named",
    "class_family",
    "country_code",
    "layouts_of",
    "maker_named",
    "maker_of",
    "tyre_maker",
]
