"""Bytes to text: what is proved, what is refused."""

import codecs

import pytest

from racedb.errors import ReadError, UsageError
from racedb.readers.encoding import (
    decode,
    encoding_of,
    head_text,
    mojibake,
    other_code_page,
    utf8_mojibake,
    wrong_at,
)

TEXT = "Pos,Fahrer\n1,Jörg Müller\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_an_encoding_is_proved_by_its_bytes(data, encoding):
    assert decode(data, None, "f") == (TEXT, encoding)
    assert head_text(data).removeprefix("\ufeff") == TEXT


@pytest.mark.parametrize("text", ["Team – “Alpha”, 5 €", "Prix ½ lap 20°"])
def test_signs_of_cp1252_beside_anything(text):
    assert encoding_of(text.encode("cp1252"), "f") == "cp1252"


@pytest.mark.parametrize(
    "data",
    [
        b"Pos,Driver\n1,J\x9arg \x8f\n",  # cp437 or mac-roman
        b"1,\xe9 x\n",  # a letter beside no letter
        b"1,a\x83b\n",  # a letter that names do not have
        b"1,\x81\n",  # nothing in cp1252
    ],
)
def test_what_is_not_proved_is_refused_with_candidates(data):
    with pytest.raises(ReadError) as caught:
        decode(data, None, "f.csv")
    assert str(caught.value).startswith("f.csv:")
    assert "the encoding cannot be known; say which reads right: --encoding cp1252: '" in (
        str(caught.value)
    )
    assert "--encoding mac-roman: " in str(caught.value)


def test_a_sign_that_is_no_punctuation_proves_nothing():
    with pytest.raises(ReadError):
        encoding_of(b"1,\xb9\xad\n\xad", "f")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a\n\0b", "f:2: holds a NUL byte"),
        (codecs.BOM_UTF8 + b"a\n\xff", "f:2: is not valid utf-8-sig; the file is damaged"),
    ],
)
def test_damaged_text_is_refused_with_its_line(data, says):
    with pytest.raises(ReadError, match=says):
        decode(data, None, "f")


def test_a_given_encoding_is_used_or_refused():
    assert decode(b"J\x9arg", "cp437", "f") == ("JÜrg", "cp437")
    assert decode(codecs.BOM_UTF8 + b"x", "utf-8", "f") == ("x", "utf-8")
    with pytest.raises(ReadError, match="f:2: is not valid utf-8; try another --encoding"):
        decode(b"a\n\xff", "utf-8", "f")
    with pytest.raises(UsageError, match="--encoding 'utf8x' is not an encoding"):
        decode(b"a", "utf8x", "f")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n", b"PK\x03\x04xx", b"PAR1", b"%PDF-1", b"a\0b\0\0\1"]
)
def test_the_head_of_a_binary_file_is_empty(data):
    assert head_text(data) == ""


def test_the_head_may_end_inside_a_letter():
    assert head_text("Mü".encode()[:-1]) == "M"
    assert head_text(b"J\xf6rg Berg\n") == "Jörg Berg\n"


def test_letters_decoded_wrongly_long_ago_are_found():
    assert mojibake("a\nMÃ¼ller") == 2
    assert mojibake("Müller") is None


def test_one_byte_is_no_wide_text():
    assert encoding_of(b"a", "f") == "utf-8"
    assert encoding_of(b"abc", "f") == "utf-8"
    assert encoding_of("abc".encode("utf-16-le") + b"\n", "f") == "utf-16-le"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"M\xc3\xbcller \xe2\x80\x99 \xf0\x9f\x8f\x81", None),
        ("Müller \ufffd".encode() + b"\xff", 11),
        (b"a\xc3", 1),
        (b"\xed\xa0\x80", 0),  # half of a pair of UTF-16
    ],
)
def test_the_first_wrong_byte_of_utf8_has_a_place(data, found):
    assert wrong_at(data) == found


