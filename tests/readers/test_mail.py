"""Mails: what is packed in them is read as a file of its own."""

from email.message import EmailMessage

import pytest

from racedb.errors import ReadError
from tests.readers.read import opened, reading, rows

RACE = "Pos,No,Driver,Best lap\n1,7,Jörg Berg,1:58.250\n2,8,Bo Dahl,1:59.000\n"
PAGE = (
    "<p>Hello</p><table><tr><th>Pos<th>No<th>Driver<th>Best lap</tr>"
    "<tr><td>1<td>7<td>Jörg Berg<td>1:58.250</tr></table>"
)
READ = {"position": "1", "car_number": "7", "driver": "Jörg Berg", "best_lap": "1:58.250"}


def mail(text="Your results", page=None, charset="utf-8", **attached):
    """Make a mail with a page and with files."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "timing@example.org", "ann@example.org", "Heat 12"
    made.set_content(text, cte="quoted-printable")
    if page:
        made.add_alternative(page, subtype="html", charset=charset)
    for name, content in attached.items():
        made.add_attachment(
            content.encode(), maintype="text", subtype="csv", filename=name.replace("_", ".")
        )
    return made.as_bytes()


@pytest.mark.parametrize(
    ("content", "reader", "name"),
    [
        (mail(race_csv=RACE), "delimited", "race.csv"),
        (mail(page=PAGE, logo_png="x", race_csv=RACE), "delimited", "race.csv"),
        (mail(page=PAGE), "html", "a.html"),
        (mail(page=PAGE, charset="cp1252"), "html", "a.html"),
        (mail(RACE), "delimited", "a.plain"),
        (mail(RACE, page="<p>see the text</p>"), "delimited", "a.plain"),
    ],
    ids=["file", "files", "page", "code page", "text", "page without a table"],
)
def test_the_file_the_page_or_the_text_of_a_mail_is_read(tmp_path, content, reader, name):
    source = opened(tmp_path / "a.eml", content)
    found = reading(tmp_path / "a.eml", content)

    assert (found.reader, source.inner_name, source.is_packed) == (reader, name, True)
    assert {key: rows(found)[0][key] for key in READ} == READ


def test_what_says_another_code_page_than_it_has_is_read_as_it_is(tmp_path):
    content = mail(RACE).replace(b'charset="utf-8"', b'charset="klingon"')

    assert rows(reading(tmp_path / "a.eml", content))[0]["driver"] == "Jörg Berg"


def test_a_mail_of_plain_text_is_a_text(tmp_path):
    text = "From: a@b.c\nContent-Type: text/plain\n\nPos  No  Driver\n1    7   Ann Berg\n2    8   Bo Dahl\n"

    assert opened(tmp_path / "a.eml", text).is_packed is False
    assert rows(reading(tmp_path / "a.eml", text))[0] == {
        "line": 5, "position": "1", "car_number": "7", "driver": "Ann Berg",
    }  # fmt: skip


def refusal(tmp_path, content):
    with pytest.raises(ReadError) as error:
        opened(tmp_path / "a.eml", content)
    return str(error.value).removeprefix(f"{tmp_path / 'a.eml'}: ")


def test_mails_that_cannot_be_read_say_why(tmp_path):
    both = mail(race_csv=RACE, laps_csv=RACE)
    picture = mail().replace(b"text/plain", b"image/png")
    assert refusal(tmp_path, both) == "is a mail with 2 files (race.csv, laps.csv); save them first"
    assert refusal(tmp_path, picture) == "is a mail without a text or a file in it"
    assert refusal(tmp_path, mail(**{f"r{n}_csv": RACE for n in range(7)})).endswith(
        "(r0.csv, r1.csv, r2.csv, r3.csv, r4.csv ...); save them first"
    )
