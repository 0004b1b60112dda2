"""A file of any length for each reader, made of its sample: what a reader costs grows with it."""

import io
import json
from collections.abc import Callable, Mapping

import openpyxl
import polars as pl

from tests.readers import (
    test_acc,
    test_assetto_corsa,
    test_assetto_corsa_evo,
    test_assetto_corsa_log,
    test_gmotor,
    test_gr_cup,
    test_iracing,
    test_iracing_csv,
    test_nascar,
    test_ods,
    test_project_cars,
    test_raceroom,
    test_rfactor,
    test_second_monitor,
)
from tests.readers.pdf_sheets import pdf, table
from tests.readers.test_any_bytes import LAP
from tests.readers.test_ergast_api import RACE, WHO

HEADER = ("Pos", "No", "Driver", "Team", "Laps", "Best lap")


def row(n: int) -> tuple[str, ...]:
    """Make one result of many."""
    minute, milli = divmod(n, 1_000)
    return str(n), str(n), f"Ann Berg {n}", f"Alpha {n % 50}", "20", f"{minute % 60}:58.{milli:03d}"


def rows(n: int) -> list[tuple[str, ...]]:
    """Make many results."""
    return [row(number) for number in range(1, n + 1)]


def lines(n: int, between: str, begin: str = "", end: str = "") -> str:
    """Write results as lines of text."""
    return "".join(f"{begin}{between.join(cells)}{end}\n" for cells in rows(n))


def html(n: int) -> str:
    """Write a page with one table."""
    cells = ("".join(f"<td>{cell}</td>" for cell in each) for each in [HEADER, *rows(n)])
    return "<table>" + "\n".join(f"<tr>{each}</tr>" for each in cells) + "</table>\n"


def fixed(cells: tuple[str, ...]) -> str:
    """Write one line of columns of equal width."""
    return "  ".join(cell.ljust(16) for cell in cells).rstrip()


def pandoc(n: int) -> str:
    """Write a simple table."""
    ruler = "  ".join("-" * 16 for _ in HEADER)
    return "\n".join([fixed(HEADER), ruler, *map(fixed, rows(n))]) + "\n\n"


