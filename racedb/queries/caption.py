"""What a picture of a canned query is about, and the files that it is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from racedb.queries import Query, read_sql, resolved
from racedb.queries.several import with_several

if TYPE_CHECKING:
    from racedb.db.readonly import Reader, Value

_SCOPE = ("event", "session", "season", "series")
_NAMED = {
    "a": ("driver", "a is "), "b": ("driver", "b is "), "driver": ("driver", ""),
    "team": ("team", ""), "manufacturer": ("manufacturer", ""), "circuit": ("circuit", ""),
}  # fmt: skip
"""Parameters that name somebody: of what kind they are, and what the title puts before the name."""
_LISTED = 3
"""From so many series on their number is stated."""
_FILES_LENGTH = 90
"""Letters of the names of files; of more files the number is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """The words above a picture."""

    question: str = ""
    """What the query answers."""
    names: tuple[str, ...] = ()
    """Drivers, teams, circuits ... that were asked about."""
    scope: str = ""
    """Series and seasons that were asked about."""
    source: str = ""
    """Names of files, or how many there are; '': not known."""

    def title(self, common: str) -> str:
        """
        Return the title of a picture.

        Args:
            common: the event and session of all rows; '': there are several.

        >>> Caption(question="Stints", scope="GT Cup 2009").title("2009 Spa, Race")
        'Stints: 2009 Spa, Race'
        """
        about = ", ".join(filter(None, (*self.names, common or self.scope)))
        return ": ".join(filter(None, (self.question, about)))


Words = Callable[[str | None], Caption]
"""Finds the words above a picture whose rows are of one session; None: of several."""


def no_words(_: str | None) -> Caption:
    """Return no words: nothing is known about the rows."""
    return Caption()


def caption(
    reader: "Reader", query: Query, given: Mapping[str, object], session: str | None = None
) -> Caption:
    """
    Return the words above the picture of a query.

    Args:
        reader: an open database.
        query: what was asked.
        given: values by parameter, as `racedb.queries.bind` takes them.
        session: what all rows are of; its files are the source.

    Raises:
        UsageError: a value is not valid, as `bind` says.
    """
    values = resolved(reader, query, given)
    scope = {key: values.get(key) for key in _SCOPE}
    if "session" in values and session:
        scope["session"] = session
    types = dict.fromkeys(scope, "text")
    rows = list(reader.query(*with_several(read_sql("_about"), scope, types)).rows)
    names = tuple(
        prefix + _name(reader, kind, str(values[key]))
        for key, (kind, prefix) in _NAMED.items()
        if values.get(key)
    )
    is_scoped = any(key in values for key in _SCOPE)
    return Caption(
        question=query.title + (", without pit stops" if values.get("stops") == "without" else ""),
        names=names,
        scope=_series_and_years([(row[0], row[1]) for row in rows]) if is_scoped else "",
        source=_files(reader, scope, types),
    )


def _name(reader: "Reader", kind: str, slug: str) -> str:
    """Return the name of a driver, team ... by its slug."""
    values = {"kind": kind, "text": slug, "season": None, "series": None, "event": None}
    types = dict.fromkeys(values, "text")
    return next(
        (str(row[2]) for row in reader.query(read_sql("_by_slug"), values, types).rows), slug
    )


def _series_and_years(rows: "Sequence[tuple[Value, Value]]") -> str:
    series = list(dict.fromkeys(str(it) for _, it in rows))
    seasons = sorted({str(it) for it, _ in rows})
    many = f"{seasons[0][:4]}–{seasons[-1][:4]}" if seasons else ""
    years = seasons[0] if len(seasons) == 1 else many
    which = " and ".join(series) if len(series) < _LISTED else f"{len(series)} series"
    return f"{which} {years}".strip()


def _files(
    reader: "Reader", scope: "Mapping[str, Value | tuple[str, ...]]", types: Mapping[str, str]
) -> str:
    statement = "_files" if any(scope.values()) else "_all_files"
    asked = with_several(read_sql(statement), scope if any(scope.values()) else {}, types)
    names = list(dict.fromkeys(PurePath(str(row[0])).name for row in reader.query(*asked).rows))
    shown = names[:1]
    for name in names[1:]:
        if len(", ".join([*shown, name])) > _FILES_LENGTH:
            break
        shown.append(name)
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more file{'s' * (more > 1)}" if more else "")
