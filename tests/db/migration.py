"""
`python -m tests.db.migration WORDS...`: write the migration of a schema that changed.

The change is what differs between the models and the newest revision. It is written as a new
revision with a copy of the views, golden dumps of both databases, and docs/schema.md. Before the
first release there is one revision only: without words, `0001_initial` is rewritten.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from racedb.db import revisions, schema
from racedb.db.url import database_url
from racedb.models import docs
from racedb.models.views import statements
from tests.db.golden import make

ROOT = Path(__file__).parent.parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
INITIAL = "initial"


def main(message: str) -> None:
    """Write all files of a new revision."""
    if not message:
        forget_the_first()
    revision = write_script(message or INITIAL)
    make.main(revision)
    ROOT.joinpath("docs", "schema.md").write_text(docs.page(), encoding="utf-8")
    print(f"{revision}: migration, views, golden dumps and docs/schema.md written")


def forget_the_first() -> None:
    """Remove the only revision, unless it is released, so that it is made from the models of now."""
    if released := re.search(r"^## (\d+\.\S+) - ", CHANGELOG.read_text("utf-8"), re.MULTILINE):
        message = 'is released, and its revision stays: what changed? make migration M="..."'
        sys.exit(f"{released[1]} {message}")
    found = sorted(revisions.folder().joinpath("versions").glob("[0-9]*.py"))
    if len(found) > 1:
        sys.exit('there is more than one revision: what changed? make migration M="..."')
    for path in found:
        path.unlink()
        path.with_suffix(".sql").unlink(missing_ok=True)


def write_script(message: str) -> str:
    """Compare a scratch database of the newest revision with the models, and write the difference."""
    config = Config(ROOT / "alembic.ini")
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(str(Path(folder, "scratch.sqlite")))
        schema.upgrade(url)
        with schema.migrating(url) as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True)
    script = revisions.folder() / "versions" / f"{revisions.newest()}.py"
    views = "".join(f"{statement.rstrip()};\n" for statement in statements())
    script.with_suffix(".sql").write_text(views, encoding="utf-8")
    return script.stem


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
