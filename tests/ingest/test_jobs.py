"""What a load is asked for: files, folders that are dumps, manifests, recipes."""

import polars as pl
import pytest

from tests.ingest.samples import EVENT, RACE

pytestmark = pytest.mark.sqlite_only

DUMP = {
    "races.csv": 'raceId,year,round,circuitId,name,date\n7,2009,1,3,"Test Grand Prix","2009-03-29"\n',
    "circuits.csv": "circuitId,name,country\n3,The Ring,Germany\n",
    "drivers.csv": "driverId,driverRef,forename,surname\n1,doe,Jane,Doe\n2,roe,Max,Roe\n",
    "status.csv": "statusId,status\n1,Finished\n2,Engine\n",
    "results.csv": "resultId,raceId,driverId,number,position,positionText,laps,statusId\n"
    "1,7,1,22,1,1,58,1\n2,7,2,3,\\N,R,9,2\n",
}


@pytest.fixture
def dump(sheet, tmp_path):
    """Write a dump and give its folder."""
    for name, text in DUMP.items():
        sheet(text, f"dump/{name}")
    return tmp_path / "dump"


def test_a_folder_that_is_a_dump_is_loaded_as_one(load, ask, dump):
    (dump / "empty.csv").touch()
    (dump / ".hidden.csv").write_text("a,b\n", encoding="utf-8")

    (report,) = load(str(dump), "--series", "Formula 1")

    assert (report["reader"], report["state"], report["read"], report["new"]) == (
        "related-csv", "applied", 2, 2,
    )  # fmt: skip
    assert ask(
        "SELECT season, event, drivers, car_number, status, status_detail FROM classification "
        "ORDER BY row_order"
    ) == [
        {"season": "2009", "event": "Test Grand Prix", "drivers": "Jane Doe", "car_number": "22",
         "status": "finished", "status_detail": None},
        {"season": "2009", "event": "Test Grand Prix", "drivers": "Max Roe", "car_number": "3",
         "status": "retired", "status_detail": "Engine"},
    ]  # fmt: skip


def test_a_dump_is_read_again_only_when_one_of_its_files_changed(load, ask, dump):
    load(str(dump), "--series", "Formula 1")

    (same,) = load(str(dump), "--series", "Formula 1")
    (dump / "status.csv").write_text("statusId,status\n1,Finished\n2,Gearbox\n", encoding="utf-8")
    (changed,) = load(str(dump), "--series", "Formula 1")

    assert same["state"] == "same"
    assert (changed["state"], changed["changed"], changed["same"]) == ("applied", 1, 1)
    assert ask("SELECT status_detail FROM classification WHERE position IS NULL") == [
        {"status_detail": "Gearbox"}
    ]


MANIFEST = """\
[[load]]
path = "*.txt"
series = "Club Cup"
season = 2024
event = "Summer Race"
session = "Race"
"""


def test_a_manifest_says_how_to_read(load, ask, sheet, tmp_path):
    (tmp_path / "a.txt").write_bytes("1;7;Jörg Groß\n2;8;Bo Dahl\n".encode("cp1252"))
    sheet(
        MANIFEST + 'columns = ["position", "car_number", "driver"]\nencoding = "cp1252"\n'
        'reader = "delimited"\ntable = 1\n',
        "manifest.toml",
    )

    (report,) = load(str(tmp_path))

    assert (report["encoding"], report["reader"]) == ("cp1252", "delimited")
    assert ask("SELECT drivers FROM classification ORDER BY position") == [
        {"drivers": "Jörg Groß"},
        {"drivers": "Bo Dahl"},
    ]


