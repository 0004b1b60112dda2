"""
The questions about names: a load asks about all but drivers, and people list those of any kind.

Two names of one kind are in question where they are alike and no file named both at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, NewRows, fetch_in
from racedb.identity.aliases import TABLE_OF_KIND, WITHIN, ids_of_keys
from racedb.identity.registry import Registry
from racedb.identity.reviews import (
    MIN_SCORE,
    Question,
    add_review,
    all_reviews,
    asked_pairs,
    candidate_of,
    list_drivers,
)
from racedb.names.pairs import find_similar_things
from racedb.names.similar import Likeness
from racedb.text_keys import fold

_THINGS = ("team", "car", "circuit", "series", *WITHIN)
"""The kinds of names that are compared by their words."""
_WHOLE = {"car", "class"}
"""Every word of these counts."""
_SAME_PLACE = Likeness(50, ("same days and circuit",))
_SAME_DAYS = Likeness(45, ("same days", "a word in common"))
_SAME_COUNTRY = Likeness(45, ("same country",))
_OF_A_COUNTRY = {"grand", "prix", "gp", "rally", "rallye", "of", "the"}
"""Words beside the country in the name of an event: Chinese Grand Prix, China."""
_SAME_MEETING_DAYS = 10
"""Two days of one race meeting are never further apart."""

_ENTRIES, _RESULTS, _ROUNDS, _SESSIONS = (
    TABLES[name].c for name in ("entries", "results", "rounds", "sessions")
)
_Pair = tuple[int, int]


class Filter(NamedTuple):
    """Which questions are wanted."""

    kind: str | None = None
    name: str | None = None
    """A part of either name."""
    min_score: int = 0
    skipped: bool = False
    """Also those that somebody looked at and cannot answer."""


def list_questions(connection: Connection, wanted: Filter = Filter()) -> list[Question]:  # noqa: B008
    """Return the open questions, the most similar names first."""
    reviews = TABLES["reviews"].c
    statement = sa.select(reviews.id, reviews.context).where(reviews.state == "open")
    skipped = {row.id for row in connection.execute(statement) if "cannot_say" in row.context}
    part = fold(wanted.name or "")
    found = [
        it
        for it in [*list_drivers(connection), *_list_things(connection)]
        if wanted.kind in {None, it.kind}
        and it.score >= wanted.min_score
        and (wanted.skipped or it.review not in skipped)
        and any(part in fold(name) for name in (it.name, it.resembles))
    ]
    return sorted(found, key=lambda it: (-it.score, it.review, it.resembles))


# ---- asking --------------------------------------------------------------------------------------


class _Named(NamedTuple):
    """A row that a load added, and one that it may be."""

    new: int
    known: int
    name: str
    known_name: str
    like: Likeness


def ask_about_things(connection: Connection, rows: NewRows, registry: Registry) -> int:
    """
    Open reviews of the new names of things that may be known ones.

    Args:
        connection: inside the transaction of the load, everything stored.
        rows: takes the reviews.
        registry: the names that the load knows.

    Returns:
        how many names are in question.
    """
    count = 0
    for kind in _THINGS:
        found = list(_alike(connection, kind, registry))
        if not found:
            continue
        found = _with_evidence(connection, kind, found)
        apart = _are_apart(connection, kind, [(it.new, it.known) for it in found])
        asked = {pair for _, _, pair in asked_pairs(connection, kind)}
        for one in found:
            pair = frozenset((fold(one.name), fold(one.known_name)))
            if (one.new, one.known) in apart or pair in asked:
                continue
            asked.add(pair)
            rated = {"score": one.like.points, "reasons": list(one.like.reasons)}
            add_review(rows, kind, one.name, {}, [candidate_of(one.known_name) | rated])
            count += 1
    rows.flush()
    return count


def _with_evidence(connection: Connection, kind: str, found: Sequence[_Named]) -> list[_Named]:
    """Keep what is alike by more than a word, and teams that had one car in one season."""
    sure = [it for it in found if it.like.points >= MIN_SCORE]
    pairs = [(it.new, it.known) for it in found if it.like.points < MIN_SCORE]
    if kind != "team" or not pairs:
        return sure
    statement = sa.select(_ENTRIES.team_id.label("it"), _ENTRIES.car_number, _ROUNDS.season_id)
    statement = statement.join(TABLES["rounds"], _ROUNDS.event_id == _ENTRIES.event_id)
    numbered = statement.where(_ENTRIES.car_number.is_not(None))
    same_car = _met(connection, numbered, _ENTRIES.team_id, pairs)
    return sure + [
        it._replace(like=Likeness(it.like.points + 15, (*it.like.reasons, "same car number")))
        for it in found
        if (it.new, it.known) in same_car
    ]


def _alike(connection: Connection, kind: str, registry: Registry) -> Iterator[_Named]:
    """Yield the new rows of a kind with the rows that are called alike."""
    if kind in WITHIN:
        if registry.added[kind]:
            yield from _alike_within(connection, kind, set(registry.added[kind]))
        return
    index = registry.read_indexes().get(kind)
    if index is None or not index.new_names:
        return
    ids = index.ids_by_key()
    new = list(dict.fromkeys(fold(name) for name in index.new_names.values()))
    for pair, like in find_similar_things(new, list(ids), whole=kind in _WHOLE).items():
        one, other = (ids[key][0] for key in pair)
        if one != other:
            yield _Named(one, other, index.name_of(one), index.name_of(other), like)


def _alike_within(connection: Connection, kind: str, added: set[int]) -> Iterator[_Named]:
    """Yield the new classes or events with those of their series or season that are alike."""
    known: dict[int, dict[str, Any]] = {}
    for row in connection.execute(WITHIN[kind]):
        known.setdefault(row.within, {})[fold(row.name)] = row
    for _, there in sorted(known.items()):
        new = [key for key, row in there.items() if row.id in added]
        found = find_similar_things(new, list(there), whole=kind in _WHOLE)
        if kind == "event":
            alike = {pair: like for pair, like in found.items() if like.points >= MIN_SCORE}
            found = _in_one_place(new, there) | alike
        for (key, other_key), like in found.items():
            one, other = there[key], there[other_key]
            yield _Named(one.id, other.id, one.name, other.name, like)


def _in_one_place(new: Iterable[str], there: dict[str, Any]) -> dict[tuple[str, str], Likeness]:
    """
    Return the pairs of events of a season that are perhaps one.

    They share a day and a circuit, or a day and a word, or are named after one country.
    """
    found = {}
    countries = {key: _country_in(key) for key in there}
    for key in new:
        one = there[key]
        for other_key, other in there.items():
            if other_key == key:
                continue
            circuits = {one.circuit_id, other.circuit_id}
            if not _share_a_day(one, other):
                is_one_place = is_one_name = False
            else:
                is_one_place = len(circuits) == 1 and None not in circuits
                is_one_name = None in circuits and bool(_words_in(key) & _words_in(other_key))
            if is_one_place or is_one_name:
                found[key, other_key] = _SAME_PLACE if is_one_place else _SAME_DAYS
            elif countries[key] and countries[key] == countries[other_key]:
                found[key, other_key] = _SAME_COUNTRY
    return found


def _share_a_day(one: Any, other: Any) -> bool:
    if not one.starts_on or not other.starts_on:
        return False
    return bool(one.starts_on <= other.ends_on and other.starts_on <= one.ends_on)


def _country_in(key: str) -> str | None:
    """Return the country after which an event is named, and after nothing else."""
    words = [word for word in key.split() if word not in _OF_A_COUNTRY]
    return reference.country_code(" ".join(words))


def _words_in(key: str) -> set[str]:
    return set(key.split()) - _OF_A_COUNTRY


# ---- listing -------------------------------------------------------------------------------------


def _list_things(connection: Connection) -> list[Question]:
    """Return the open questions about names that are no drivers', as far as they still stand."""
    found = []
    for kind in _THINGS:
        decided = {pair for _, state, pair in asked_pairs(connection, kind) if state != "open"}
        pairs = [
            (review, candidate)
            for review in all_reviews(connection, kind)
            for candidate in review.candidates
            if review.state == "open" and frozenset((review.key, candidate["key"])) not in decided
        ]
        keys = [(review.key, candidate["key"]) for review, candidate in pairs]
        both = _ids_of(connection, kind, keys)
        apart = _are_apart(connection, kind, both)
        named = _names_of(connection, kind, both)
        found += [
            Question(
                review.id, named[one][1], named[other][1], candidate["score"],
                ", ".join(candidate["reasons"]), named[other][0], kind,
            )
            for (review, candidate), (one, other) in zip(pairs, both, strict=True)
            if one in named and other in named and one != other and (one, other) not in apart
        ]  # fmt: skip
    return found


