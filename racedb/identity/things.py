"""Questions about new names of teams, cars, circuits and series that resemble known ones."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows, fetch_in
from racedb.identity.aliases import TABLE_OF_KIND, NameIndex, ids_of_keys
from racedb.identity.reviews import Question, add_review, all_reviews, asked_pairs, candidate_of
from racedb.names.things import find_similar_things
from racedb.text_keys import fold

THINGS = ("team", "car", "circuit", "series")
"""The kinds of names that are compared."""
_COLUMN_OF_ENTRIES = {"team": "team_id", "car": "car_id"}
_Pair = tuple[int, int]


def ask_about_things(
    connection: Connection, rows: NewRows, indexes: Mapping[str, NameIndex]
) -> int:
    """
    Open reviews of the new names that may be known ones.

    Args:
        connection: inside the transaction of the load, everything stored.
        rows: takes the reviews.
        indexes: kind -> the names that the load knows.

    Returns:
        how many names are in question.
    """
    count = 0
    for kind in THINGS:
        if kind not in indexes or not indexes[kind].new_names:
            continue
        index = indexes[kind]
        ids, names = index.ids_by_key(), index.new_names
        new = list(dict.fromkeys(fold(name) for name in names.values()))
        found = find_similar_things(new, list(ids), whole=kind == "car")
        pairs = {pair: (ids[pair[0]][0], ids[pair[1]][0]) for pair in found}
        met = _in_one_session(connection, kind, pairs.values())
        asked = {pair for _, _, pair in asked_pairs(connection, kind)}
        for pair, (one, other) in pairs.items():
            if one == other or (one, other) in met or frozenset(pair) in asked:
                continue
            like = found[pair]
            rated = {"score": like.points, "reasons": list(like.reasons)}
            candidate = candidate_of(index.name_of(other)) | rated
            add_review(rows, kind, index.name_of(one), {}, [candidate])
            count += 1
    rows.flush()
    return count


def list_things(connection: Connection) -> list[Question]:
    """Return the open questions about names that are no drivers', as far as they still stand."""
    found = []
    for kind in THINGS:
        named = TABLES[TABLE_OF_KIND[kind]].c
        decided = {pair for _, state, pair in asked_pairs(connection, kind) if state != "open"}
        pairs = [
            (review, candidate)
            for review in all_reviews(connection, kind)
            for candidate in review.candidates
            if review.state == "open" and frozenset((review.key, candidate["key"])) not in decided
        ]
        keys = {key for review, candidate in pairs for key in (review.key, candidate["key"])}
        ids = ids_of_keys(connection, kind, keys)
        both = [(ids.get(one.key, [0])[0], ids.get(other["key"], [0])[0]) for one, other in pairs]
        met = _in_one_session(connection, kind, both)
        statement = sa.select(named.id, named.slug)
        known = {it for pair in both for it in pair}
        slugs = dict(fetch_in(connection, statement, named.id, known).iter_rows())
        found += [
            Question(
                review.id, review.text, candidate["name"], candidate["score"],
                ", ".join(candidate["reasons"]), slugs[other], kind,
            )
            for (review, candidate), (one, other) in zip(pairs, both, strict=True)
            if one in slugs and other in slugs and one != other and (one, other) not in met
        ]  # fmt: skip
    return found


def _in_one_session(connection: Connection, kind: str, pairs: Iterable[_Pair]) -> set[_Pair]:
    """Return the pairs of teams or cars that one file named in one session: they are two."""
    column = _COLUMN_OF_ENTRIES.get(kind)
    if column is None:
        return set()
    entries, results = TABLES["entries"].c, TABLES["results"].c
    statement = sa.select(entries[column].label("it"), results.session_id, results.import_id).join(
        TABLES["results"], results.entry_id == entries.id
    )
    ids = {it for pair in pairs for it in pair}
    seen = fetch_in(connection, statement, entries[column], ids).unique()
    where = {
        it: set(zip(some["session_id"], some["import_id"], strict=True))
        for (it,), some in seen.partition_by("it", as_dict=True).items()
    }
    nowhere: set[tuple[int, int]] = set()
    return {
        (one, other) for one, other in pairs if where.get(one, nowhere) & where.get(other, nowhere)
    }
