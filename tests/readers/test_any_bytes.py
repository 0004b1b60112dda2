"""Whatever the bytes of a file are, a reader gives a Reading or a refusal, and nothing else."""

import io
import json
import tempfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from racedb.errors import RaceDBError
from racedb.readers import candidates, datasets, formats, identify, open_source
from racedb.readers.reading import Options
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
    test_numbered_list,
    test_ods,
    test_plain_text,
    test_project_cars,
    test_raceroom,
    test_rfactor,
    test_second_monitor,
    test_yaml_records,
)
from tests.readers.pdf_sheets import pdf, table
from tests.readers.test_ergast_api import RACE, WHO
from tests.readers.test_jolpica_import import element
from tests.readers.test_related_csv import COUSIN, ERGAST
from tests.readers.test_related_json import FOLDER

FORMATS = {format_.name: format_ for format_ in formats()}
MODEST = settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def sheet():
    book = openpyxl.Workbook()
    for cells in (["Pos", "No", "Driver", "Best lap"], [1, 7, "Ann Berg", "1:58.250"]):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet():
    out = io.BytesIO()
    pl.DataFrame({"Pos": [1], "No": [7], "Driver": ["Ann Berg"], "Laps": [9]}).write_parquet(out)
    return out.getvalue()


LAP = element("lap", [{"number": 1, "time": {"_type": "timedelta", "seconds": 90}}], car_number=4)
RESULTS = {"Results": [WHO | {"position": "1", "positionText": "1", "laps": "71"}]}
SAMPLES = {
    "pipe": "| Pos | No | Driver | Laps |\n|---|---|---|---|\n| 1 | 7 | Ann Berg | 20 |\n",
    "delimited": 'Pos,No,Driver,Best lap\n1,7,"Ann Berg",1:58.250\n2,8,Bo Dahl,1:59.000\n',
    "html": "<h2>Race</h2><table><tr><th>Pos<th>No<th>Driver<th>Laps</tr>"
    "<tr><td rowspan=1>1<td>7<td>Ann Berg<td colspan=1>20</tr></table>",
    "wikitext": '{| class="wikitable"\n! Pos !! No !! Driver !! Laps\n|-\n| 1 || 7 || [[Ann Berg]] || 20\n|}\n',
    "pandoc": "  Pos   No   Driver      Laps\n  ----- ---- ----------- ------\n"
    "  1     7    Ann Berg    20\n  2     8    Bo Dahl     20\n\n",
    "xlsx": sheet(),
    "plain-text": test_plain_text.LIST,
    "numbered-list": test_numbered_list.RACE,
    "ods": test_ods.RACE,
    "parquet": parquet(),
    "pdf": pdf(table(80, (30, 60, 90, 200), [
        ("Pos", "No", "Driver", "Laps"), ("1", "7", "Ann Berg", "20"), ("2", "8", "Bo Dahl", "20"),
    ]), pageCompression=0),
    "acc": json.dumps(test_acc.RACE),
    "assetto-corsa": json.dumps(test_assetto_corsa.CLIENT),
    "assetto-corsa-evo": json.dumps(test_assetto_corsa_evo.RACE),
    "assetto-corsa-log": test_assetto_corsa_log.LOG,
    "project-cars": json.dumps(test_project_cars.FILE),
    "second-monitor": json.dumps(test_second_monitor.FILE),
    "rfactor": test_rfactor.document(test_rfactor.ANN, test_rfactor.BO),
    "gmotor": test_gmotor.RACE,
    "iracing": json.dumps(test_iracing.answer(test_iracing.session(test_iracing.TEAM))),
    "iracing-csv": test_iracing_csv.RACE,
    "raceroom": json.dumps(test_raceroom.LOG),
    "ergast-api": json.dumps({"MRData": {"series": "f1", "RaceTable": {"Races": [RACE | RESULTS]}}}),
    "jolpica-import": json.dumps([LAP]),
    "json-records": '{"rounds": {"1": {"name": "Spa", "results": [{"position": 1, "driver": "Ann Berg", "laps": 9}]}}}',
    "nascar": json.dumps(test_nascar.WEEKEND),
    "gr-cup": test_gr_cup.CLEAN,
    "yaml-records": test_yaml_records.RACE,
}  # fmt: skip
DOCUMENTS = {name: json.loads(text) for name, text in SAMPLES.items()
             if not isinstance(text, bytes) and text[0] in "{[" and text[1] != "|"}  # fmt: skip
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(2_147_483_647), st.text(max_size=5),
    st.just([]), st.just({}), st.just([{}]), st.just([None]), st.just({"a": [1]}),
)  # fmt: skip


