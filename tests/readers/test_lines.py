"""Lines of a file by their number, as an editor counts them."""

import pytest

from racedb.readers import open_source, text_lines


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", "eins\nzwei ü\n\nvier\n".encode()),
        ("utf-8-sig", "\ufeffeins\r\nzwei ü\r\n\r\nvier".encode()),
        ("utf-16", "eins\nzwei ü\n\nvier\n".encode("utf-16")),
        ("cp1252", "eins\rzwei ü\r\rvier\r".encode("cp1252")),
    ],
)
def test_lines_are_counted_in_any_encoding(tmp_path, monkeypatch, encoding, content, block):
    monkeypatch.setattr(text_lines, "_BLOCK", block)
    path = tmp_path / "a.txt"
    path.write_bytes(content)

    read = text_lines.raw_lines(open_source(path), encoding)

    assert read({1, 2, 3, 4, 5, 9}) == {1: "eins", 2: "zwei ü", 3: "", 4: "vier"}
    assert read({2}) == {2: "zwei ü"}
    assert read(set()) == {}


def test_wrong_bytes_are_shown_as_such(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\nb\xffc\n")

    assert text_lines.raw_lines(open_source(path), "utf-8")({2}) == {2: "b\ufffdc"}