def test_the_command_line_wins_over_a_manifest_also_for_one_file(load, ask, sheet):
    path = sheet("1;7;Ann Berg\n", "a.txt")
    sheet(
        MANIFEST + 'columns = ["position", "car_number", "driver"]\nencoding = "cp1252"\n'
        'reader = "html"\ntable = "9"\nrecipe = "none.toml"\n',
        "manifest.toml",
    )
    recipe = sheet(
        'name = "mine"\nheader = 0\nseparator = ";"\n[columns]\n2 = "car_number"\n3 = "driver"\n',
        "mine.toml",
    )

    (report,) = load(path, "--recipe", recipe, "--encoding", "utf-8", "--event", "Autumn Race")

    assert (report["reader"], report["encoding"]) == ("recipe mine", "utf-8")
    assert ask("SELECT event, car_number, driver FROM crews") == [
        {"event": "Autumn Race", "car_number": "7", "driver": "Ann Berg"}
    ]


def test_columns_table_and_reader_of_the_command_line_win_too(load, ask, sheet):
    path = sheet("1;7;Ann Berg\n", "a.txt")
    sheet(
        MANIFEST + 'columns = ["position", "car_number"]\nreader = "html"\ntable = "9"\n',
        "manifest.toml",
    )
    words = ("--columns", "-,car_number,driver", "--table", "1", "--reader", "delimited")

    load(path, *words)

    assert ask("SELECT car_number, driver FROM crews") == [
        {"car_number": "7", "driver": "Ann Berg"}
    ]


@pytest.mark.parametrize("inline", [True, False], ids=["in the manifest", "in a file"])
def test_a_manifest_has_a_recipe(load, ask, sheet, tmp_path, inline):
    recipe = 'name = "mine"\nheader = 0\nseparator = ";"\n'
    sheet("1;7;Ann Berg\n2;8;Bo Dahl\n", "a.txt")
    if inline:
        columns = '[load.recipe.columns]\n1 = "position"\n2 = "car_number"\n3 = "driver"\n'
        sheet(MANIFEST + f"[load.recipe]\n{recipe}{columns}", "manifest.toml")
    else:
        columns = '[columns]\n1 = "position"\n2 = "car_number"\n3 = "driver"\n'
        sheet(recipe + columns, "how/mine.toml")
        sheet(MANIFEST + 'recipe = "how/mine.toml"\n', "manifest.toml")

    (report,) = load(str(tmp_path))

    assert report["reader"] == "recipe mine"
    assert ask("SELECT car_number, drivers FROM classification ORDER BY position") == [
        {"car_number": "7", "drivers": "Ann Berg"},
        {"car_number": "8", "drivers": "Bo Dahl"},
    ]


@pytest.mark.parametrize(
    ("said", "content", "says"),
    [
        ("../mine.toml", None, "recipe '../mine.toml' leaves the folder"),
        ("none.toml", None, "none.toml: cannot be read: No such file or directory"),
        ("mine.toml", b"not toml", "mine.toml: is not valid toml: "),
        ("mine.toml", b"a = '\xff'", "mine.toml: is not valid toml: "),
    ],
)
def test_a_recipe_that_cannot_be_read_is_named(run, base, sheet, tmp_path, said, content, says):
    path = sheet("1;7;Ann Berg\n", "a.txt")
    sheet(MANIFEST + f'recipe = "{said}"\n', "manifest.toml")
    if content:
        (tmp_path / said).write_bytes(content)

    ran = run("load", "--db", base, path)

    assert ran.exit_code == 2
    assert says in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--round", "0", "round: '0' is not the number of a round from 1 to 999"),
        ("--round", "1000", "round: '1000' is not the number of a round from 1 to 999"),
        ("--length-m", "0.5", "length_m: '0.5' is not a length in metres like 7004"),
        ("--length-m", "1000001", "length_m: '1000001.0' is not a length in metres like 7004"),
        ("--state", "finl", "state 'finl' is not known; did you mean 'final'?"),
    ],
)
def test_an_impossible_context_is_refused(run, base, sheet, option, value, says):
    path = sheet("Pos,No,Driver,Laps\n1,7,Ann Berg,9\n")

    ran = run("load", "--db", base, path, *RACE, option, value)

    assert ran.exit_code == 2
    assert says in ran.stderr


