"""`racedb imports undo`: restores exactly what was there, or refuses and changes nothing."""

import pytest

from tests.ingest.versions import FINAL, HEADER, LAPS, PROVISIONAL, ask
from tests.refusals import CONTEXT, RACE, change, contents, one_line

OTHER = ("--series", "Other Cup", "--season", "2025", "--event", "Rain", "--session", "Race")


@pytest.fixture
def undo(run, migrated_url):
    """Undo an import that nothing depends on."""

    def undone(number):
        ran = run("imports", "undo", number, "--db", migrated_url)
        assert ran.exit_code == 0, ran.stderr
        return ran.stderr

    return undone


@pytest.fixture
def refused(run, migrated_url):
    """Try to undo an import; return why it was refused. The refusal must change nothing."""

    def why(number, exit_code=1):
        before = (
            contents(migrated_url),
            ask(migrated_url, "SELECT id, state FROM imports ORDER BY id"),
        )
        ran = run("imports", "undo", number, "--db", migrated_url)
        assert ran.exit_code == exit_code
        after = (
            contents(migrated_url),
            ask(migrated_url, "SELECT id, state FROM imports ORDER BY id"),
        )
        assert after == before
        return one_line(ran)

    return why


def test_undoing_the_first_import_leaves_only_its_row(load_text, undo, migrated_url):
    empty = contents(migrated_url)
    load_text(PROVISIONAL, "prov.csv")

    said = undo(1)

    assert contents(migrated_url) == empty
    assert ask(migrated_url, "SELECT id, state FROM imports") == [(1, "undone")]
    assert "import 1 is undone: 0 rows restored" in said


@pytest.mark.parametrize("options", [(), ("--prune",)])
def test_undoing_the_final_result_restores_the_provisional_one(
    load_text, undo, migrated_url, options
):
    load_text(PROVISIONAL, "prov.csv", "--state", "provisional", "--date", "2024-06-01")
    before = contents(migrated_url)
    load_text(FINAL, "final.csv", "--state", "final", "--date", "2024-06-02", *options)
    assert contents(migrated_url) != before

    undo(2)

    assert contents(migrated_url) == before


@pytest.mark.sqlite_only
def test_what_was_undone_can_be_loaded_again(provisional, load_text, undo, migrated_url):
    load_text(FINAL, "final.csv", "--prune")
    facts = contents(migrated_url, "aliases", "revisions")["entries"]
    undo(2)

    load_text(FINAL, "final.csv", "--prune")

    assert len(contents(migrated_url)["entries"]) == len(facts)
    states = ask(migrated_url, "SELECT id, state FROM imports ORDER BY id")
    assert states == [(1, "applied"), (2, "undone"), (3, "applied")]


@pytest.mark.parametrize("first", [LAPS, PROVISIONAL])
def test_results_and_laps_in_either_order(load_text, undo, migrated_url, first):
    second = PROVISIONAL if first == LAPS else LAPS
    load_text(first, "first.csv")
    before = contents(migrated_url)
    load_text(second, "second.csv")
    between = contents(migrated_url)
    load_text(LAPS.replace("1:58.250", "1:58.150"), "corrected.csv")

    undo(3)
    assert contents(migrated_url) == between
    undo(2)
    assert contents(migrated_url) == before


def test_a_car_with_laps_only_is_restored_after_a_classification_without_it(
    load_text, undo, migrated_url
):
    load_text(LAPS, "laps.csv")
    before = contents(migrated_url)
    load_text("Pos,No,Driver,Laps\n1,7,Ann Berg,10\n", "results.csv")

    undo(2)

    assert contents(migrated_url) == before


def test_what_was_learned_of_drivers_and_entries_is_forgotten(load_text, undo, migrated_url):
    load_text("Pos,Driver\n1,Ann Berg\n2,Bo Dahl\n", "bare.csv")
    before = contents(migrated_url)
    columns = "position,car_number,driver_1,country_1,born_1,car,class,tyres"
    rows = "1,7,Ann Berg,NOR,1990-01-02,Lola T70,P2,Michelin\n2,8,Bo Dahl,SWE,,Lola T70,P2,Avon\n"
    load_text("Pos,No,Who,From,Born,Car,Class,On\n" + rows, "whole.csv", "--columns", columns)
    assert ask(migrated_url, "SELECT COUNT(*) FROM drivers WHERE country IS NOT NULL") == [(2,)]

    undo(2)

    assert contents(migrated_url) == before


