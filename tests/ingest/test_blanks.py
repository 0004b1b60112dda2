"""Empty cells and missing columns erase nothing, unless --replace-session says that they do."""

import pytest

from tests.ingest.versions import ask
from tests.refusals import RACE, contents

FIRST = (
    "Pos,PIC,No,Driver,Laps,Time,Best lap,Best lap no,Grid,Points,Status\n"
    "1,1,7,Ann Berg,10,20:01.500,1:58.250,4,3,25,\n"
    "2,2,8,Cy Ek,10,+12.451,1:58.900,9,1,18,\n"
    "3,3,33,Di Falk,9,+1 lap,1:59.900,2,pit lane,15,\n"
    "Ret,,12,Ed Gil,4,,2:00.000,3,2,0,Engine\n"
)
CARS = "SELECT {} FROM results r JOIN entries e ON e.id = r.entry_id ORDER BY car_number"
LAPS = (
    "No,Driver,Lap,Lap time,Sector 1,Pit\n"
    "7,Ann Berg,1,2:05.000,41.000,\n"
    "7,Ann Berg,2,1:58.250,39.000,B\n"
    "7,Ann Berg,3,1:59.000,39.500,\n"
)
LAP_TIMES = "SELECT number, lap_us, s1_us, pit_in FROM laps ORDER BY number"


@pytest.fixture
def first(once, load_text):
    """Begin with a classification that has all of its cells."""
    once(lambda: load_text(FIRST, "first.csv"))


@pytest.fixture
def cars(migrated_url):
    """Return columns of the results, by car number: 12, 33, 7, 8."""
    return lambda columns: ask(migrated_url, CARS.format(columns))


def test_an_empty_cell_and_a_missing_column_erase_nothing(first, load_text, migrated_url):
    before = contents(migrated_url, "revisions")
    said = load_text(
        "Pos,No,Driver,Laps,Time,Best lap,Grid,Points\n"
        "1,7,Ann Berg,10,20:01.500,,,25\n2,8,Cy Ek,,,,,\n3,33,Di Falk,9,,,,\nRet,12,Ed Gil,,,,,\n",
        "second.csv",
    )

    assert "4 rows read: 0 new, 0 changed, 4 same" in said
    assert contents(migrated_url, "revisions") == before


def test_a_car_that_is_disqualified_loses_its_place_and_points(first, load_text, cars):
    load_text(
        "Pos,PIC,No,Driver,Laps,Points,Status\n1,1,7,Ann Berg,10,25,\n,,8,Cy Ek,10,,Disqualified\n",
        "second.csv",
    )

    (eight,) = cars("position, class_position, points, status, gap_us, laps")[3:]
    assert eight == (None, None, None, "disqualified", 12_451_000, 10)


@pytest.mark.sqlite_only
def test_a_car_that_was_out_before_keeps_its_place_beside_a_blank(load_text, cars):
    listed = "Pos,No,Driver,Points,Status\n1,7,Ann Berg,25,\n,8,Cy Ek,,Engine\n"
    load_text("Pos,No,Driver,Points\n1,7,Ann Berg,25\nRet,8,Cy Ek,2\n", "first.csv")
    load_text(listed, "second.csv")
    assert cars("position, points, status, status_detail")[1] == (None, 2, "retired", "Engine")


@pytest.mark.sqlite_only
def test_what_one_cell_says_holds_for_all_columns_that_it_fills(first, load_text, cars):
    load_text(
        "Pos,No,Driver,Time,Grid\n1,7,Ann Berg,20:01.500,pit lane\n2,8,Cy Ek,+1 lap,1\n"
        "3,33,Di Falk,+59.5,4\nRet,12,Ed Gil,,2\n",
        "second.csv",
    )

    assert cars("gap_us, gap_laps, grid_position, grid_note")[1:] == [
        (59_500_000, None, 4, None),
        (None, None, None, "pit lane"),
        (None, 1, 1, None),
    ]


@pytest.mark.sqlite_only
def test_times_of_another_place_or_lap_do_not_stay(first, load_text, cars):
    load_text(
        "Pos,No,Driver,Laps,Time,Best lap,Best lap no\n"
        "1,8,Cy Ek,10,20:13.951,1:57.000,\n2,7,Ann Berg,10,+3.000,1:58.250,\n",
        "second.csv",
    )

    assert cars("total_us, gap_us, best_lap_us, best_lap_number")[2:] == [
        (None, 3_000_000, 118_250_000, 4),
        (1_213_951_000, None, 117_000_000, None),
    ]


