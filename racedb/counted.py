"""Counts with their nouns: 1 row, 2 rows."""

_SINGULAR = {
    "entries": "entry", "series": "series", "classes": "class", "tries": "try",
    "penalties": "penalty",
}  # fmt: skip


def counted(count: int, nouns: str) -> str:
    """
    Write a count with its noun.

    Args:
        count: how many there are.
        nouns: the plural, which may have words before it: 'other columns'.

    >>> counted(1, "rows"), counted(0, "rows"), counted(1, "new entries"), counted(1024, "files")
    ('1 row', '0 rows', '1 new entry', '1,024 files')
    """
    return f"{count:,} {noun(count, nouns)}"


def noun(count: int, nouns: str) -> str:
    """Return the singular for one, else the plural."""
    if count != 1:
        return nouns
    *before, last = nouns.split(" ")
    return " ".join([*before, _SINGULAR.get(last, last.removesuffix("s"))])
