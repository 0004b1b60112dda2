"""Names as they are printed: marks, crews, teams, persons."""

import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from racedb import names


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Dale Earnhardt Jr. (R)", "Dale Earnhardt Jr."),
        ("Danica Patrick (W)", "Danica Patrick"),
        ("Jacky Ickx [2]*", "Jacky Ickx"),
        ("Jacky Ickx [note 1]", "Jacky Ickx"),
        ("* Jacky Ickx †", "Jacky Ickx"),
        ("Ann Berg (I)", "Ann Berg"),
        ("Ann Berg (r)", "Ann Berg"),
        ("Ann Berg [SR4L]", "Ann Berg"),
        ("Jacky Ickx #", "Jacky Ickx"),
        ("Jacky Ickx²", "Jacky Ickx"),
        ("#8 Team", "#8 Team"),
        ("(R)", "(R)"),
        ("Porsche 911 (GT2-R)", "Porsche 911 (GT2-R)"),
    ],
)
def test_marks_behind_a_name_are_not_part_of_it(printed, name):
    assert names.strip_marks(printed) == name


@pytest.mark.parametrize(
    ("cell", "crew"),
    [
        ("Pedro Lamy / Miguel Ramos", ["Pedro Lamy", "Miguel Ramos"]),
        ("Ickx/Bell", ["Ickx", "Bell"]),
        ("Jacky Ickx (BEL)\nDerek Bell (GB)", ["Jacky Ickx", "Derek Bell"]),
        ("Jacky Ickx\\nDerek Bell", ["Jacky Ickx", "Derek Bell"]),
        ("Ickx & Bell | Mass; Haywood", ["Ickx", "Bell", "Mass", "Haywood"]),
        ("Jacky Ickx - Derek Bell", ["Jacky Ickx", "Derek Bell"]),
        ("Ickx - Bell", ["Ickx - Bell"]),
        ("Jacky Ickx and Derek Bell", ["Jacky Ickx", "Derek Bell"]),
        ("Hans Stuck und Harald Grohs et Bob Wollek", ["Hans Stuck", "Harald Grohs", "Bob Wollek"]),
        ("Pedro Lamy, Miguel Ramos", ["Pedro Lamy", "Miguel Ramos"]),
        ("Montoya, Juan Pablo", ["Montoya, Juan Pablo"]),
        ("van der Zande, Jan Willem", ["van der Zande, Jan Willem"]),
        ("Sammy Davis, Jr.", ["Sammy Davis, Jr."]),
        ("Sammy Davis, Jr., Bob Hope", ["Sammy Davis, Jr.", "Bob Hope"]),
        ("Ortega y Gasset", ["Ortega y Gasset"]),
        ("Jacky Ickx (D/GB) / TBA", ["Jacky Ickx"]),
        ("Eva Berg (née Alm) / N.N.", ["Eva Berg (née Alm)"]),
        ("Bob Wollek (R) / Rolf Stommelen *", ["Bob Wollek", "Rolf Stommelen"]),
        *((nobody, []) for nobody in ("", "-", "TBA", "N.N.", "N/A")),
    ],
)
def test_a_crew_is_taken_apart(cell, crew):
    assert names.split_crew(cell) == crew


def test_a_column_of_crews_is_taken_apart_like_its_cells():
    cells = pl.DataFrame({"drivers": ["Ickx / Bell", None, "TBA", "Ickx / Bell"]})

    taken = cells.select(names.split_crews(pl.col("drivers"))).to_series().to_list()

    assert taken == [["Ickx", "Bell"], None, [], ["Ickx", "Bell"]]


def test_a_column_of_no_crews_stays_empty():
    cells = pl.DataFrame({"drivers": [None, None]}, schema={"drivers": pl.String})

    assert cells.select(names.split_crews(pl.col("drivers"))).to_series().to_list() == [None, None]


@pytest.mark.parametrize(
    ("cell", "entrant", "team"),
    [
        ("Michael Cullen (Rosso Corsa)", "Michael Cullen", "Rosso Corsa"),
        ("M. P. Racing (Sport Garage)", "M. P. Racing", "Sport Garage"),
        ("Guino Kenis (G&A Racing)", "Guino Kenis", "G&A Racing"),
        ("Joest Racing (USA)", None, "Joest Racing"),
        ("Joest Racing (D)", None, "Joest Racing"),
        ("Joest Racing (German)", None, "Joest Racing"),
        ("Phoenix Racing", None, "Phoenix Racing"),
        ("Ben Pon (private entrant)", None, "Ben Pon"),
        ("Automobiles Louis Descartes (ALD)", None, "Automobiles Louis Descartes"),
        ("Team (2)", None, "Team (2)"),
    ],
)
def test_an_entrant_stands_in_front_of_the_team_in_brackets(cell, entrant, team):
    assert names.split_entrant(cell) == (entrant, team)


