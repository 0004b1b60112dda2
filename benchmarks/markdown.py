"""Tables in Markdown."""

from collections.abc import Iterable


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Write one table, columns of numbers to the right; '': there are no rows."""
    body = list(rows)
    if not body:
        return ""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, _ruler(head, body), *body))


def _ruler(head: tuple[str, ...], body: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        "---:" if all(_is_number(row[at]) for row in body) else "---" for at, _ in enumerate(head)
    )


def _is_number(text: str) -> bool:
    return not text.strip("0123456789.,e+-")


def reached(value: float, limit: float) -> str:
    """Say whether a limit is kept."""
    return "yes" if value <= limit else "no"
