"""What is shown moves no cursor and betrays no secret."""

import json

import pytest

from racedb.log import configure, emit
from racedb.safe_text import escape, mask, mask_url, path_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller 周冠宇", "Müller 周冠宇"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\x9bb\x7f\0", r"a\x9bb\x7f\x00"),
        ("a\u202eb\u2028", r"a\u202eb\u2028"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
        ("caf\udce9.csv", r"caf\xe9.csv"),
        ("a\ud800", r"a\ud800"),
    ],
)
def test_what_is_not_printable_is_escaped(text, shown):
    assert escape(text) == shown


def test_line_breaks_can_be_kept():
    assert escape("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"


def test_a_path_of_other_bytes_is_a_text():
    assert path_text("caf\udce9 ä\x1b.csv") == "caf\\xe9 ä\x1b.csv"
    assert path_text("a\0\ud800b") == r"a\x00\ud800b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("race.csv?token=abc", "race.csv?token=abc"),
        ("https://x.org/a.csv", "https://x.org/a.csv"),
        ("https://x.org/a?year=2024&round=Spa", "https://x.org/a?year=2024&round=Spa"),
        ("https://x.org/a?id=123", "https://x.org/a?id=123"),
        ("https://x.org/a?pin=123", "https://x.org/a?pin=***"),
        ("https://x.org/a?sig=%2Babc&x=longer", "https://x.org/a?sig=***&x=***"),
        ("https://x.org/a#access_token=abc", "https://x.org/a#access_token=***"),
        ("https://ann:pw@x.org/a", "https://ann:***@x.org/a"),
        ("https://x.org/a?hunter2&2024#top: 404", "https://x.org/a?***&2024#***: 404"),
        ("https://ann:pw@x.org/a?abc123#b@c", "https://ann:***@x.org/a?***#***"),
        ("https://x.org:80/a@b", "https://x.org:80/a@b"),
        ("postgresql://ann:p/w?x#y@h/db", "postgresql://ann:***@h/db"),
        ("see_https://ann:pw@x.org/a", "see_https://ann:***@x.org/a"),
        ("no 'https://x.org/a?key=abc', but", "no 'https://x.org/a?key=***', but"),
        ("https://x.org/a?key=abc: 404.", "https://x.org/a?key=***: 404."),
        ("postgresql:///db?host=/tmp/x&password=abc", "postgresql:///db?host=/tmp/x&password=***"),
    ],
)
def test_secrets_of_urls_are_hidden(text, shown):
    assert mask(text) == shown
    assert mask(shown) == shown


def test_urls_that_differ_in_a_secret_differ_when_they_are_shown():
    one, two = (mask_url(f"https://x.org/a?key={it}") for it in ("abc", "def"))

    assert one.startswith("https://x.org/a?key=***#")
    assert one != two
    assert mask(one) == one
    assert mask(f"{one}: not found") == f"{one}: not found"


@pytest.mark.parametrize("name", ["a\x1b[2J.csv", "a\x9b.csv", "a\u202e.csv", "caf\udce9.csv"])
def test_messages_are_harmless(name, capsys):
    emit(f"{name}: https://x.org/?token=abc")
    shown = capsys.readouterr().err.rstrip("\n")
    configure(["--log", "json"])
    emit(name, source=name)
    line = capsys.readouterr().err.rstrip("\n")

    assert shown == f"{escape(name)}: https://x.org/?token=***"
    assert line.isprintable()
    assert json.loads(line)["message"] == json.loads(line)["source"] == name


def test_the_middle_of_a_very_long_message_is_left_out(capsys):
    emit(f"begin {'x' * 90_000} end")

    shown = capsys.readouterr().err
    assert len(shown) == 1_906
    assert shown.startswith("begin xxx")
    assert shown.endswith("xxx end\n")
