"""Pictures of characters."""

import pytest

from racedb.render.charts import TERMINAL, draw
from tests.charts.answers import ANSWERS, BARS, LAPS, Rows, caption, result

pytestmark = pytest.mark.sqlite_only


def _shown(
    picture: object, columns: object, rows: object, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    draw(result(columns, rows), picture, TERMINAL, caption("A title"))  # type: ignore[arg-type]
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("width", [40, 100])
def test_every_picture_fits_the_terminal(
    name: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    lines = _shown(*ANSWERS[name], capsys)

    assert "A title" in lines[0]
    assert "\x1b" not in "".join(lines)
    assert max(map(len, lines)) <= width


def test_positions_have_a_line_each_and_names_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows: Rows = [(str(car), "GT3", lap, car) for car in range(1, 31) for lap in range(1, 10)]

    lines = _shown(LAPS, ("car_number", "class", "lap_number", "position"), rows, capsys)

    plot = [line for line in lines if "┤" in line]
    assert [line.split("┤")[0].strip() for line in plot] == [str(at) for at in range(1, 31)]
    assert [line.split()[-2] for line in plot] == [str(at) for at in range(1, 31)]


def test_a_line_that_ends_early_is_named_there(capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [("7", "GT3", lap, 1) for lap in range(1, 40)] + [("8", "GT3", 3, 2)]

    lines = _shown(LAPS, ("car_number", "class", "lap_number", "position"), rows, capsys)

    named = next(line for line in lines if " 8" in line)
    assert named.index(" 8") < 20


def test_parts_of_bars_differ_without_colours(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _shown(*ANSWERS["shares"], capsys)

    assert lines[2].startswith("Alfa┤███")
    assert lines[2].rstrip("│").endswith("▓▓▓")
    assert lines[-1] == "█ finished, ▓ Engine"


def test_notes_are_below(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _shown(*ANSWERS["career"], capsys)

    assert lines[-1] == "Only rows of kind race."


def test_places_of_a_scatter_fall_too(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _shown(*ANSWERS["scatter"], capsys)

    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == ["1", "2"]


def test_a_terminal_that_shows_colours_gets_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[38;2;0;114;178m" in "".join(_shown(BARS, ("driver", "wins"), [("Bo", 3)], capsys))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in "".join(_shown(BARS, ("driver", "wins"), [("Bo", 3)], capsys))
