"""
Open questions about names: a load asks them at its end, a person answers when there is time.

A question is about a pair of folded names, not about ids, so that it is asked once, whichever of
the two came first, and its answer holds in every order of loading.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, NewRows
from racedb.identity.registry import NameIndex
from racedb.identity.similarity import Driver, Pair, compare_drivers
from racedb.names import fold
from racedb.names.similar import Index, Likeness, likeness

_FEW = 5
"""Candidates of one name; more of them help nobody."""


class Question(NamedTuple):
    """One candidate of an open review, as it stands now."""

    review: int
    name: str
    resembles: str
    score: int
    reasons: str
    slug: str
    """of the known driver"""


def resembling(register: NameIndex) -> dict[Pair, Likeness]:
    """Compare the names of the drivers that a load has made with all others."""
    known = register.keys()
    index = Index(known)
    likes: dict[Pair, Likeness] = {}
    for driver, name in register.made.items():
        for other_key, like in index.resembling(fold(name)):
            for other in known[other_key]:
                if other != driver:
                    likes.setdefault((driver, other), like)
    return likes


def open_reviews(connection: Connection, rows: NewRows, likes: Mapping[Pair, Likeness]) -> int:
    """
    Ask about the drivers that this load has made and that resemble known ones.

    Args:
        connection: inside the transaction of the load, everything stored.
        rows: where the reviews go.
        likes: what `resembling` gave.

    Returns:
        how many names are in question.
    """
    if not likes:
        return 0
    asked = {pair for _, _, pair in _asked(connection)}
    candidates: dict[Driver, list[dict[str, Any]]] = {}
    for pair, two in compare_drivers(connection, likes).items():
        names = frozenset((fold(two.one.name), fold(two.other.name)))
        if len(names) < 2 or names in asked or two.why_two:
            continue
        asked.add(names)
        better = two.rated(likes[pair])
        candidates.setdefault(two.one, []).append(
            {
                "key": fold(two.other.name), "name": two.other.name,
                "score": better.points, "reasons": list(better.reasons),
            }
        )  # fmt: skip
    for one, found in candidates.items():
        found.sort(key=lambda it: (-it["score"], it["key"]))
        add_review(rows, one.name, {"slug": one.slug}, found[:_FEW])
    rows.flush()
    return len(candidates)


def add_review(
    rows: NewRows, name: str, context: dict[str, Any], candidates: list[dict[str, Any]]
) -> int:
    """Write an open review of a driver's name; it waits in *rows*."""
    return rows.add(
        "reviews",
        {
            "kind": "driver", "key": fold(name), "text": name,
            "context": json.dumps(context, ensure_ascii=False),
            "candidates": json.dumps(candidates, ensure_ascii=False),
            "state": "open", "decided_by": None, "decided_at": None,
        },
    )  # fmt: skip


def _asked(connection: Connection) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Give (review, state, pair of keys) of everything that was ever asked."""
    reviews = TABLES["reviews"]
    statement = sa.select(reviews.c.id, reviews.c.state, reviews.c.key, reviews.c.candidates)
    for number, state, key, candidates in connection.execute(
        statement.where(reviews.c.kind == "driver").order_by(reviews.c.id)
    ):
        for candidate in candidates:
            yield number, state, frozenset((key, candidate["key"]))


def questions(connection: Connection) -> list[Question]:
    """
    Give the open questions, the likest first, rated by what is known today.

    A candidate that has turned out to be somebody else (two cars of one session, another birthday)
    is not shown any more.
    """
    reviews = TABLES["reviews"]
    statement = sa.select(reviews.c.id, reviews.c.text, reviews.c.key, reviews.c.candidates)
    found = connection.execute(
        statement.where(reviews.c.state == "open", reviews.c.kind == "driver")
    ).all()
    decided = {pair for _, state, pair in _asked(connection) if state != "open"}
    keys = {key for row in found for key in (row.key, *(c["key"] for c in row.candidates))}
    ids = _ids(connection, keys)
    pairs = {
        (row.id, one, other): None
        for row in found
        for candidate in row.candidates
        if frozenset((row.key, candidate["key"])) not in decided
        for one in ids.get(row.key, ())
        for other in ids.get(candidate["key"], ())
        if one != other
    }
    compared = compare_drivers(connection, {(one, other) for _, one, other in pairs})
    out = []
    for review, one, other in pairs:
        two = compared[one, other]
        if not two.why_two and (names := likeness(two.one.name, two.other.name)):
            like = two.rated(names)
            reasons = ", ".join(like.reasons)
            out.append(
                Question(review, two.one.name, two.other.name, like.points, reasons, two.other.slug)
            )
    return sorted(out, key=lambda it: (-it.score, it.review, it.resembles))


def _ids(connection: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
    """Give the drivers that folded names stand for, whatever the scope."""
    aliases = TABLES["aliases"]
    statement = sa.select(aliases.c.key, aliases.c.target_id).where(
        aliases.c.kind == "driver", aliases.c.key.in_(sorted(keys)), aliases.c.scope.is_(None)
    )
    out: dict[str, list[int]] = {}
    for key, target in connection.execute(statement.distinct()):
        out.setdefault(key, []).append(target)
    return out