def test_shared_drives_come_and_go(load_text, undo, migrated_url):
    rows = "Pos,No,Driver,Team,Laps,Points\n5,7,Ann Berg,Alpha,10,{}\n5,7,Bo Dahl,Alpha,10,{}\n"
    load_text(rows.format(1, 1), "prov.csv")
    before = contents(migrated_url)
    load_text(rows.format(2, 0.5), "final.csv")
    assert contents(migrated_url)["drives"] != before["drives"]

    undo(2)
    assert contents(migrated_url) == before
    undo(1)
    assert contents(migrated_url)["drives"] == []


@pytest.mark.sqlite_only
def test_rejects_of_an_undone_import_stay(run, undo, migrated_url, file):
    text = PROVISIONAL.replace("1:58.900", "1:58.900,x").replace("1:58.250", "1:58.25O")
    path = file(text, "bad.csv")
    assert run("load", path, "--db", migrated_url, *RACE, "--max-rejects", 1).exit_code == 5

    undo(1)

    assert ask(migrated_url, "SELECT import_id, line FROM rejects") == [(1, 3)]
    assert ask(migrated_url, "SELECT import_id, line FROM notes") == [(1, 2)]


# ---- refusals ------------------------------------------------------------------------------------


def test_a_later_import_that_changed_the_rows_is_named(provisional, load_text, refused):
    load_text(FINAL, "final.csv")

    assert refused(1) == (
        "import 1 cannot be undone: import 2 (final.csv) changed its rows; undo 2 first"
    )


def test_a_later_import_that_found_identical_rows_is_named(provisional, load_text, refused):
    load_text(PROVISIONAL + "\n", "again.csv")

    assert "import 2 (again.csv) found identical rows in its sessions; undo 2 first" in refused(1)


def test_laps_of_its_results_are_named(provisional, load_text, refused):
    load_text(LAPS, "laps.csv")

    assert "import 2 (laps.csv)" in refused(1)


def test_every_import_that_uses_its_cars_and_names_is_named(provisional, load_text, refused):
    load_text("Pos,No,Driver\n1,7,Ann Berg\n", "q.csv", about=(*CONTEXT, "--session", "Qualifying"))
    other = ("--series", "Other Cup", "--season", "2025", "--event", "Rain", "--session", "Race")
    load_text("Pos,No,Driver\n1,1,Ann Berg\n", "other.csv", about=other)

    said = refused(1)

    assert "import 3 (other.csv) uses drivers that it made" in said
    assert "import 2 (q.csv) uses entries that it made" in said
    assert said.endswith("; undo 3, 2 first")


def test_an_import_that_uses_an_entry_it_completed_is_named(load_text, refused):
    load_text("Pos,No,Driver\n1,7,Ann Berg\n", "q.csv", about=(*CONTEXT, "--session", "Qualifying"))
    load_text("Pos,No,Team\n1,7,Alpha\n", "race.csv")
    load_text("Pos,No,Team\n1,7,ALPHA\n", "w.csv", about=(*CONTEXT, "--session", "Warm-up"))

    assert "import 3 (w.csv) uses entries that it changed" in refused(2)


@pytest.mark.sqlite_only
def test_independent_imports_are_undone_in_any_order(load_text, undo, migrated_url):
    def about(series):
        return ("--series", series, "--season", "2024", "--event", series, "--session", "Race")

    load_text("Pos,No,Driver\n1,7,Ann Berg\n", "a.csv", about=about("A Cup"))
    load_text("Pos,No,Driver\n1,7,Bo Dahl\n", "b.csv", about=about("B Cup"))

    undo(1)

    assert ask(migrated_url, "SELECT name FROM drivers") == [("Bo Dahl",)]
    undo(2)
    assert not any(contents(migrated_url).values())


@pytest.mark.sqlite_only
def test_changes_of_other_events_do_not_prevent_an_undo(load_text, undo, migrated_url):
    load_text("Pos,No,Driver\n1,7,Ann Berg\n", "bare.csv")
    load_text("Pos,No,Driver\n1,8,Bo Dahl\n", "other.csv", about=OTHER)
    before = contents(migrated_url, "revisions")
    load_text("Pos,No,Team\n1,7,Alpha\n", "team.csv")
    load_text("Pos,No,Driver\n2,8,Bo Dahl\n", "corrected.csv", about=OTHER)

    undo(3)  # the later import changed another event's result, and found nothing of this one
    undo(4)

    assert contents(migrated_url, "revisions") == before


