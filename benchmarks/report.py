"""What was measured, as tables in Markdown."""

from collections.abc import Iterable, Iterator, Mapping

from benchmarks import curve, ratios
from benchmarks.cases import CASES
from benchmarks.competitors import LOADERS
from benchmarks.questions import EVERYTHING, ONE, Answer, Answers, slowness
from benchmarks.ratios import MEMORY_MB, Runs, median
from benchmarks.sizes import Size

BEST_LAP, BEST_LAP_MS, ONE_MS, DUCKDB_TIMES = "best-lap-per-manufacturer", 20, 50, 2
"""Limits of queries: of one over all results, of all about one, of those about everything."""
FLAT = (
    "None of these loaders normalises names, checks values or keeps provenance: they write the "
    "file into one flat table, as it is. racedb's time is that of the whole load of the same file."
)


def report(
    size: Size, runs: Runs, asked: Mapping[str, Answers], left_out: Mapping[str, str]
) -> str:
    """
    Write all tables.

    Args:
        size: how much was measured.
        runs: all runs of each process.
        asked: answers by the kind of database.
        left_out: why a process was not measured.
    """
    parts = [_ratios(runs), _curve(runs, size.laps), _one(asked), _everything(asked), _flat(runs),
             FLAT, _processes(runs)]  # fmt: skip
    return "\n\n".join([*parts, *(f"Left out: {it}." for it in _grouped(left_out))])


def _processes(runs: Runs) -> str:
    return table(
        ("process", "runs", "wall s", "CPU s", "peak MB"),
        (
            (
                name,
                str(len(them)),
                f"{median(them, 'wall_s'):.3f}",
                f"{median(them, 'cpu_s'):.3f}",
                f"{median(them, 'peak_mb'):.0f}",
            )
            for name, them in runs.items()
        ),
    )


def _curve(runs: Runs, laps: int) -> str:
    """Show what a million laps cost in files of all sizes."""
    return table(
        ("laps of the file", "wall s", "s for a million", "CPU s for a million",
         "times the smallest", "at most", "reached", "peak MB"),
        (
            (f"{it.laps:,}", f"{it.wall_s:.2f}", f"{it.s_per_million:.2f}",
             f"{it.cpu_s_per_million:.2f}", f"{it.times:.3g}", f"{curve.MOST:g}",
             _reached(it.times, curve.MOST), f"{it.peak_mb:.0f}")
            for it in curve.points(runs, laps)
        ),
    )  # fmt: skip


def _one(asked: Mapping[str, Answers]) -> str:
    """Show the slowest queries about one event, driver or team, and the one with its own limit."""
    rows = []
    for database in ("SQLite", "PostgreSQL"):
        answers = asked.get(database, {ONE: {}, EVERYTHING: {}})
        if first := answers[EVERYTHING].get(BEST_LAP):
            rows.append(_question(database, BEST_LAP, "all results", first, BEST_LAP_MS))
        others = {name: it for name, it in answers[ONE].items() if name != BEST_LAP}
        slow = sorted(others, key=lambda name: -slowness(others[name]))
        over = [name for name in slow if slowness(others[name]) > ONE_MS]
        rows += [_question(database, it, others[it].said, others[it], ONE_MS)
                 for it in over or slow[:1]]  # fmt: skip
    return table(("database", "query", "about", "rows", "ms", "at most", "reached"), rows)


def _question(database: str, name: str, about: str, it: Answer, limit: float) -> tuple[str, ...]:
    ms = "failed" if it.ms is None else f"{it.ms:g}"
    return (database, name, about, str(it.rows), ms, f"{limit:g}", _reached(slowness(it), limit))


def _everything(asked: Mapping[str, Answers]) -> str:
    """Hold queries about everything against DuckDB over Parquet of the same data."""
    ours, theirs = ("SQLite", "PostgreSQL"), asked.get("DuckDB", {EVERYTHING: {}})[EVERYTHING]
    here = [kind for kind in ours if kind in asked]
    rows = []
    for name, duck in theirs.items():
        them = [asked[kind][EVERYTHING][name] for kind in here]
        if not any(it.rows for it in them):
            continue  # what finds nothing here says nothing
        cells = ["failed" if it.ms is None else f"{it.ms:g}" for it in (*them, duck)]
        worst = max(slowness(it) / slowness(duck) for it in them)
        rows.append((name, str(duck.rows), *cells, f"{worst:.3g}", f"{DUCKDB_TIMES:g}",
                     _reached(worst, DUCKDB_TIMES)))  # fmt: skip
    return table(("query about everything", "rows", *(f"{kind} ms" for kind in here), "DuckDB ms",
                  "the slower / DuckDB", "at most", "reached"), rows)  # fmt: skip


def _flat(runs: Runs) -> str:
    """Hold what others take for a flat table against what a whole load takes."""
    rows = []
    for it in LOADERS:
        ours = runs.get(f"results into {it.database}")
        if ours and it.name in runs:
            theirs, load = median(runs[it.name], "wall_s"), median(ours, "wall_s")
            peak = f"{median(runs[it.name], 'peak_mb'):.0f}"
            rows.append(
                (it.name, it.database, f"{theirs:.3f}", f"{load / theirs:.3g}", peak, "no", "no",
                 "no")
            )  # fmt: skip
    head = ("flat loader", "against racedb into", "wall s", "racedb / it", "peak MB", "normalises",
            "checks", "provenance")  # fmt: skip
    return table(head, rows)


def _ratios(runs: Runs) -> str:
    cpu = ratios.of(runs, "cpu_s")
    rows = [
        (it.what, f"{value:.3g}", f"{cpu[it]:.3g}", f"{it.limit:g}", _reached(value, it.limit))
        for it, value in ratios.of(runs).items()
    ]
    loads = [it.name for it in CASES if it.is_load and it.name in runs]
    peak = max((run["peak_mb"] for name in loads for run in runs[name]), default=0.0)
    rows.append(
        ("peak memory of any load, MB", f"{peak:.0f}", "", f"{MEMORY_MB}",
         _reached(peak, MEMORY_MB))
    )  # fmt: skip
    return table(("ratio of medians", "wall", "CPU", "at most", "reached"), rows)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Write one table, numbers to the right: all columns but words."""
    body = list(rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, _ruler(head, body), *body))


def _ruler(head: tuple[str, ...], body: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        "---:" if body and all(_is_number(row[at]) for row in body) else "---"
        for at, _ in enumerate(head)
    )


def _is_number(text: str) -> bool:
    return not text.strip("0123456789.,e+-")


def _reached(value: float, limit: float) -> str:
    return "yes" if value <= limit else "no"


def _grouped(left_out: Mapping[str, str]) -> Iterator[str]:
    """Say each reason once."""
    for reason in dict.fromkeys(left_out.values()):
        names = ", ".join(name for name, why in left_out.items() if why == reason)
        yield f"{names} ({reason})"
