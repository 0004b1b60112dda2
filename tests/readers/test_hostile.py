"""Files that are made to break a reader: one clear line, in two seconds and 512 MiB."""

import io
import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from racedb.readers import identify, open_source
from racedb.readers.reading import Options

SECONDS = 2
MANY = 100_000
MEGABYTE = "x" * (2 << 20)
HEADER = "Pos,No,Driver,Team,Best lap\n"
ROW = "1,7,Ann Berg,Alpha,1:58.250\n"
PIPE = "| Pos | No | Driver | Best lap |\n|---|---|---|---|\n"
GRID = "+-----+----+--------+\n| Pos | No | Driver |\n+=====+====+========+\n"
HTML = (
    "<table><tr><th>Pos<th>No<th>Driver<th>Best lap</tr><tr><td>1<td>7<td>Ann Berg<td>1:58.250</tr>"
)
WIKI = "{|\n! Pos !! No !! Driver !! Best lap\n|-\n"


def workbook(*cells):
    """Make a spreadsheet of a small race, and other cells."""
    book = openpyxl.Workbook()
    for row in (("Pos", "No", "Driver", "Best lap"), (1, 7, "Ann Berg", "1:58.250")):
        book.active.append(row)
    for cell in cells:
        book.active[cell] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def forged(part, content, level=zipfile.ZIP_DEFLATED):
    """Make a spreadsheet with another content of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w", level) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def rfactor(declared, name):
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE rF [\n{declared}\n]>\n<rFactorXML><RaceResults><Race>'
        f"<Driver><Name>{name}</Name><Position>1</Position></Driver></Race></RaceResults></rFactorXML>"
    )


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {after} "{f"&{name};" * 10}">' for name, after in zip("abcdefgh", "bcdefghi", strict=True)
)  # fmt: skip
REFUSED = {
    # the content of a file, and what is said of it
    "empty-zip.xlsx": (b"PK\x03\x04", "is a damaged spreadsheet"),
    "truncated.xlsx": (workbook()[:3000], "is a damaged spreadsheet"),
    "tail.xlsx": (workbook()[:-10], "is a damaged spreadsheet"),
    "bomb.xlsx": (forged(SHEET, b"<a/>" * (20 << 20)), "inflates to "),
    "no-xml.xlsx": (forged(SHEET, b"<worksheet"), "is a damaged spreadsheet"),
    "laughs.xlsx": (
        forged(SHEET, f"<!DOCTYPE a [{LAUGHS}]><worksheet>&i;</worksheet>".encode("utf-16")),
        "declares entities, which no results need",
    ),
    "corner.xlsx": (workbook("XFD1048576"), "cell XFD1048576 stands too far from the others"),
    "below.xlsx": (workbook("A200000"), "cell A200000 stands too far from the others"),
    "beside.xlsx": (workbook("XFD2"), "cell XFD2 stands too far from the others"),
    "rows.html": (HTML + "<tr><td rowspan=1000000>x</table>", "over 600,000 cells"),
    "columns.html": (HTML + "<tr><td colspan=1000000>x</table>", "over 600,000 cells"),
    "both.html": (HTML + "<tr><td rowspan=1000 colspan=1000>x</table>", "over 600,000 cells"),
    "shadow.html": (
        HTML + "<tr>" + "<td rowspan=1000>1" * 400 + "<tr></tr>" * MANY + "</table>",
        "over 600,000 cells",
    ),
    "jagged.html": (HTML + "<tr>" + "<td>1" * 50_000 + "<tr><td>1" * 30_000, "over 600,000 cells"),
    "rows.wiki": (WIKI + "| rowspan=1000000 | 1 || 7\n|}", "over 600,000 cells"),
    "columns.wiki": (WIKI + '| colspan="1000000" | 1 || 7\n|}', "over 600,000 cells"),
    "both.wiki": (WIKI + "| colspan='1000' rowspan=1000 | 1 || 7\n|}", "over 600,000 cells"),
    "shadow.wiki": (
        WIKI + "| colspan=100000 | 1\n" + "|-\n| 1\n" * 1000 + "|}",
        "over 600,000 cells",
    ),
    "wide.csv": (HEADER.strip() + ",x" * MANY + "\n" + ROW, ":1: has 100,005 columns"),
    "wide.md": (PIPE + "| 1 " * MANY + "|\n", ":3: has 100,000 columns; 1,024 are the most"),
    "wide.html": ("<table><tr>" + "<th>Pos" * MANY, ":1: has 100,000 columns"),
    "wide.markdown": (GRID + "\n\n" + "+---" * MANY + "+\n" + "| 1 " * MANY + "|\n",
                      ":6: has 100,000 columns"),
    "cell.csv": (HEADER + ROW.replace("Alpha", MEGABYTE), "field larger than field limit"),
    "quoted.csv": (HEADER + ROW.replace("Alpha", f'"{MEGABYTE}"'), "field larger than field limit"),
    "late-cell.csv": (HEADER + ROW * 400 + ROW.replace("Alpha", MEGABYTE),
                      ":402: a cell of 2,097,152 characters; 1,048,576 are the most"),
    "bars.md": (PIPE + ("|" * 1_000 + "\n") * 5_000, "has more than 600,000 cells, the most"),
    "cell.md": (PIPE + f"| 1 | 7 | {MEGABYTE} | 1:58 |\n", ":3: a cell of 2,097,152 characters"),
    "cell.html": (HTML + f"<tr><td>2<td>8<td>{MEGABYTE}<td>1:59", ":1: a cell of 2,097,152"),
    "cell.wiki": (WIKI + f"| 1 || 7 || {MEGABYTE[:MANY]} || 1:58\n|}}", ":4: a line of 100,020"),
    "nests.wiki": (WIKI + f"| 1 || 7 || }}}} {'{{' * 2_000}{'}}' * 2_000} || 1:58\n|}}",
                   ":4: templates in templates, 100 deep, the most"),
    "long.wiki": (WIKI + "| 1 || 7 || Ann Berg || 1:58\n|-\n" * MANY + "|}", ": a page of "),
    "brackets.md": (GRID + f"| 1   | 7  | {'[' * MANY} |\n", ":4: a cell of 100,000 characters"),
    "nul.csv": (HEADER + ROW.replace("Ann", "Ann\0"), "it is a binary file"),
    "late-nul.csv": (HEADER + ROW * 5_000 + "\0\n", ":5002: holds a NUL byte"),
    "late-nul.md": (PIPE + "| 1 | 7 | Ann Berg | 1:58.250 |\n" * 5_000 + "|\0|\n", ":5003: holds a NUL"),
    "late-nul.html": (HTML + "\n" * 70_000 + "\0", ":70001: holds a NUL byte"),
    "nul.json": ('[{"pos": 1, "driver": "Ann\0Berg"}]', "it is a binary file"),
    "wrong.csv": (HEADER.encode() + ROW.encode() * 5_000 + b"\x81\xff\n",
                  ":5002: the encoding cannot be known; say which reads right: --encoding cp1252"),
    "wrong.md": (PIPE.encode() + b"| 1 | 7 | J\x81rgen | 1:58 |\n", ":3: the encoding cannot be known"),
    "half.csv": (HEADER.encode("utf-16") + b"\x00", ": is not valid utf-16"),
    "half.md": (PIPE.encode("utf-16") + b"\x00", ":3: is not valid utf-16"),
    "laughs.xml": (rfactor(LAUGHS, "&i;"), "declares entities of its own"),
    "quadratic.xml": (rfactor(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * MANY), "declares entities"),
    "xxe.xml": (rfactor('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "declares entities"),
    "game.xml": (rfactor('<!ENTITY rFEnt SYSTEM "file:///etc/passwd">', "&rFEnt;"), "declares entities"),
    "parameter.xml": (rfactor('<!ENTITY % a SYSTEM "http://localhost/x">%a;', "x"), "declares entities"),
    "deep.xml": (rfactor("", "x").replace("<Race>", "<a>" * 9_000), "nests too deep to be results"),
    "attributes.xml": (rfactor("", "x").replace("<Driver", "<Driver" + "".join(f' a{n}="1"' for n in range(60_000))),
                       ": a tag of 60,000 attributes; 2,000 are the most"),
    "deep.json": ("[" * MANY + "]" * MANY, "nests too deep to be results"),
    "deep-objects.json": ('{"results":' * MANY + "1" + "}" * MANY, "nests too deep to be results"),
    "quote.csv": (HEADER + ROW.replace("Ann", '"Ann') + ROW * 300_000,
                  ":2: a row of more than 4,194,304 bytes; a quote may not be closed"),
    "ragged.csv": (HEADER + "1,7,Ann Berg\n" * 100_200, "more than 100,000 rows are no rows of the table"),
    "million.csv": (",".join(f"c{n}" for n in range(1_000_000)) + "\n1,2\n", ":1: has 1,000,000 columns"),
    "bars.txt": ("|" * 1_000_000 + "\n", ":1: has 999,999 columns; 1,024 are the most"),
    "keys.json": ("[" + ",".join(f'{{"position":{n},"k{n}":1}}' for n in range(20_000)) + "]",
                  "records '' have 20,001 keys; 1,024 are the most"),
    "values.json": ('[{"position": 1}' + ",0" * 2_000_001 + "]", "has about 2,000,003 values"),
    "nothing.json": ('["' + "\\u0000" * 2_000_001 + '"]', "more than 2,000,000 letters that are none"),
    "many.html": (HTML + "</table>" + (HTML.replace("Ann", "Bo") + "</table>") * 1_000,
                  "has more than 500 tables, the most"),
    "tags.html": (HTML + "</table>" + "<i>" * 1_000_000, "a page of 1,000,014 tags"),
    "attributes.html": (f"<table {' '.join(f'a{n}=1' for n in range(100_000))}>{HTML}",
                        ":1: a tag of 100,000 attributes; 2,000 are the most"),
    "names.html": ("<table><tr>" + "".join(f"<td a{n}='>'>" for n in range(60_000)),
                   "tags and attributes of more than 50,000 names, the most"),
    "texts.xlsx": (forged(SHEET, b"<si></si>" * 610_000, zipfile.ZIP_STORED), "more than 600,000 cells or texts"),
    "open.xlsx": (forged(SHEET, b"<a>" * 300_000, zipfile.ZIP_STORED), "sheet1.xml: more than 200,000 tags; "),
    "held.xlsx": (forged("xl/styles.xml", b"<a/>" * 300_000, zipfile.ZIP_STORED), "styles.xml: more than 200,000 tags; "),
    "text.xlsx": (forged(SHEET, b"<worksheet>" + b"x" * (2 << 20), zipfile.ZIP_STORED), "a cell of more than 1,048,576"),
    "plus.md": (GRID + "+" * 1_000_000 + "\n", ":4: has 999,999 columns; 1,024 are the most"),
    "alias.yml": ("- &a [x]\n" + "- [*a, *a]\n" * 9, ":2: has an alias"),
    "deep.yml": ("- a: " + "[" * MANY, "exceeded maximum nesting depth"),
    "deep.ndjson": ('{"pos":1}\n{"pos":2}\n' + "[" * MANY, ":3: is not a json record"),
}  # fmt: skip
READ = {
    # hostile to the reader, and still a race of so many rows
    "escapes.json": '[{"position": 1, "driver": "' + "\\u0041" * 2_000_000 + '", "laps": 9}]',
    "blanks.md": PIPE + "| 1 | 7 | Ann Berg | 1:58.250 |\n|" + " " * 200_000 + "x\n",
    "deep.html": HTML + "<tr><td>2<td>8<td>" + "<b>" * MANY + "Bo Dahl<td>1:59.000</table>",
    "tables.html": HTML + "</table>" + "<table><tr><td>" * 3_000,
    "scripts.html": HTML + "</table>" + "<script>" * 200_000,
    "braces.wiki": WIKI + f"| 1 || 7 || {'{{a|' * 10_000} || 1:58.250\n|}}",
    "tab.wiki": WIKI.replace("{|", "{| x\x0by\x0cz") + "| 1 || 7 || Ann\x0bBerg || 1:58.250\n|}",
    "stars.md": PIPE + f"| 1 | 7 | {'**a ' * 8_000} | 1:58.250 |\n",
    "bold.md": GRID + f"| 1   | 7  | {'**a ' * 8_000} |\n",
    "notes.md": GRID + f"| 1   | 7  | {'<sup>' * 6_000} |\n",
    "links.md": GRID + f"| 1   | 7  | {'[]((' * 8_000} |\n",
}


@pytest.fixture(scope="module")
def came_of(tmp_path_factory):
    """Read all of them in one process that has little memory; give name -> what came of it."""
    folder = tmp_path_factory.mktemp("hostile")
    contents = {name: content for name, (content, _) in REFUSED.items()} | READ
    for name, content in contents.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    done = subprocess.run(
        [sys.executable, "-m", "tests.readers.hostile", *(str(folder / name) for name in contents)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    return {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_one_line_and_soon(came_of, name):
    kind, said, seconds = came_of[name]

    assert kind == "ReadError"
    assert REFUSED[name][1] in said
    assert name in said
    assert "\n" not in said
    assert len(said) < 900
    assert seconds < SECONDS


@pytest.mark.parametrize("name", READ)
def test_a_file_that_would_take_forever_is_read_soon(came_of, name):
    kind, said, seconds = came_of[name]

    assert (kind, said) == ("read", "2 rows" if name == "deep.html" else "1 rows")
    assert seconds < SECONDS


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("race.csv", HEADER + ROW + "2,8,Jörg MÃ¼ller,Beta,1:59.000\n", 3),
        ("race.md", PIPE + "| 2 | 8 | Jörg MÃ¼ller | 1:59.000 |\n", 3),
        ("race.html", HTML + "\n<tr><td>2<td>8<td>Jörg MÃ¼ller<td>1:59.000</table>", 2),
        ("race.wiki", WIKI + "| 2 || 8 || Jörg MÃ¼ller || 1:59.000\n|}", 4),
    ],
)
def test_mojibake_is_flagged_and_never_changed(tmp_path, name, content, line):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    source = open_source(path)
    reading = identify(source, None).read(source, Options())
    (frame,) = reading.tables[0].batches

    assert frame["driver"].to_list()[-1] == "Jörg MÃ¼ller"
    assert [(finding.code, finding.line) for finding in reading.findings] == [("mojibake", line)]