def _ids_of(connection: Connection, kind: str, pairs: Sequence[tuple[str, str]]) -> list[_Pair]:
    """Return the two ids of each pair of keys; 0 where none is known, or none in one season."""
    if kind not in WITHIN:
        ids = ids_of_keys(connection, kind, {key for pair in pairs for key in pair})
        return [(ids.get(one, [0])[0], ids.get(other, [0])[0]) for one, other in pairs]
    known = connection.execute(WITHIN[kind]).all() if pairs else ()
    rows = {(row.within, fold(row.name)): row.id for row in known}
    places = {within for within, _ in rows}
    return [
        next(
            (
                (rows[it, one], rows[it, other])
                for it in sorted(places)
                if (it, one) in rows and (it, other) in rows
            ),
            (0, 0),
        )
        for one, other in pairs
    ]


def _names_of(
    connection: Connection, kind: str, pairs: Iterable[_Pair]
) -> dict[int, tuple[str, str]]:
    """Return the slug and the name of the rows, by id."""
    if kind in WITHIN:
        return {row.id: (row.slug, row.name) for row in connection.execute(WITHIN[kind])}
    named = TABLES[TABLE_OF_KIND[kind]].c
    known = {it for pair in pairs for it in pair}
    statement = sa.select(named.id, named.slug, named.name)
    found = fetch_in(connection, statement, named.id, known).iter_rows()
    return {number: (slug, name) for number, slug, name in found}