def as_bytes(sample):
    return sample if isinstance(sample, bytes) else sample.encode()


def one_line(error):
    assert "\n" not in str(error)


def read(format_, data):
    """Read bytes to the end; say whether it was refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(data)
        try:
            source = open_source(path)
            assert not format_.claims(source) or format_ in candidates(source)
            reading = format_.read(source, Options())
            read_ = sum(frame.height for table in reading.tables for frame in table.batches)
            reading.raw_lines({1, 2})
        except RaceDBError as error:
            one_line(error)
            return 0
        return read_


@st.composite
def mutated(draw, data):
    """Flip bytes, cut, repeat."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(out) - 1, 0)))
        end = draw(st.integers(at, min(len(out), at + 60)))
        match draw(st.sampled_from(("flip", "cut", "repeat", "insert", "end"))):
            case "flip" if out:
                out[at] = draw(st.integers(0, 255))
            case "cut":
                del out[at:end]
            case "repeat":
                out[at:at] = out[at:end]
            case "insert":
                out[at:at] = draw(st.binary(max_size=8))
            case _:
                del out[at:]
    return bytes(out)


def places(node, path=()):
    """List the places of all values in a document."""
    inside = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in inside:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


@st.composite
def altered(draw, document):
    """Put values of other types into a document, wherever."""
    out = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 3))):
        inside = list(places(out))
        if not inside:
            break
        *path, last = draw(st.sampled_from(inside))
        node = out
        for key in path:
            node = node[key]
        node[last] = json.loads(json.dumps(draw(ODD)))
    return out


def test_every_format_has_a_sample():
    assert set(SAMPLES) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_samples_are_read(name, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(as_bytes(SAMPLES[name]))

    assert identify(open_source(path), None).name == name
    assert read(FORMATS[name], as_bytes(SAMPLES[name])) >= 1


@pytest.mark.parametrize("name", FORMATS)
@MODEST
@given(st.data())
def test_any_bytes_are_read_or_refused(name, data):
    read(FORMATS[name], data.draw(st.binary(max_size=200)))


@pytest.mark.parametrize("name", FORMATS)
@MODEST
@given(st.data())
def test_damaged_files_are_read_or_refused(name, data):
    read(FORMATS[name], data.draw(mutated(as_bytes(SAMPLES[name]))))


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(MODEST, max_examples=50)
@given(st.data())
def test_documents_of_another_shape_are_read_or_refused(name, data):
    read(FORMATS[name], json.dumps(data.draw(altered(DOCUMENTS[name]))).encode())


@pytest.mark.parametrize("files", [ERGAST, COUSIN, FOLDER], ids=["ergast", "cousin", "json"])
@MODEST
@given(st.data())
def test_damaged_folders_are_read_or_refused(files, data):
    dataset = next(it for it in datasets() if it.claims(frozenset(files)))
    hit = data.draw(st.sampled_from(sorted(files)))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            whole = text.encode()
            Path(folder, name).write_bytes(data.draw(mutated(whole)) if name == hit else whole)
        try:
            sources = {name: open_source(Path(folder, name)) for name in files}
            readings = dataset.read(sources, Options())
            for table in (table for reading in readings for table in reading.tables):
                list(table.batches)
        except RaceDBError as error:
            one_line(error)