@pytest.mark.sqlite_only
def test_an_outcome_that_no_word_states_replaces_none_that_one_did(first, load_text, cars):
    load_text(
        "Pos,No,Driver,Laps\n1,7,Ann Berg,10\n2,8,Cy Ek,10\n3,33,Di Falk,9\n4,12,Ed Gil,4\n",
        "second.csv",
    )
    assert cars("position, status, status_detail, classified")[0] == (4, "retired", "Engine", False)


@pytest.mark.sqlite_only
def test_a_list_without_places_replaces_no_outcome(first, load_text, cars):
    load_text("No,Driver,Laps\n7,Ann Berg,10\n12,Ed Gil,5\n", "second.csv")
    assert cars("position, status, status_detail, laps")[0] == (None, "retired", "Engine", 5)


@pytest.mark.sqlite_only
def test_a_car_with_a_place_before_others_is_in_again(first, load_text, cars):
    load_text(FIRST.replace("2,2,8", "DSQ,,8"), "out.csv")
    out = cars("position, status")[3]
    load_text("Pos,No,Driver,Laps\n1,7,Ann Berg,10\n2,8,Cy Ek,10\n3,33,Di Falk,9\n", "in.csv")

    assert out == (None, "disqualified")
    assert cars("position, status, classified")[3] == (2, "finished", True)


OUT = "Pos,No,Driver\n1,7,Ann Berg\n2,33,Di Falk\nDSQ,8,Cy Ek\n"


@pytest.mark.sqlite_only
def test_a_car_that_was_out_is_no_more_for_being_last_of_a_list_that_numbers_all(load_text, cars):
    load_text(OUT, "first.csv")
    load_text(OUT.replace("DSQ", "3"), "second.csv")

    assert cars("position, status, classified")[2] == (None, "disqualified", False)


@pytest.mark.sqlite_only
def test_a_car_with_a_place_in_its_class_is_in_again(load_text, cars):
    load_text(OUT, "first.csv")
    load_text("Pos,PIC,No,Laps\n1,1,7,10\n2,1,33,10\n3,2,8,10\n", "second.csv")

    assert cars("position, class_position, status, classified")[2] == (3, 2, "finished", True)


@pytest.mark.sqlite_only
def test_an_unknown_word_is_not_lost_to_a_list_without_words(load_text, cars):
    load_text("Pos,No,Driver,Laps,Status\n1,7,Ann Berg,10,\n2,8,Cy Ek,9,Gone fishing\n", "a.csv")
    load_text("Pos,No,Driver,Laps\n1,7,Ann Berg,10\n2,8,Cy Ek,9\n", "b.csv")
    assert cars("status, status_detail")[1] == ("unknown", "Gone fishing")


def test_laps_keep_marks_and_sectors_unless_the_lap_is_another(load_text, migrated_url):
    load_text(LAPS, "first.csv")
    load_text("No,Driver,Lap,Lap time\n7,Ann Berg,2,1:58.250\n", "no-pit.csv")
    load_text(
        "No,Driver,Lap,Lap time,Sector 1,Pit\n7,Ann Berg,1,2:05.000,,B\n7,Ann Berg,3,1:58.000,,\n",
        "blank.csv",
    )

    assert [tuple(row) for row in ask(migrated_url, LAP_TIMES)] == [
        (1, 125_000_000, 41_000_000, True),
        (2, 118_250_000, 39_000_000, True),
        (3, 118_000_000, None, False),
    ]


# ---- --replace-session ---------------------------------------------------------------------------


def test_a_file_that_is_all_there_is_erases_by_blanks_and_missing_rows(
    first, load_text, cars, migrated_url, run
):
    before = contents(migrated_url)
    text = "Pos,No,Driver,Laps,Points\n1,7,Ann Berg,10,\n2,8,Cy Ek,,18\n"
    load_text(text, "second.csv")
    said = load_text(text, "second.csv", "--replace-session")

    assert cars("car_number, position, laps, points, best_lap_us, grid_position, status") == [
        ("7", 1, 10, None, None, None, "finished"),
        ("8", 2, None, 18, None, None, "unknown"),
    ]
    assert "car 33: gone, was 3rd" in said
    assert "best lap 1:58.250 -> none" in said
    for number in (3, 2):
        undone = run("imports", "undo", number, "--db", migrated_url)
        assert undone.exit_code in (0, 1)
    assert contents(migrated_url) == before


