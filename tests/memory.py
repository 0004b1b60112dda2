"""
Peak memory of `racedb load`, by hand: `python -m tests.memory 1000` loads a lap file of 1,000 MB.

The file is made here, of as many races as it takes (or of one, `... 1000 one`); nothing of it is kept. The promise is a peak
under 400 MB on SQLite, whatever the size of the file. tests/ingest/test_memory.py holds the growth.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = (
    "NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;LAP_IMPROVEMENT;CROSSING_FINISH_LINE_IN_PIT;S1;"
    "S2;S3;KPH;ELAPSED;HOUR;DRIVER_NAME;CLASS;TEAM;MANUFACTURER;EVENT\n"
)
CARS, LAPS = 50, 400


def lap_file(path, megabytes, laps_of_car=LAPS):
    """Write laps, one race after the other, until the file is large enough; return their number."""
    wanted, race = megabytes * 1_000_000, 0
    laps = "".join(line for car in range(1, CARS + 1) for line in _laps(car, laps_of_car))
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        while file.tell() < wanted:
            race += 1
            file.write(laps.replace("RACE", f"Race Meeting {race}"))
    return race * CARS * laps_of_car


def _laps(car, count):
    elapsed = 0
    for lap in range(1, count + 1):
        s1, s2, s3 = 30_000 + (lap * 37 + car) % 900, 41_000 + (lap * 53) % 700, 35_000 + car * 11
        time_ms = s1 + s2 + s3
        elapsed += time_ms
        given = ("Ann", "Bea", "Cia", "Dot")[lap // 40 % 4]
        name = f"{given} DRIVER{chr(65 + car // 26)}{chr(65 + car % 26)}"
        yield (
            f"{car};1;{lap};{_clock(time_ms)};0;;{_seconds(s1)};{_seconds(s2)};{_seconds(s3)};"
            f"{6_000 * 3_600 / time_ms:.1f};{_clock(elapsed)};12:00:00.000;{name};GT{car % 3};"
            f"Team {car % 20};Porsche;RACE\n"
        )


def _seconds(ms):
    return f"{ms // 1000}.{ms % 1000:03}"


def _clock(ms):
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
        if hours
        else f"{minutes}:{_seconds(rest)}"
    )


# ru_maxrss would count the memory of the process that starts this one.
_PROGRAM = """
import sys
from racedb.cli import main
try:
    main(sys.argv[1:])
finally:
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0])
"""


def peak_of_load(path, db):
    """Load a lap file in a process of its own; give its peak resident memory in MB (on Linux)."""
    context = ("--series", "Club Cup", "--season", "2024", "--session", "Race")
    command = [sys.executable, "-c", _PROGRAM, "load", str(path), "--db", str(db), *context]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1]) / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        laps_csv = Path(folder) / "laps.csv"
        wanted = int(sys.argv[1])
        laps_of_car = wanted * 10_000 // CARS if sys.argv[2:] == ["one"] else LAPS
        count = lap_file(laps_csv, wanted, laps_of_car)
        began = time.monotonic()
        peak = peak_of_load(laps_csv, Path(folder) / "laps.sqlite")
        took = time.monotonic() - began
        size = laps_csv.stat().st_size / 1e6
        print(
            f"{size:,.0f} MB, {count:,} laps: peak {peak:,.0f} MB, {took:,.0f} s, {count / took:,.0f} laps/s"
        )