@pytest.mark.parametrize(
    ("printed", "name", "given_name", "family_name", "suffix"),
    [
        ("Neel JANI", "Neel Jani", "Neel", "Jani", None),
        ("JANI Neel", "Neel Jani", "Neel", "Jani", None),
        ("Jani, Neel", "Neel Jani", "Neel", "Jani", None),
        ("McNISH", "McNish", None, "McNish", None),
        ("ALLAN MCNISH", "Allan McNish", "Allan", "McNish", None),
        ("Robert DeFRANCESCO", "Robert DeFrancesco", "Robert", "DeFrancesco", None),
        ("VAN DER ZANDE", "van der Zande", None, "van der Zande", None),
        ("Renger VAN DER ZANDE", "Renger van der Zande", "Renger", "van der Zande", None),
        ("VAN DER GARDE, GIEDO", "Giedo van der Garde", "Giedo", "van der Garde", None),
        ("PAUL DI RESTA", "Paul Di Resta", "Paul", "Di Resta", None),
        ("DI RESTA", "Di Resta", None, "Di Resta", None),
        ("PEDRO DE LA ROSA", "Pedro de la Rosa", "Pedro", "de la Rosa", None),
        ("MARIO LA ROSA", "Mario La Rosa", "Mario", "La Rosa", None),
        ("wallace , jr", "Wallace Jr.", None, "Wallace", "Jr."),
        ("DARRELL WALLACE JR", "Darrell Wallace Jr.", "Darrell", "Wallace", "Jr."),
        (
            "Fittipaldi, Christian, Jr.",
            "Christian Fittipaldi Jr.",
            "Christian",
            "Fittipaldi",
            "Jr.",
        ),
        ("Dale Earnhardt Sr.", "Dale Earnhardt Sr.", "Dale", "Earnhardt", "Sr."),
        ("juan manuel fangio ii", "Juan Manuel Fangio II", "Juan Manuel", "Fangio", "II"),
        ("LUIGI FAGIOLI", "Luigi Fagioli", "Luigi", "Fagioli", None),
        ("bill elliott", "Bill Elliott", "Bill", "Elliott", None),
        ("Rinus VeeKay", "Rinus VeeKay", "Rinus", "VeeKay", None),
        ("A. MÜLLER", "A. Müller", "A.", "Müller", None),
        ("J.-P. JARIER", "J.-P. Jarier", "J.-P.", "Jarier", None),
        ("E. de Doncker", "E. de Doncker", "E.", "de Doncker", None),
        ("T. Moore", "T. Moore", "T.", "Moore", None),
        ("J. E. Smith", "J. E. Smith", "J. E.", "Smith", None),
        ("J T Moore", "J T Moore", "J T", "Moore", None),
        ("E Jones", "E Jones", "E", "Jones", None),
        ("JOSE E SILVA", "Jose e Silva", "Jose", "e Silva", None),
        ("Patricio O'WARD", "Patricio O'Ward", "Patricio", "O'Ward", None),
        ("d'Ambrosio", "d'Ambrosio", None, "d'Ambrosio", None),
        ("Jean-Éric VERGNE", "Jean-Éric Vergne", "Jean-Éric", "Vergne", None),
        ("HO-PIN TUNG", "Ho-Pin Tung", "Ho-Pin", "Tung", None),
        ("AJ FOYT", "AJ Foyt", "AJ", "Foyt", None),
        ("JP Montoya", "JP Montoya", "JP", "Montoya", None),
        ("JWH SMITH", "JWH Smith", "JWH", "Smith", None),
        ("AL HOLBERT", "Al Holbert", "Al", "Holbert", None),
        ("Al Unser III", "Al Unser III", "Al", "Unser", "III"),
        ("Van Gisbergen", "Van Gisbergen", None, "Van Gisbergen", None),
        ("Hubertus von der Heydte", "Hubertus von der Heydte", "Hubertus", "von der Heydte", None),
        ('"John Winter"', "John Winter", None, None, None),
        ('"JOHN WINTER"', "John Winter", None, None, None),
        ("Andrew NG", "Andrew Ng", "Andrew", "Ng", None),
        ("Max JUAN Max", "Max Juan Max", "Max Juan", "Max", None),
        ("anna", "Anna", None, "Anna", None),
        ("", "", None, None, None),
    ],
)
def test_a_printed_name_is_written_well(printed, name, given_name, family_name, suffix):
    who = names.parse_person(printed)

    assert (who.name, who.given_name, who.family_name, who.suffix) == (
        name, given_name, family_name, suffix,
    )  # fmt: skip


@given(st.text(max_size=40))
def test_any_text_is_a_person_and_keeps_its_key_words(text):
    who = names.parse_person(text)

    assert isinstance(who.name, str)
    assert names.split_crew(text) is not None
    assert names.split_entrant(text)[1] is not None


def test_names_and_words_cost_no_polars():
    loaded = "import sys, racedb.names, racedb.outcomes, racedb.reference; print(*sys.modules)"

    modules = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert "polars" not in modules.stdout.split()


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Luis Pérez", "Luis Perez"),
        ("AF Corsa", "Af Corsa"),
        ("AF Corsa", "AF CORSA"),
        ("Team WRT", "TEAM WRT"),
        ("KCMG", "Kcmg"),
        ("David Piper", "D. Piper"),
        ("Richard Thomas", "Dick Thomas"),
        ("Rinus VeeKay", "Rinus Veekay"),
        ("Renger van der Zande", "Renger Van Der Zande"),
        ("Jean-Éric Vergne", "Jean Éric Vergne"),
        ("Ann Berg", "ann berg"),
    ],
)
def test_the_better_spelling_does_not_depend_on_the_order(better, worse):
    assert names.best_spelling(better, worse) == better == names.best_spelling(worse, better)


@pytest.mark.parametrize(
    ("better", "worse"),
    [("George Russell", "George-Russell"), ("Nyck de Vries", "Nyck-De-Vries")],
)
def test_the_words_of_a_person_have_blanks_between_them(better, worse):
    for one, other in ((better, worse), (worse, better)):
        assert names.best_spelling(one, other, of_person=True) == better