# ---- who are two ---------------------------------------------------------------------------------

_SEEN = {
    **{
        kind: (column, sa.select(column.label("it"), _RESULTS.session_id, _RESULTS.import_id))
        for kind, column in (
            ("team", _ENTRIES.team_id), ("car", _ENTRIES.car_id), ("class", _ENTRIES.class_id),
        )
    },
    "event": (_SESSIONS.event_id, sa.select(_SESSIONS.event_id.label("it"), _RESULTS.import_id)),
}  # fmt: skip
"""Kind of name -> its column, and where files named it: two in one file are not the same."""


def _are_apart(connection: Connection, kind: str, pairs: Sequence[_Pair]) -> set[_Pair]:
    """Return the pairs that one file named in one session, or that are events of other days."""
    if kind not in _SEEN or not pairs:
        return set()
    column, statement = _SEEN[kind]
    statement = (
        statement.select_from(TABLES["results"])
        .join(TABLES["entries"], _ENTRIES.id == _RESULTS.entry_id)
        .join(TABLES["sessions"], _SESSIONS.id == _RESULTS.session_id)
        .distinct()
    )
    apart = _met(connection, statement, column, pairs)
    return apart | (_events_apart(connection, pairs) if kind == "event" else set())


def _met(
    connection: Connection, statement: sa.Select[Any], column: Any, pairs: Sequence[_Pair]
) -> set[_Pair]:
    """Return the pairs that a statement (it, and where it is) has in one place."""
    seen = fetch_in(connection, statement, column, {it for pair in pairs for it in pair}).unique()
    where = {
        it: set(some.drop("it").iter_rows())
        for (it,), some in seen.partition_by("it", as_dict=True).items()
    }
    nowhere: set[tuple[Any, ...]] = set()
    return {pair for pair in pairs if where.get(pair[0], nowhere) & where.get(pair[1], nowhere)}


def _events_apart(connection: Connection, pairs: Sequence[_Pair]) -> set[_Pair]:
    """Return the pairs of events that have other days, or other rounds of one season."""
    known = connection.execute(WITHIN["event"]).all()
    days = {row.id: row.starts_on for row in known}
    rounds: dict[int, dict[int, int]] = {}
    for row in known:
        if row.number:
            rounds.setdefault(row.id, {})[row.within] = row.number
    apart = set()
    for one, other in pairs:
        seasons = rounds.get(one, {}).keys() & rounds.get(other, {}).keys()
        both = [day for day in (days.get(one), days.get(other)) if day]
        if any(rounds[one][it] != rounds[other][it] for it in seasons) or (
            len(both) == 2 and abs((both[0] - both[1]).days) > _SAME_MEETING_DAYS
        ):
            apart.add((one, other))
    return apart