@pytest.mark.parametrize("size", range(1, 9))
def test_a_letter_may_stand_in_two_blocks(size, monkeypatch):
    monkeypatch.setattr("racedb.readers.encoding._BLOCK", size)
    text = "Jörg ’ 🏁 end".encode()

    assert encoding_of(text, "f") == "utf-8"
    with pytest.raises(ReadError, match="f:2: the encoding cannot be known"):
        encoding_of(text + b"\nJ\x81", "f")


def test_misread_letters_are_found_in_utf8():
    assert utf8_mojibake("a\nMÃ¼ller".encode()) == 2
    assert utf8_mojibake("a\nb\nâ€œBoâ€".encode()) == 3
    assert utf8_mojibake("Łódź Âme, Çâ É".encode()) is None
    assert utf8_mojibake("Müller".encode()) is None


def test_a_big_file_is_looked_at_in_blocks(monkeypatch):
    monkeypatch.setattr("racedb.readers.encoding._BLOCK", 5)
    text = "Jörg Müller\n" * 4
    assert encoding_of(text.encode(), "f") == "utf-8"
    assert encoding_of(text.encode("cp1252"), "f") == "cp1252"
    with pytest.raises(ReadError, match="f:5: the encoding cannot be known"):
        encoding_of(text.encode() + b"J\x9arg \x8f", "f")


TEXTS = {
    "nordic": "Räikkönen;Håkan Österberg;Málaga",
    "polish": "Łukasz Żółć;Kraków;Dvořák",
    "german": "Jörg Müßig;Grüße;Fränkel",
    "japanese": "佐藤琢磨;鈴鹿;中嶋",
    "plain": "Ann Berg;Alpha;Oslo",
}
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "iso8859-2", "mac-roman", "cp932",
)  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_exactly_or_refused_with_advice(name, encoding):
    """Never another letter: what a wrong guess would make of it is worse than a question."""
    text = f"Pos;Driver;Team;Town\n1;{TEXTS[name]}\n"
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return  # this text cannot be written so

    read, refusal = text, None
    try:
        read, _ = decode(data, None, "race.csv")
    except ReadError as error:
        refusal = str(error)

    assert read == text
    if refusal:
        assert encoding not in ("utf-8", "utf-8-sig", "utf-16")
        assert "\n" not in refusal
        assert "say which reads right: --encoding" in refusal
        assert decode(data, encoding, "race.csv")[0] == text


def test_words_that_are_above_ascii_as_a_whole_are_cyrillic():
    text = "Pos,Driver\n1,Иван Кот\n2,Пётр Лис\n"
    assert decode(text.encode("cp1251"), None, "f") == (text, "cp1251")
    western = "Pos,Driver\n1,ÅÖÄ Berg\n2,Jörg Müller\n"
    assert decode(western.encode("cp1252"), None, "f") == (western, "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Pos,Driver\n1,Győző Kőrösi\n", "cp1250", (2, "Gyõzõ", "cp1250")),
        ("Pos,Driver\n1,Jiří Dvořák\n", "cp1250", (2, "Jiøí", "cp1250")),
        ("Pos,Driver\n1,Čeněk Lev\n", "cp1250", (2, "Èenìk", "cp1250")),
        ("Pos,Driver\n1,Adam Pawłowski\n", "cp1250", (2, "Paw³owski", "cp1250")),
        ("Pos,Driver\n1,Ann Berg\n2,Doğan Yıldız\n", "cp1254", (3, "Doðan", "cp1254")),
        ("Pos,Driver\n1,Jörg Müller\n2,Søren Skovgård\n3,João Simões\n", "cp1252", None),
        ("Pos,Driver\n1,Éric Hélary\n2,Þór Guðmundsson\n3,Óli Novotný\n4,Août 8 m³\n", "cp1252", None),
    ],
    ids=["Hungarian", "Czech", "Czech capital", "Polish", "Turkish", "western", "northern"],
)  # fmt: skip
def test_words_that_another_code_page_writes_better_are_named(text, encoding, found):
    assert other_code_page(text.encode(encoding)) == found