def test_cars_of_one_session_from_two_files_are_undone_in_any_order(load_text, undo, migrated_url):
    load_text("Pos,No,Driver\n1,1,Ola Berg\n", "base.csv")
    before = contents(migrated_url)
    load_text("Pos,No,Driver\n2,7,Ann Berg\n", "a.csv")
    load_text("Pos,No,Driver\n3,8,Bo Dahl\n", "b.csv")

    undo(2)
    undo(3)

    assert contents(migrated_url) == before


def test_a_row_edited_by_hand_is_not_overwritten(provisional, load_text, refused, migrated_url):
    load_text(FINAL, "final.csv")
    change(migrated_url, "UPDATE results SET points = 99 WHERE status = 'disqualified'")

    assert "a row of results (session_id 1, entry_id 2) was edited by hand" in refused(2)


def test_a_row_deleted_by_hand_is_not_made_again(provisional, load_text, refused, migrated_url):
    load_text(FINAL, "final.csv")
    change(migrated_url, "DELETE FROM drives")
    change(migrated_url, "DELETE FROM results WHERE status = 'disqualified'")

    assert "was edited by hand" in refused(2)


def test_an_alias_that_somebody_added_prevents_an_undo(
    provisional, load_text, refused, migrated_url
):
    change(
        migrated_url,
        "INSERT INTO aliases (id, kind, key, text, target_id, decided_by, decided_at) "
        "SELECT 900, 'driver', 'nn', 'N. N.', id, 'me', '2024-01-01 00:00:00' FROM drivers "
        "WHERE name = 'Ed Gil'",
    )

    assert "aliases added by hand refer to drivers that it made" in refused(1)


@pytest.mark.sqlite_only
def test_an_alias_of_a_later_import_names_it(load_text, refused, migrated_url):
    load_text("Pos,No,driverRef\n1,7,ann_berg\n", "ref.csv")
    other = ("--series", "Other Cup", "--season", "2025", "--event", "Rain", "--session", "Race")
    load_text("Pos,No,driverRef,Driver\n1,1,ann_berg,Anna Berg\n", "named.csv", about=other)

    assert "import 2 (named.csv)" in refused(1)


@pytest.mark.sqlite_only
def test_an_unknown_and_an_undone_import_are_refused_in_one_line(load_text, refused, undo):
    assert refused(7, exit_code=2) == "there is no import 7; 'racedb imports list' shows all"
    load_text(PROVISIONAL, "prov.csv")
    undo(1)

    assert refused(1) == "import 1 is already undone"


@pytest.mark.sqlite_only
def test_a_refused_import_has_nothing_to_undo(run, refused, file, migrated_url):
    path = file(PROVISIONAL.replace("1:58.900", "1:5O.900"), "bad.csv")
    assert run("load", path, "--db", migrated_url, *RACE, "--strict").exit_code == 1

    ((number,),) = ask(migrated_url, "SELECT id FROM imports")
    assert refused(number) == f"import {number} was refused: nothing of it was stored"


def test_a_database_that_is_not_there_is_a_wrong_command_line(run, sqlite_url):
    ran = run("imports", "undo", 1, "--db", sqlite_url)

    assert ran.exit_code == 2
    assert "is not there" in one_line(ran)


def test_several_parts_of_qualifying_come_and_go(load_text, undo, migrated_url):
    about = (*CONTEXT, "--session", "Qualifying")
    text = "Pos,No,Driver,Q1,Q2,Q3\n1,7,Ann Berg,1:59.000,1:58.000,1:57.000\n2,8,Bo Dahl,1:59.500,{},\n"
    load_text(text.format("1:58.500"), "prov.csv", about=about)
    before = contents(migrated_url)
    load_text(text.format("1:58.400"), "final.csv", about=about)
    assert contents(migrated_url)["results"] != before["results"]

    undo(2)
    assert contents(migrated_url) == before


@pytest.mark.sqlite_only
def test_a_header_alone_is_no_import(run, file, migrated_url):
    assert run("load", file(HEADER, "empty.csv"), "--db", migrated_url, *RACE).exit_code == 1
    assert ask(migrated_url, "SELECT COUNT(*) FROM revisions") == [(0,)]


# ---- reviews of names ----------------------------------------------------------------------------


