"""A file that was cut off is noticed, wherever it was cut; whole files are left in peace."""

import pytest

from racedb.errors import RaceDBError
from racedb.readers import formats, identify
from racedb.readers.reading import Options
from tests.fuzz.targets import source
from tests.readers import test_numbered_list, test_rfactor
from tests.readers.test_any_bytes import SAMPLES, as_bytes
from tests.readers.test_limits import delimited, html, pipe, records, sheet, wiki

RACE = [
    ("Pos", "No", "Driver", "Team", "Best lap"), (1, 7, "Ann Berg", "Alpha", "1:58.250"),
    (2, 8, "Bo Dahl", "Beta", "1:59.125"), (3, 9, "Cy Ek", "Gamma", "2:00.375"),
]  # fmt: skip
NOTES = "  Pos   No   Driver      Laps\n  ----- ---- ----------- ------\n" + "".join(
    f"  {n}     {n + 6}    {name:10}  20\n" for n, name in enumerate(("Ann Berg", "Bo Dahl"), 1)
)
FILES = {
    "race.csv": delimited(RACE), "race.md": pipe(RACE), "race.html": html(RACE) + "\n",
    "race.wiki": wiki(RACE) + "\n", "race.json": records(RACE), "race.xlsx": sheet(RACE),
    "notes.md": NOTES + "\n", "utf-16.csv": delimited(RACE).encode("utf-16"),
    "race.ndjson": "\n".join(records(RACE)[1:-1].replace("}, {", "}\n{").split("\n")) + "\n",
    "race.txt": test_numbered_list.SHORT,
    "race.xml": test_rfactor.document(test_rfactor.ANN, test_rfactor.BO),
    **{name: SAMPLES[name] for name in ("acc", "gmotor", "iracing", "iracing-csv", "project-cars", "second-monitor", "raceroom", "assetto-corsa-evo", "ergast-api", "ods", "plain-text", "yaml-records", "nascar", "gr-cup", "parquet", "pdf")},
}  # fmt: skip


def read(data, name, reader=None):
    one = source(data, name)
    found = (reader or identify(one, None)).read(one, Options())
    rows = [row for table in found.tables for frame in table.batches for row in frame.to_dicts()]
    return rows, bool(found.rejects or found.findings)


def cuts(data):
    """Return the places where a file is cut: at every hundredth, and at each of its last bytes."""
    size = len(data)
    step = max(1, size // 100)
    return sorted({*range(1, size, step), *range(max(1, size - 300), size)})


@pytest.mark.parametrize("name", [it for it in FILES if it != "parquet"])
def test_a_cut_file_is_refused_or_told_unless_it_ends_with_a_row(name):
    data = as_bytes(FILES[name])
    one = source(data, name)
    reader = identify(one, None)
    rows, told = read(data, name, reader)
    assert (len(rows) >= 1, told) == (True, False)

    for place in cuts(data):
        try:
            left, told = read(data[:place], name, reader)
        except RaceDBError:
            continue
        whole_rows = left == rows[: len(left)]
        assert told or whole_rows, (place, data[max(0, place - 30) : place])
        assert told or len(left) == len(rows) or data[:place].rstrip(b"\0 ")[-1:] in b"\n|}", place


def test_every_format_is_cut():
    """
    A reader of its own kind of JSON stops where all do; the others are named here.

    What a server logs may end after any line, and the next standings change what was read.
    """
    assert {it.name for it in formats()} - {"assetto-corsa", "assetto-corsa-log", "jolpica-import"} == {
        *(identify(source(as_bytes(data), name), None).name for name, data in FILES.items()
          if name != "parquet"), "parquet",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", pipe(RACE).rstrip("\n")),
        ("a.html", html(RACE)),
        ("a.html", html(RACE) + "<p>and so on"),
        ("a.wiki", wiki(RACE)),
        ("a.csv", delimited(RACE).replace("\n", "\r")),
        ("a.csv", delimited(RACE).replace("\n", "\r\n")),
    ],
)
def test_what_ends_as_it_should_is_not_told(name, text):
    assert read(text.encode(), name)[1] is False
