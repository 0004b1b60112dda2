"""
What the words of a question mean: values without their names, and values that nobody needs to name.

`racedb query classification "spa 2009" qualifying` is event=... session=...; and of the only series
in a database nobody needs to say that it is meant.
"""

import re
from typing import TYPE_CHECKING

from racedb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from racedb.db.readonly import Reader, Value
    from racedb.queries import Parameter, Query

_SEASON = re.compile(r"\d{4}(-\d{2}|-\d{4}|s)?")
_IMPLIED = ("series", "season", "event")
"""Kinds of which the only one there is need not be named."""


class Word(str):
    """A value that was given without its name."""

    __slots__ = ()


def values(
    query: "Query", words: "Sequence[str]", given: "Mapping[str, object]"
) -> dict[str, object]:
    """
    Assign words without KEY= to parameters: first those that are required, then the other names.

    `racedb query classification "spa 2009" qualifying` is event=... session=...; a year is the
    season, wherever it is, and a word is one only where nothing else is left. What this leaves
    wrong, `placed` puts right: it knows the database.

    Raises:
        UsageError: there are more words than such parameters.
    """
    out = dict(given)
    required = [it.name for it in query.parameters if it.required]
    names = [it.name for it in query.parameters if it.subject and not it.required]
    for word in words:
        open_ = [name for name in (*required, *names) if name not in out]
        if not open_:
            takes = " ".join(f"{it.name}=..." for it in query.parameters) or "nothing"
            message = f"query {query.name}: {word!r} is not expected; it takes {takes}"
            raise UsageError(message)
        if "season" in open_ and open_[0] not in required:
            others = [name for name in open_ if name != "season"]
            open_ = ["season"] if _SEASON.fullmatch(word) or not others else others
        out[open_[0]] = Word(word)
    return out


def placed(reader: "Reader", query: "Query", given: "Mapping[str, object]") -> dict[str, object]:
    """
    Move words that are nothing of their kind to parameters that are free and that they fit.

    `wins ferrari`: no driver is called so, but a maker is; `standings teams`: one of the words to
    choose from. A word that fits nowhere stays where it is, and is an error there.
    """
    from racedb.queries.lookup import is_known

    known = {it.name: it for it in query.parameters}
    wrong = {
        name: word
        for name, word in given.items()
        if isinstance(word, Word)
        and name in known
        and (kind := known[name].subject)
        and not is_known(reader, kind, word)
    }
    out = {name: value for name, value in given.items() if name not in wrong}
    for name, word in wrong.items():
        open_ = [it for it in query.parameters if it.name not in out]
        fits = [it.name for it in open_ if it.subject and is_known(reader, it.subject, word)]
        fits += [it.name for it in open_ if word in it.choices]
        out[(fits or [name])[0]] = word
    return out


def implied(
    reader: "Reader",
    query: "Query",
    missing: "Parameter",
    bound: "Mapping[str, Value | tuple[str, ...]]",
) -> str:
    """
    Return the value of a required parameter that nobody has set: the only one that there is.

    Args:
        reader: an open database.
        query: the query, for the message.
        missing: the parameter.
        bound: series, season and event as far as they are known: they narrow the choice.

    Raises:
        UsageError: there are several, or none; the message names them.
    """
    needs = f"query {query.name} needs {missing.name}=... ({missing.help})"
    if missing.subject is None:
        raise UsageError(needs)
    from racedb.queries.lookup import choices

    found, listed = choices(reader, missing.subject, bound)
    if len(found) == 1 and missing.subject in _IMPLIED:
        return found[0]
    message = f"{needs}; {listed}"
    raise UsageError(message)
