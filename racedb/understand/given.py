"""What a person says of columns: by --columns, or by a recipe."""

from collections.abc import Mapping, Sequence

from racedb.errors import ReadError, UsageError, did_you_mean
from racedb.fields import FIELDS, MAX_CREW
from racedb.understand import vocabulary

NAMEABLE = {
    *FIELDS,
    *(
        f"{part}_{seat}"
        for part in (vocabulary.GIVEN, vocabulary.FAMILY)
        for seat in range(1, MAX_CREW + 1)
    ),
}
"""What a person may call a column: the fields, and the parts of drivers' names."""

Given = Sequence[str] | Mapping[str, tuple[str, str]]
"""
What a person says of columns: the field of each, '-' for one to skip; or by the name of a column
its field, and a second one that the same cells fill, or ''.
"""


def distinct_names(names: Sequence[str]) -> list[str]:
    """
    Name columns by their headers: one without a header by its place, the second of a name by that.

    >>> distinct_names(["Pos", "Driver", "Driver", ""])
    ['Pos', 'Driver', 'Driver (2)', 'column 4']
    """
    found = []
    for n, name in enumerate(names, start=1):
        again = names[:n].count(name)
        found.append(f"column {n}" if not name else name if again == 1 else f"{name} ({again})")
    return found


def require_fields(words: Sequence[str]) -> None:
    """
    Refuse words of --columns that are no fields.

    Raises:
        UsageError: one is none, or is there twice.
    """
    for word in words:
        if word == "-":
            continue
        if word not in NAMEABLE:
            message = f"--columns: {word!r} is not a field; {did_you_mean(word, NAMEABLE)}"
            raise UsageError(message)
        if list(words).count(word) > 1:
            message = f"--columns: {word!r} is named twice"
            raise UsageError(message)


def fields_by_name(
    names: Sequence[str], given: Mapping[str, tuple[str, str]]
) -> list[tuple[str | None, str]]:
    """
    Return the fields of each column by its name, or by its number where there is no header.

    Raises:
        ReadError: there is no such column, or there are two.
    """
    known = distinct_names(names)
    if not any(names):
        known = [str(n) for n in range(1, len(names) + 1)]
    for name in given:
        if name not in known:
            message = f"has no column {name!r} of the recipe; {did_you_mean(name, known)}"
            raise ReadError(message)
        if name in names and f"{name} (2)" in known and f"{name} (2)" not in given:
            message = (
                f"has column {name!r} of the recipe twice; say what {name!r} and '{name} (2)' are"
            )
            raise ReadError(message)
    return [given.get(name, (None, "")) for name in known]