def test_a_length_in_words_is_refused(run, base, sheet, tmp_path):
    sheet("Pos,No,Driver,Laps\n1,7,Ann Berg,9\n", "a.txt")
    sheet(MANIFEST + 'length_m = "long"\n', "manifest.toml")

    ran = run("load", "--db", base, str(tmp_path))

    assert ran.exit_code == 2
    assert "length_m: 'long' is not a length in metres like 7004" in ran.stderr


def test_a_manifest_whose_path_is_a_link_out_of_the_folder_is_refused(run, base, sheet, tmp_path):
    outside = sheet("Pos,No,Driver,Laps\n1,7,Ann Berg,9\n", "outside.txt")
    sheet(MANIFEST, "inside/manifest.toml")
    (tmp_path / "inside" / "a.txt").symlink_to(outside)

    ran = run("load", "--db", base, str(tmp_path / "inside"))

    assert ran.exit_code == 2
    assert "path '*.txt' leaves the folder" in ran.stderr


def test_columns_of_a_manifest_are_a_list(run, base, sheet, tmp_path):
    sheet(MANIFEST + 'columns = "position"\n', "manifest.toml")

    ran = run("load", "--db", base, str(tmp_path))

    assert ran.exit_code == 2
    assert "columns must be a list of texts, not 'position'" in ran.stderr


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(load, ask, sheet):
    good = sheet("Pos,No,Driver,Laps\n1,7,Ann Berg,9\n2,8,Bo Dahl,8\n", "good.csv")
    bad = sheet("nothing of a table\n", "bad.csv")

    reports = load(bad, good, *RACE, exit_code=1)

    assert [report["state"] for report in reports] == ["refused", "applied"]
    assert reports[0]["source"] == bad
    assert "no reader knows this file" in reports[0]["message"]
    assert ask("SELECT COUNT(*) AS n FROM results") == [{"n": 2}]


def test_a_doubtful_code_page_is_loaded_and_named_with_exit_code_5(run, base, tmp_path):
    path = tmp_path / "race.csv"
    path.write_bytes("Pos,No,Driver,Laps\n1,7,Doğan Berg,9\n2,8,Bo Dahl,9\n".encode("cp1254"))

    ran = run("load", "--db", base, path, *EVENT, "--session", "Race")

    assert ran.exit_code == 5
    assert "2 rows read: 2 new, 0 changed, 0 same, 0 rejected" in ran.stdout + ran.stderr
    assert "line 2: read as cp1252, 'Doðan'; in cp1254 it is 'Doğan'" in ran.stdout + ran.stderr


def test_a_file_with_a_header_and_nothing_else_has_no_rows(run, base, sheet):
    path = sheet("Pos,No,Driver,Laps\n , , ,\n")

    ran = run("load", "--db", base, path, *EVENT, "--session", "Race")

    assert ran.exit_code == 1
    assert f"{path}: there is no row of results in it" in ran.stderr


def test_a_parquet_file_without_rows_is_refused(run, base, tmp_path):
    path = tmp_path / "race.parquet"
    pl.DataFrame(schema=dict.fromkeys(("Pos", "No", "Driver", "Laps"), pl.String)).write_parquet(
        path
    )

    ran = run("load", "--db", base, path, *EVENT, "--session", "Race")

    assert ran.exit_code == 1
    assert ran.stderr.endswith(f"{path}: there is no row of results in it\n")


def test_how_files_are_read_is_shown_without_a_database(run, base, ask, sheet):
    path = sheet("Pos,No,Driver,Laps,Mood\n1,7,Ann Berg,9,fine\n2,8,Bo Dahl,8,so so\n")

    ran = run("load", "--db", base, path, "--explain")

    assert ran.exit_code == 0
    assert "car_number" in ran.stdout
    assert "Mood" in ran.stdout
    assert ask("SELECT COUNT(*) AS n FROM imports") == [{"n": 0}]
