"""Tables of what canned queries took, against their limits."""

from collections.abc import Mapping

from benchmarks.markdown import reached, table
from benchmarks.questions import EVERYTHING, ONE, Answer, Answers, slowness

DATABASES = ("SQLite", "PostgreSQL")
BEST_LAP, BEST_LAP_MS, ONE_MS, DUCKDB_TIMES = "best-lap-per-manufacturer", 20, 50, 2
"""Limits: of one query over all results, of all others about one, of those about everything."""
KEPT = {
    "best-lap-per-manufacturer", "crew-pace", "field-spread", "gap-to-leader", "lap-chart",
    "laps-led", "pit-summary", "position-changes", "reliability", "theoretical-best",
}  # fmt: skip
"""What these answer is kept by loads (ADR 7): they need not be as quick as DuckDB."""


def about_one(asked: Mapping[str, Answers]) -> str:
    """Show the slowest queries about one event, driver or team, and the one with its own limit."""
    rows = []
    for database in DATABASES:
        answers = asked.get(database, {ONE: {}, EVERYTHING: {}})
        if first := answers[EVERYTHING].get(BEST_LAP):
            rows.append(_question(database, BEST_LAP, "all results", first, BEST_LAP_MS))
        others = {name: it for name, it in answers[ONE].items() if name != BEST_LAP}
        slow = sorted(others, key=lambda name: -slowness(others[name]))
        over = [name for name in slow if slowness(others[name]) > ONE_MS]
        rows += [_question(database, it, others[it].said, others[it], ONE_MS)
                 for it in over or slow[:1]]  # fmt: skip
    return table(("database", "query", "about", "rows", "ms", "at most", "reached"), rows)


def about_everything(asked: Mapping[str, Answers]) -> str:
    """Hold queries about everything against DuckDB over Parquet of the same data."""
    ours, theirs = DATABASES, asked.get("DuckDB", {EVERYTHING: {}})[EVERYTHING]
    here = [kind for kind in ours if kind in asked]
    rows = []
    for name, duck in theirs.items():
        them = [asked[kind][EVERYTHING][name] for kind in here]
        if not any(it.rows for it in them):
            continue  # what finds nothing here says nothing
        cells = ["failed" if it.ms is None else f"{it.ms:g}" for it in (*them, duck)]
        worst = max(slowness(it) / slowness(duck) for it in them)
        rows.append((name, str(duck.rows), *cells, f"{worst:.3g}", f"{DUCKDB_TIMES:g}",
                     "kept" if name in KEPT else reached(worst, DUCKDB_TIMES)))  # fmt: skip
    return table(("query about everything", "rows", *(f"{kind} ms" for kind in here), "DuckDB ms",
                  "the slower / DuckDB", "at most", "reached"), rows)  # fmt: skip


def _question(database: str, name: str, about: str, it: Answer, limit: float) -> tuple[str, ...]:
    ms = "failed" if it.ms is None else f"{it.ms:g}"
    return (database, name, about, str(it.rows), ms, f"{limit:g}", reached(slowness(it), limit))
