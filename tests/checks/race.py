"""A race that breaks no check, as the files of a timing service; tests plant errors in it."""

from racedb.format_time import lap_time

RACE = ("--series", "Club Cup", "--season", "2024", "--event", "Summer Race", "--session", "Race")
LENGTH_M = 6_000
CARS = ("7", "8", "9", "10")


def _us(car: int, lap: int) -> int:
    return 120_000_000 + 1_000_000 * car + 10_000 * ((lap * 7) % 5)


def laps() -> str:
    """Return a file of four cars with five laps each; line 2 is car 7, lap 1."""
    lines = ["NUMBER;LAP_NUMBER;LAP_TIME;S1;S2;S3;ELAPSED;KPH;DRIVER_NAME;CLASS;TEAM"]
    for car, number in enumerate(CARS):
        elapsed = 0
        for lap in range(1, 6):
            us = _us(car, lap)
            elapsed += us
            sectors = (30_000_000, 40_000_000, us - 70_000_000)
            times = [lap_time(time) for time in (us, *sectors, elapsed)]
            kph = f"{LENGTH_M / us * 3_600_000:.1f}"
            group = "GT1" if car < 2 else "GT2"
            who = f"Driver {'ABCD'[car]}"
            lines.append(";".join([number, str(lap), *times, kph, who, group, f"Team {car}"]))
    return "\n".join(lines) + "\n"


def results() -> str:
    """Return the classification of that race; line 2 is car 7."""
    lines = ["Pos,Class Pos,No,Class,Drivers,Team,Laps,Time,Gap,Best lap,km/h,Status"]
    totals = [sum(_us(car, lap) for lap in range(1, 6)) for car in range(4)]
    for car, number in enumerate(CARS):
        best = min(_us(car, lap) for lap in range(2, 6))
        gap = f"+{lap_time(totals[car] - totals[0])}" if car else ""
        cells = [
            car + 1, car % 2 + 1, number, "GT1" if car < 2 else "GT2", f"Driver {'ABCD'[car]}",
            f"Team {car}", 5, lap_time(totals[car]), gap, lap_time(best),
            f"{LENGTH_M / best * 3_600_000:.3f}", "Finished",
        ]  # fmt: skip
        lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"


def planted(text: str, line: int, *changes: tuple[str, str]) -> str:
    """Change cells of one line of a file; each must be there."""
    lines = text.splitlines()
    separator = ";" if ";" in lines[0] else ","
    head, cells = lines[0].split(separator), lines[line - 1].split(separator)
    for column, value in changes:
        cells[head.index(column)] = value
    lines[line - 1] = separator.join(cells)
    return "\n".join(lines) + "\n"


def with_column(text: str, name: str, *cells: str) -> str:
    """Add a column to a file; rows without a cell get none."""
    lines = text.splitlines()
    separator = ";" if ";" in lines[0] else ","
    filled = [name, *cells, *[""] * (len(lines) - 1 - len(cells))]
    rows = zip(lines, filled, strict=True)
    return "\n".join(f"{line}{separator}{cell}" for line, cell in rows) + "\n"
