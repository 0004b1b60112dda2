"""manifest.toml says what the files of a folder are about."""

import pytest

from racedb.errors import UsageError
from racedb.ingest import manifest
from racedb.ingest.given import checked


def write(folder, text):
    (folder / "manifest.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_without_a_manifest_has_no_entries(tmp_path):
    assert manifest.entries(tmp_path) is None


def test_an_entry_gives_context_as_text_and_what_to_read(tmp_path):
    folder = write(
        tmp_path,
        '[[load]]\npath = "a.csv"\nseason = 2009\nround = 4\nlength_m = 7004\n'
        'starts_on = 2009-07-24\ncolumns = ["position", "-"]\n',
    )

    (entry,) = manifest.entries(folder)

    assert entry.path == "a.csv"
    assert entry.context == {
        "season": "2009",
        "round": "4",
        "length_m": "7004",
        "starts_on": "2009-07-24",
    }
    assert entry.reading == {"columns": ["position", "-"]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not toml", "is not valid toml"),
        ("[other]\n", "needs one [[load]] table per file"),
        ("[[load]]\nseason = 1\n", "[[load]] 1: needs a path"),
        ('[[load]]\npath = "a"\nseries_name = "x"\n', "did you mean 'series'?"),
        ('[[load]]\npath = "../a"\n', "path '../a' leaves the folder"),
        ('[[load]]\npath = "/a"\n', "path '/a' leaves the folder"),
        ('[[load]]\npath = "a"\nseason = true\n', "season must be a text, a number or a date"),
    ],
)
def test_a_wrong_manifest_is_refused_by_name(tmp_path, text, says):
    folder = write(tmp_path, text)

    with pytest.raises(UsageError) as caught:
        manifest.entries(folder)

    assert says in str(caught.value)
    assert "manifest.toml" in str(caught.value)


def test_a_glob_finds_its_files_by_name(tmp_path):
    folder = write(tmp_path, '[[load]]\npath = "r*.csv"\n')
    for name in ("r2.csv", "r1.csv", "x.csv"):
        (tmp_path / name).touch()

    (entry,) = manifest.entries(folder)

    assert [path.name for path in manifest.files(folder, entry)] == ["r1.csv", "r2.csv"]
    assert manifest.for_file([entry], "r9.csv") is entry
    assert manifest.for_file([entry], "q.csv") is None


def test_a_path_that_fits_no_file_is_refused(tmp_path):
    folder = write(tmp_path, '[[load]]\npath = "r.csv"\n')
    (entry,) = manifest.entries(folder)

    with pytest.raises(UsageError, match=r"no file fits path 'r\.csv'"):
        manifest.files(folder, entry)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "secret.csv"
    inside.mkdir()
    outside.touch()
    (inside / "r.csv").symlink_to(outside)
    (entry,) = manifest.entries(write(inside, '[[load]]\npath = "r.csv"\n'))

    with pytest.raises(UsageError, match=r"leaves the folder"):
        manifest.files(inside, entry)


def test_an_unknown_state_is_refused():
    with pytest.raises(UsageError, match="did you mean 'final'"):
        checked({"state": "finall"})