@pytest.fixture
def asked(load_text, run, migrated_url, file):
    """Load a name that resembles a known one: import 2 opens review 1; return what was before."""
    load_text("Pos,No,Driver\n1,7,Johannes Bergmann\n", "known.csv")
    before = contents(migrated_url)
    path = file("Pos,No,Driver\n1,1,Johanes Bergmann\n", "resembling.csv")
    assert run("load", path, "--db", migrated_url, *OTHER).exit_code == 5
    assert ask(migrated_url, "SELECT id, state FROM reviews") == [(1, "open")]
    return before


def test_an_open_review_is_removed_with_its_name(asked, undo, migrated_url):
    undo(2)

    assert contents(migrated_url) == asked


def test_an_answer_is_never_lost(asked, run, refused, undo, migrated_url):
    assert run("review", "new", 1, "--db", migrated_url).exit_code == 0

    assert "review 1 was answered ('racedb review reopen 1')" in refused(2)

    assert run("review", "reopen", 1, "--db", migrated_url).exit_code == 0
    undo(2)
    assert contents(migrated_url) == asked


def test_a_merge_of_drivers_is_named_and_is_no_import_to_undo(asked, run, refused, migrated_url):
    assert run("review", "accept", 1, "--db", migrated_url).exit_code == 0
    ((merge,),) = ask(migrated_url, "SELECT id FROM imports WHERE reader = 'review'")

    assert f"import {merge} (review:1) changed its rows" in refused(2)
    assert f"import {merge} is the answer to a review" in refused(merge)


# ---- corrections ---------------------------------------------------------------------------------


@pytest.fixture
def correct(run, migrated_url):
    """Correct a value of a car of the race."""

    def corrected(table, car, value, *where):
        ran = run(
            "correct", table, "--event", "Summer Race", *where, "--car", car, value,
            "--reason", "stewards", "--db", migrated_url,
        )  # fmt: skip
        assert ran.exit_code == 0, ran.stderr

    return corrected


def test_an_earlier_correction_is_restored(provisional, load_text, correct, undo, migrated_url):
    load_text(LAPS, "laps.csv")
    correct("results", "33", "points=16", "--session", "Race")
    correct("results", "7", "laps=11", "--session", "Race")
    correct("laps", "7", "lap_us=1:57.000", "--session", "Race", "--lap", "2")
    before = contents(migrated_url)
    load_text(FINAL, "final.csv")
    between = contents(migrated_url)
    load_text(LAPS.replace("1:58.250", "1:58.150"), "more.csv")
    assert contents(migrated_url)["corrections"] != before["corrections"]

    undo(4)
    assert contents(migrated_url) == between
    undo(3)
    assert contents(migrated_url) == before


def test_a_correction_made_since_is_named(
    provisional, load_text, correct, refused, run, undo, migrated_url
):
    before = contents(migrated_url)
    load_text(FINAL, "final.csv")
    correct("results", "33", "points=20", "--session", "Race")

    assert "correction 1 was made since ('racedb corrections remove 1')" in refused(2)

    assert run("corrections", "remove", "1", "--db", migrated_url).exit_code == 0
    undo(2)
    assert contents(migrated_url) == before


@pytest.mark.sqlite_only
def test_a_correction_of_another_row_does_not_prevent_an_undo(
    provisional, load_text, correct, undo, migrated_url
):
    load_text("Pos,No,Driver\n5,55,Flo Hau\n", "late.csv")
    correct("results", "7", "points=26", "--session", "Race")

    undo(2)

    assert ask(migrated_url, "SELECT points FROM classification WHERE car_number = '7'") == [
        (26.0,)
    ]


@pytest.mark.sqlite_only
def test_a_merge_of_a_driver_whom_it_replaced_is_undone_first(
    load_text, refused, undo, run, migrated_url
):
    header = "Pos,No,Driver,Laps\n"
    other = ("--series", "Other Cup", "--season", "2025", "--event", "Rain", "--session", "Race")
    load_text(f"{header}1,1,Ann Berg,9\n", "rain.csv", about=other)
    load_text(f"{header}1,5,A. Berg,10\n", "race.csv")
    load_text(f"{header}1,5,Bo Dahl,10\n", "again.csv")
    ran = run("review", "accept", 1, "--db", migrated_url)
    assert ran.exit_code == 0, ran.stderr

    assert "merged drivers that it replaced; undo 4 first" in refused(3)