def test_laps_that_a_file_of_all_laps_does_not_list_are_removed(load_text, migrated_url, run):
    load_text(LAPS + "12,Ed Gil,1,2:06.000,42.000,\n", "first.csv")
    before = contents(migrated_url)
    said = load_text(
        "No,Driver,Lap,Lap time\n7,Ann Berg,1,2:05.000\n7,Ann Berg,2,1:58.250\n", "second.csv",
        "--replace-session",
    )  # fmt: skip

    assert ask(migrated_url, LAP_TIMES) == [
        (1, 125_000_000, None, False),
        (2, 118_250_000, None, False),
    ]
    assert ask(migrated_url, "SELECT car_number, laps FROM classification") == [("7", 2)]
    gone = "car 7, lap 3: without Ann Berg, lap time 1:59.000 -> none, sector 1 39.500 -> none"
    assert gone in said
    whole = "No,Driver,Lap,Lap time\n7,Ann Berg,1,2:05.000\n7,Ann Berg,2,1:58.251\n"
    load_text(whole, "third.csv", "--replace-session")
    assert len(ask(migrated_url, LAP_TIMES)) == 2
    for number in (3, 2):
        assert run("imports", "undo", number, "--db", migrated_url).exit_code == 0
    assert contents(migrated_url) == before


# ---- the same file again -------------------------------------------------------------------------

REVIEW = "Pos,No,Driver,Laps,Points\n1,8,Cy Ek,10,25\n2,7,Ann Berg,10,18\n"
ORIGINAL = "Pos,No,Driver,Laps,Points\n1,7,Ann Berg,10,25\n2,8,Cy Ek,10,18\n"


def test_a_file_whose_rows_changed_since_is_applied_again(load_text, cars):
    load_text(ORIGINAL, "original.csv")
    load_text(REVIEW, "review.csv")
    restored = load_text(ORIGINAL, "original.csv")
    once_more = load_text(ORIGINAL, "original.csv")

    assert "2 rows read: 0 new, 2 changed" in restored
    assert cars("car_number, position, points") == [("7", 1, 25), ("8", 2, 18)]
    assert "already loaded as import 3" in once_more


@pytest.mark.sqlite_only
def test_a_file_that_only_agreed_is_applied_again_too(load_text, cars):
    load_text(ORIGINAL, "original.csv")
    load_text(ORIGINAL + "\n", "copy.csv")
    load_text(REVIEW, "review.csv")

    assert "0 new, 2 changed" in load_text(ORIGINAL + "\n", "copy.csv")
    assert cars("car_number, position") == [("7", 1), ("8", 2)]


@pytest.mark.sqlite_only
def test_a_classification_after_laps_is_no_reason_to_read_the_laps_again(load_text):
    load_text(LAPS, "laps.csv")
    load_text("Pos,No,Driver,Laps\n1,7,Ann Berg,3\n", "results.csv")
    assert "already loaded as import 1" in load_text(LAPS, "laps.csv")


@pytest.mark.sqlite_only
def test_a_prune_after_the_load_that_proposed_it_works(load_text, cars):
    load_text(ORIGINAL, "original.csv")
    proposed = load_text("Pos,No,Driver,Laps\n1,7,Ann Berg,10\n", "short.csv")
    pruned = load_text("Pos,No,Driver,Laps\n1,7,Ann Berg,10\n", "short.csv", "--prune")

    assert "1 car (8); --prune removes them" in proposed
    assert "car 8: gone, was 2nd" in pruned
    assert cars("car_number") == [("7",)]


@pytest.mark.sqlite_only
def test_files_that_lie_in_a_folder_do_not_take_turns(run, file, migrated_url, tmp_path):
    about = dict(zip(("series", "season", "event", "session"), RACE[1::2], strict=True))
    keys = "".join(f'{key} = "{value}"\n' for key, value in about.items())
    entries = "".join(f'[[load]]\npath = "{name}.csv"\n{keys}' for name in ("a", "b"))
    file(ORIGINAL, "a.csv"), file(REVIEW, "b.csv")
    folder = file(entries, "manifest.toml").parent
    run("load", folder, "--db", migrated_url)
    again = run("load", folder, "--db", migrated_url)
    file(REVIEW + "\n", "a.csv")
    run("load", folder, "--db", migrated_url)
    file(ORIGINAL, "a.csv")
    restored = run("load", folder, "--db", migrated_url)

    assert again.stderr.count("already loaded") == 2
    assert "a.csv: delimited, utf-8" in restored.stderr
    assert ask(migrated_url, "SELECT car_number FROM classification WHERE position = 1") == [("7",)]