def xlsx(n: int) -> bytes:
    """Write a spreadsheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in (HEADER, *rows(n)):
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(n: int) -> bytes:
    """Write a frame of text."""
    out = io.BytesIO()
    pl.DataFrame(rows(n), list(HEADER), orient="row").write_parquet(out)
    return out.getvalue()


def sheets(n: int) -> bytes:
    """Print a classification on pages of fifty cars."""
    places, cells = (30, 60, 90, 200, 300, 400), rows(n)
    pages = [table(80, places, [HEADER, *cells[at : at + 50]]) for at in range(0, n, 50)]
    return pdf(*pages)


def records(n: int) -> list[dict[str, str]]:
    """Make results as objects."""
    return [dict(zip(HEADER, cells, strict=True)) for cells in rows(n)]


def yaml(n: int) -> str:
    """Write results as YAML."""
    objects = (list(one.items()) for one in records(n))
    return "".join(
        "".join(f"{'  ' if at else '- '}{key}: {value}\n" for at, (key, value) in enumerate(one))
        for one in objects
    )


def numbered(n: int) -> str:
    """Write results as a numbered list."""
    return "".join(f"{at}. {who} ({team}) {best}\n" for at, _, who, team, _, best in rows(n))


def project_cars(n: int) -> dict:
    """Make a meeting with many laps of a race."""
    race = test_project_cars.MEETING["stages"]["race1"]
    laps = [test_project_cars.lap("Ann Berg", lap, 87_811, 1) for lap in range(n)]
    meeting = test_project_cars.MEETING | {"stages": {"race1": race | {"events": laps}}}
    return test_project_cars.FILE | {"stats": {"history": [meeting]}}


def jolpica(n: int) -> list[dict]:
    """Make an import of many laps of several cars."""
    laps = (LAP["objects"][0] | {"number": number} for number in range(1, n + 1))
    return [LAP | {"objects": [lap]} for lap in laps]


def messages(n: int) -> str:
    """Write lap times of twenty cars."""
    return f"{test_gr_cup.HEADER}\n" + "".join(
        test_gr_cup.message(at // 20 + 1, "20:01:00.000", f"GR86-001-{at % 20 + 1}", value=97_500)
        for at in range(n)
    )


def iracing_csv(n: int) -> str:
    """Write an export of many drivers."""
    *_, last = test_iracing_csv.RACE.splitlines(keepends=True)
    others = (
        last.replace('"10"', f'"{at}"').replace("Falk", f"Falk {at}") for at in range(50, 50 + n)
    )
    return test_iracing_csv.RACE + "".join(others)


def of_acc(n: int) -> dict:
    """Make a race of many laps."""
    return test_acc.RACE | {"laps": test_acc.RACE["laps"][:1] * n}


GROWING: Mapping[str, tuple[int, Callable[[int], object]]] = {
    "pipe": (8_000, lambda n: f"|{'|'.join(HEADER)}|\n|---|---|---|---|---|---|\n" + lines(n, "|", "|", "|")),
    "delimited": (60_000, lambda n: ",".join(HEADER) + "\n" + lines(n, ",")),
    "html": (3_000, html),
    "wikitext": (1_000, lambda n: "{|\n!" + "!!".join(HEADER) + "\n|-\n" + lines(n, " || ", "| ", "\n|-") + "|}\n"),
    "pandoc": (8_000, pandoc),
    "plain-text": (4_000, lambda n: "\n".join(map(fixed, [HEADER, *rows(n)])) + "\n"),
    "numbered-list": (4_000, numbered),
    "xlsx": (4_000, xlsx),
    "ods": (4_000, lambda n: test_ods.book(test_ods.row(*HEADER), *(test_ods.row(*it) for it in rows(n)))),
    "parquet": (400_000, parquet),
    "pdf": (300, sheets),
    "acc": (20_000, of_acc),
    "assetto-corsa": (
        20_000, lambda n: test_assetto_corsa.SERVER | {"Laps": test_assetto_corsa.SERVER["Laps"][:1] * n},
    ),
    "assetto-corsa-evo": (
        20_000, lambda n: test_assetto_corsa_evo.RACE | {"laps": test_assetto_corsa_evo.RACE["laps"][:1] * n},
    ),
    "assetto-corsa-log": (500, lambda n: test_assetto_corsa_log.LOG + test_assetto_corsa_log.RACE * n),
    "project-cars": (10_000, project_cars),
    "rfactor": (2_000, lambda n: test_rfactor.document(*[test_rfactor.ANN] * n)),
    "gmotor": (
        20_000, lambda n: test_gmotor.RACE.replace("Lap=odd\n", "Lap=(3, 147.888, 2:22.652)\n" * n),
    ),
    "second-monitor": (
        10_000,
        lambda n: test_second_monitor.FILE
        | {"Drivers": [test_second_monitor.ANN | {"Laps": test_second_monitor.ANN["Laps"] * (n // 3)}]},
    ),
    "iracing": (10_000, lambda n: test_iracing.answer(test_iracing.session(*[test_iracing.ANN] * n))),
    "iracing-csv": (10_000, iracing_csv),
    "raceroom": (
        10_000, lambda n: test_raceroom.LOG | {"Sessions": [{"Type": "Race", "Players": [test_raceroom.ANN] * n}]},
    ),
    "ergast-api": (
        10_000,
        lambda n: {"MRData": {"series": "f1", "RaceTable": {"Races": [
            RACE | {"Results": [WHO | {"position": str(at), "laps": "71"} for at in range(n)]},
        ]}}},
    ),
    "jolpica-import": (10_000, jolpica),
    "json-records": (10_000, records),
    "nascar": (10_000, lambda n: [test_nascar.STOP] * n),
    "gr-cup": (50_000, messages),
    "yaml-records": (3_000, yaml),
}  # fmt: skip
"""So many rows of each reader take it some tenths of a second, and the file of so many rows."""


def file_of(name: str, n: int) -> bytes:
    """Make a file of a reader with so many rows."""
    made = GROWING[name][1](n)
    if isinstance(made, bytes):
        return made
    return (made if isinstance(made, str) else json.dumps(made)).encode()
