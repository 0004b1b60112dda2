"""`make migration` in a copy of the repository: a column is added, and all that it needs is written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.db import migration

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path):
    """Copy what the command reads and writes, and add a column to a model and to its view."""
    for name in (
        "racedb",
        "migrations",
        "tests",
        "docs",
        "alembic.ini",
        "CHANGELOG.md",
        "pyproject.toml",
    ):
        made = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        made(ROOT / name, tmp_path / name)
    model = tmp_path / "racedb" / "models" / "facts.py"
    before = '    points: Mapped[float | None] = mapped_column(comment="points as printed")\n'
    column = (
        '    tyre: Mapped[str | None] = mapped_column(comment="colour of its tyres at the end")\n'
    )
    model.write_text(model.read_text().replace(before, column + before))
    view = tmp_path / "racedb" / "models" / "classification.sql"
    view.write_text(
        view.read_text().replace("       r.points,\n", "       r.points,\n       r.tyre,\n")
    )
    return tmp_path


@pytest.fixture
def python(copy, postgres_server):
    """Run a module of the copy."""

    def ran(*words):
        settings = {"PYTHONPATH": str(copy), "RACEDB_TEST_PG_URL": postgres_server}
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=copy, env=os.environ | settings, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    return ran


@pytest.mark.parametrize(
    ("words", "revisions"),
    [
        ((), ["0001_initial"]),
        (("Colour of", "tyres"), ["0001_initial", "0002_colour_of_tyres"]),
    ],
)
def test_a_new_column_gets_all_that_it_needs(copy, python, words, revisions):
    said = python("tests.db.migration", *words)

    newest = copy / "migrations" / "versions" / f"{revisions[-1]}.py"
    goldens = (copy / "tests" / "db" / "golden").glob("*.sql")
    assert said.endswith(
        f"{revisions[-1]}: migration, views, golden dumps and docs/schema.md written\n"
    )
    assert sorted(it.stem for it in newest.parent.glob("*.py")) == revisions
    assert "colour of its tyres at the end" in newest.read_text()
    assert "batch" not in newest.read_text()
    assert "r.tyre" in newest.with_suffix(".sql").read_text()
    assert sorted(it.name for it in goldens) == sorted(
        f"{revision}.{kind}.sql" for revision in revisions for kind in ("postgresql", "sqlite")
    )
    assert "| tyre | text | yes | colour of its tyres at the end |" in (
        copy / "docs" / "schema.md"
    ).read_text(encoding="utf-8")
    # The rows of the first revision survive the way up, down and up again.
    python(
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/db/test_golden.py",
        "-k",
        "goes_up and 0001",
    )


def test_released_revisions_are_not_rewritten(copy, python):
    versions = copy / "migrations" / "versions"
    (versions / "0002_tyres.py").touch()

    with pytest.raises(subprocess.CalledProcessError) as refused:
        python("tests.db.migration")

    assert refused.value.stderr.startswith("there is more than one revision: what changed?")
    assert (versions / "0001_initial.py").exists()


def test_a_released_revision_is_not_written_anew(monkeypatch, tmp_path):
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("## Unreleased: 0.3.0\n\n## 0.2.0 - 2026-12-31\n", encoding="utf-8")
    monkeypatch.setattr(migration, "CHANGELOG", changelog)

    with pytest.raises(SystemExit, match=r"0\.2\.0 is released, and its revision stays"):
        migration.main("")
