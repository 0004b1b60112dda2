"""The site of the documents: every page is in the nav, and nothing comes from another host."""

import tomllib
from pathlib import Path

import pytest

from tests import site

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]


def _pages(nav):
    """Yield the pages of a part of the nav."""
    for item in nav.values() if isinstance(nav, dict) else nav:
        if isinstance(item, str):
            yield item
        else:
            yield from _pages(item)


def test_every_page_is_in_the_nav_once():
    written = {str(it.relative_to(ROOT / "docs")) for it in (ROOT / "docs").rglob("*.md")}

    listed = list(_pages(PROJECT["nav"]))

    assert sorted(written) == sorted(listed), "zensical.toml lists the pages of docs/"


def test_the_files_of_the_theme_are_there():
    named = [*PROJECT["extra_css"], *PROJECT["extra"]["polyfills"]]

    assert [name for name in named if not (ROOT / "docs" / name).exists()] == []
    assert PROJECT["theme"]["font"] is False


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<script async src="https://host/x.js">', ["https://host/x.js"]),
        ("<img alt=a src='//host/x.png'>", ["//host/x.png"]),
        ('<link rel="stylesheet" href="https://host/x.css">', ["https://host/x.css"]),
        ("<style>p { src: url('https://host/x.woff2') }</style>", ["https://host/x.woff2"]),
        ('<style>@import "https://host/x.css";</style>', ["https://host/x.css"]),
        ('<pre class="mermaid">', ['class="mermaid']),
        ('<a href="https://host/">host</a><img src="assets/x.png"><link href="x.css">', []),
        ("<code>url = https://host/x.json</code>", []),
    ],
)
def test_what_a_page_fetches_from_elsewhere_is_found(tmp_path, html, found):
    (tmp_path / "page.html").write_text(html, encoding="utf-8")

    assert site.foreign(tmp_path / "page.html") == found


def test_a_site_that_is_built_fetches_nothing_from_elsewhere(monkeypatch, tmp_path, capsys):
    """As zensical would build it: a stand-in, so that the tests need no builder of sites."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text('<img src="https://host/a.png">', "utf-8")
    monkeypatch.setattr(site, "ROOT", tmp_path)
    monkeypatch.setattr(site.subprocess, "run", lambda *_, **__: Done(0))

    with pytest.raises(SystemExit, match=r"site/index\.html: https://host/a\.png"):
        site.main()
    (tmp_path / "site" / "index.html").write_text("fine", encoding="utf-8")
    site.main()

    assert capsys.readouterr().out == "site/index.html: 1 pages\n"


def test_a_link_that_leads_nowhere_fails(monkeypatch):
    monkeypatch.setattr(site.subprocess, "run", lambda *_, **__: Done(1))

    with pytest.raises(SystemExit, match="docs: page does not exist"):
        site.main()


class Done:
    """A build that has ended."""

    def __init__(self, returncode):
        self.returncode = returncode
        self.stdout = "\x1b[33mpage does not exist\x1b[0m"
