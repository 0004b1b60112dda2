"""
`make docs`: the site of docs/ in site/, strictly: a broken link or a request to another host fails.

Links between pages are checked by zensical, pages outside of the nav by tests/test_site.py. What a
browser would fetch is looked for in the pages that were built.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed)\b[^>]*\bsrc=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b[^>]*\bhref=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|(?:url\(|@import\s+)["']?((?:https?:)?//[^"')\s]+)"""
)
"""What a browser fetches by itself; a link that somebody follows is none."""
SCRIPTED = re.compile(r'class="[^"]*\b(?:mermaid|glightbox|pyodide)\b')
"""Content for which the theme would fetch a script from elsewhere."""


def main() -> None:
    """Build the site and check it."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"docs: {re.sub(chr(27) + r'.[0-9;]*m', '', done.stdout)}")
    pages = sorted((ROOT / "site").rglob("*.html"))
    found = [f"{path.relative_to(ROOT)}: {what}" for path in pages for what in foreign(path)]
    if found:
        sys.exit("docs: pages must work without a network:\n  " + "\n  ".join(found))
    print(f"site/index.html: {len(pages)} pages")


def foreign(path: Path) -> list[str]:
    """Return what a page, or its style sheet, would fetch from another host."""
    text = path.read_text(encoding="utf-8")
    fetched = [next(filter(None, groups)) for groups in FETCHED.findall(text)]
    return [*fetched, *SCRIPTED.findall(text)]


if __name__ == "__main__":
    main()
