"""manifest.toml says what the files of a folder are about."""

import pytest

from racedb.errors import UsageError
from racedb.ingest import manifest


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
        ('[[load]]\npath = "a"\nskip = "yes"\n', "skip must be true or false, not 'yes'"),
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


@pytest.mark.parametrize("path", ["r*.csv", "a**.csv", "**a/*.csv"])
def test_a_pattern_may_wait_for_its_files(tmp_path, path):
    (entry,) = manifest.entries(write(tmp_path, f'[[load]]\npath = "{path}"\n'))
    assert manifest.files(tmp_path, entry) == []


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
        manifest.require_possible({"state": "finall"})


@pytest.mark.parametrize(
    "said",
    [
        "../secret.csv", "a/../../secret.csv", "../*.csv", "*/../../secret.csv", "..", "../in/../*",
        "out/secret.csv", "out/*.csv", "*/secret.csv", "**/secret.csv", "link.csv", "l*.csv",
        "{absolute}", "{absolute}/../secret.csv", "chain.csv",
    ],
)  # fmt: skip
def test_no_path_of_a_manifest_leaves_its_folder(tmp_path, said):
    """By dots, by a pattern, by a link to a file or to a folder, by a link to a link."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside, inside / "a"):
        folder.mkdir()
    for secret in (tmp_path / "secret.csv", outside / "secret.csv"):
        secret.write_text("secret")
    (inside / "out").symlink_to(outside)
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    (inside / "chain.csv").symlink_to("link.csv")
    path = said.format(absolute=tmp_path / "secret.csv")
    folder = write(inside, f'[[load]]\npath = "{path}"\n')

    def listed():
        (entry,) = manifest.entries(folder)
        return manifest.files(folder, entry)

    with pytest.raises(UsageError) as caught:
        listed()

    assert "leaves the folder" in str(caught.value) or "no file fits" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("said", ["../r.toml", "link.toml", "{absolute}", "out/r.toml"])
def test_no_recipe_of_a_manifest_leaves_its_folder(tmp_path, said):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "r.toml").write_text('columns = { "1" = "position" }\n')
    (inside / "link.toml").symlink_to(tmp_path / "r.toml")
    (inside / "out").symlink_to(tmp_path)

    with pytest.raises(UsageError, match="leaves the folder"):
        manifest.recipe(inside, said.format(absolute=tmp_path / "r.toml"))


@pytest.mark.parametrize("said", ["a\\u0000.csv", ".", "./"])
def test_what_is_no_path_is_refused(tmp_path, said):
    folder = write(tmp_path, f'[[load]]\npath = "{said}"\n')

    def listed():
        (entry,) = manifest.entries(folder)
        return manifest.files(folder, entry)

    with pytest.raises(UsageError, match=r"manifest\.toml: .*path"):
        listed()


@pytest.mark.parametrize("text", ["x = " + "[" * 100_000, "x = " + "{a=" * 100_000])
def test_a_manifest_that_nests_too_deep_is_refused(tmp_path, text):
    with pytest.raises(UsageError, match=r"manifest\.toml: is not valid toml"):
        manifest.entries(write(tmp_path, text))
