"""
Questions about names and their answers: the table `reviews`.

A load opens a review for a new name that resembles known ones; a person answers it when there is
time. A review is about pairs of folded names and not about ids: so it is asked once, whichever of
the two came first, and its answer holds in every order of loading.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from racedb.db.rows import TABLES, NewRows
from racedb.errors import NotFoundError
from racedb.identity.aliases import NameIndex, ids_of_keys
from racedb.identity.similarity import KnownDriver, Pair, compare_drivers
from racedb.names import pairs
from racedb.names.similar import Likeness, compare_names
from racedb.text_keys import fold

_MAX_CANDIDATES = 5
"""Candidates of one review; a person looks at no more."""
SAME_KEY = Likeness(33, ("same key of a source",))
"""Of two names that are not alike: it takes something else in common to ask."""
SAME_SEAT = Likeness(40, ("surname equal in one car",))
"""Of two drivers whom different lists name in one car, and whose given names are not alike."""
_BY_REASON = {it.reasons[0]: it for it in (SAME_KEY, SAME_SEAT)}
MIN_SCORE = 40
"""Pairs with a lower score are hardly ever one person: they are no question."""
_REVIEWS = TABLES["reviews"]


class Question(NamedTuple):
    """One candidate of an open review, rated by what is known now."""

    review: int
    name: str
    resembles: str
    score: int
    reasons: str
    slug: str
    """of the known row"""
    kind: str = "driver"


class AcceptedName(NamedTuple):
    """The answer that a name is another one's."""

    same_as: str
    author: str


# ---- asking --------------------------------------------------------------------------------------


def find_similar(index: NameIndex) -> dict[Pair, Likeness]:
    """Compare the names that a load has added with all others: (new id, known id) -> likeness."""
    ids = index.ids_by_key()
    found = {
        (one, other): like
        for (key, known), like in pairs.find_similar(list(index.new_keys), list(ids)).items()
        for one in index.new_keys[key]
        for other in ids[known]
        if one != other
    }
    return dict(sorted(found.items()))  # in the order of the file


def open_reviews(connection: Connection, rows: NewRows, alike: Mapping[Pair, Likeness]) -> int:
    """
    Open reviews of the new drivers who may be known ones.

    Args:
        connection: inside the transaction of the load, everything stored.
        rows: takes the reviews.
        alike: the result of `find_similar`.

    Returns:
        how many names are in question.
    """
    if not alike:
        return 0
    asked = {pair for _, _, pair in asked_pairs(connection, "driver")}
    candidates: dict[KnownDriver, list[dict[str, Any]]] = {}
    for pair, compared in compare_drivers(connection, alike).items():
        new, known = compared.one, compared.other
        keys = frozenset((fold(new.name), fold(known.name)))
        if len(keys) < 2 or keys in asked or compared.conflict:
            continue
        asked.add(keys)
        like = compared.rate(alike[pair])
        if like.points < MIN_SCORE:
            continue
        candidate = candidate_of(known.name) | {"score": like.points, "reasons": list(like.reasons)}
        candidates.setdefault(new, []).append(candidate)
    for new, found in candidates.items():
        found.sort(key=lambda it: (-it["score"], it["key"]))
        add_review(rows, "driver", new.name, {"slug": new.slug}, found[:_MAX_CANDIDATES])
    rows.flush()
    return len(candidates)


def add_review(
    rows: NewRows,
    kind: str,
    name: str,
    context: Mapping[str, Any],
    candidates: Sequence[Mapping[str, Any]],
) -> int:
    """Add an open review; it waits in *rows*. Returns its id."""
    review = {
        "kind": kind, "key": fold(name), "text": name,
        "context": json.dumps(context, ensure_ascii=False),
        "candidates": json.dumps(candidates, ensure_ascii=False),
        "state": "open", "decided_by": None, "decided_at": None,
    }  # fmt: skip
    return rows.add("reviews", review)


def find_or_add_review(
    connection: Connection, kind: str, name: str, other: str, context: Mapping[str, Any]
) -> int:
    """Return the open review about this pair of names alone; adds one where there is none."""
    for review, _ in find_reviews(connection, kind, name, other):
        if review.state == "open" and len(review.candidates) == 1:
            return int(review.id)
    rows = NewRows(connection)
    number = add_review(rows, kind, name, context, [candidate_of(other)])
    rows.flush()
    return number


def candidate_of(name: str) -> dict[str, Any]:
    """Return a candidate of a review, without a score and reasons."""
    return {"key": fold(name), "name": name}


# ---- reading -------------------------------------------------------------------------------------


def list_drivers(connection: Connection) -> list[Question]:
    """
    Return the open questions about drivers.

    They are rated by what is known today: a candidate who is certainly somebody else by now (two
    cars in one session, another birthday) is left out.
    """
    asked = _open_questions(connection)
    questions = _questions_of_one_name(connection)
    compared = compare_drivers(connection, {pair for _, pair, _ in asked})
    for number, pair, without_names in asked:
        comparison = compared[pair]
        one, other = comparison.one, comparison.other
        names = compare_names(one.name, other.name) or without_names
        # Either may have another name by now, which no longer resembles the other's.
        if names and not comparison.conflict:
            like = comparison.rate(names)
            reasons = ", ".join(like.reasons)
            questions.append(
                Question(number, one.name, other.name, like.points, reasons, other.slug)
            )
    return questions


def _questions_of_one_name(connection: Connection) -> list[Question]:
    """Return the open questions whether drivers of one name are one."""
    slugs = set(connection.scalars(sa.select(TABLES["drivers"].c.slug)))
    return [
        Question(
            review.id, review.text, candidate["name"], candidate["score"],
            ", ".join(candidate["reasons"]), candidate["slug"],
        )
        for review in all_reviews(connection, "driver")
        if review.state == "open" and "ask" in review.context
        for candidate in review.candidates
        if {review.context["slug"], candidate["slug"]} <= slugs
    ]  # fmt: skip


def _open_questions(connection: Connection) -> list[tuple[int, Pair, Likeness | None]]:
    """
    Return each pair of drivers in question once.

    Returns:
        the id of the review, their ids, and what is alike if the names are not.
    """
    statement = sa.select(_REVIEWS.c.id, _REVIEWS.c.key, _REVIEWS.c.candidates)
    is_open = (_REVIEWS.c.state == "open") & (_REVIEWS.c.kind == "driver")
    decided = {pair for _, state, pair in asked_pairs(connection, "driver") if state != "open"}
    open_pairs = [
        (number, key, candidate["key"], _without_names(candidate.get("reasons", ())))
        for number, key, candidates in connection.execute(statement.where(is_open))
        for candidate in candidates
        if "slug" not in candidate and frozenset((key, candidate["key"])) not in decided
    ]
    ids = ids_of_keys(connection, "driver", {key for _, *pair, _ in open_pairs for key in pair})
    found = {  # several names in question may be one driver's by now
        frozenset((one, other)): (number, (one, other), without_names)
        for number, key, other_key, without_names in sorted(
            open_pairs, key=lambda it: (it[3] is not None, -it[0])
        )
        for one in ids.get(key, ())
        for other in ids.get(other_key, ())
        if one != other
    }
    return list(found.values())


def _without_names(reasons: Sequence[str]) -> Likeness | None:
    """Return what two drivers have in common beside their names, by the reasons of a candidate."""
    return next((_BY_REASON[it] for it in reasons if it in _BY_REASON), None)


def accepted_names(connection: Connection, kind: str) -> dict[str, AcceptedName]:
    """
    Return the names that people decided to be another one's everywhere, by folded key.

    Answers that go round in a circle (A is B, B is C, C is A) say nothing more: the last is left
    out.
    """
    statement = sa.select(_REVIEWS).where(_REVIEWS.c.kind == kind, _REVIEWS.c.state == "accepted")
    found: dict[str, AcceptedName] = {}
    for review in connection.execute(statement.order_by(_REVIEWS.c.id)):
        if scope_of(review) or "ask" in review.context or review.context.get("decided") == "linked":
            continue
        for candidate in review.candidates:
            key = candidate["key"]
            while key != review.key and key in found:
                key = fold(found[key].same_as)
            if candidate.get("chosen") and key != review.key:
                found[review.key] = AcceptedName(candidate["name"], review.decided_by)
    return found


def names_apart(connection: Connection, kind: str) -> set[frozenset[str]]:
    """Return the pairs of folded names that people decided to be two."""
    return {
        frozenset((review.key, candidate["key"]))
        for review in all_reviews(connection, kind)
        for candidate in review.candidates
        if decision_about(review, candidate) == "different"
    }


def slug_and_name(connection: Connection, driver: int) -> tuple[str, str]:
    """Return the slug and the name of a driver."""
    drivers = TABLES["drivers"].c
    found = sa.select(drivers.slug, drivers.name).where(drivers.id == driver)
    slug, name = connection.execute(found).one()
    return slug, name


def get_review(connection: Connection, review_id: int) -> Row[Any]:
    """
    Return a review.

    Raises:
        NotFoundError: there is none of this number.
    """
    review = connection.execute(sa.select(_REVIEWS).where(_REVIEWS.c.id == review_id)).one_or_none()
    if review is None:
        raise NotFoundError(f"there is no review {review_id}; see 'racedb review list'")
    return review


def all_reviews(connection: Connection, kind: str) -> Sequence[Row[Any]]:
    """Return the reviews of a kind of name, in the order of their keys."""
    statement = sa.select(_REVIEWS).where(_REVIEWS.c.kind == kind)
    return connection.execute(statement.order_by(_REVIEWS.c.key, _REVIEWS.c.id)).all()


def find_reviews(
    connection: Connection, kind: str, name: str, other: str
) -> list[tuple[Row[Any], Mapping[str, Any]]]:
    """Return the reviews about a pair of names, each with the candidate that makes the pair."""
    pair = {fold(name), fold(other)}
    statement = sa.select(_REVIEWS).where(_REVIEWS.c.kind == kind, _REVIEWS.c.key.in_(sorted(pair)))
    return [
        (review, candidate)
        for review in connection.execute(statement.order_by(_REVIEWS.c.id))
        for candidate in review.candidates
        if {review.key, candidate["key"]} == pair
    ]


def scope_of(review: Row[Any]) -> str | None:
    """Return the scope in which a decision holds; None: everywhere."""
    scope: str | None = review.context.get("scope")
    return scope


def decision_about(review: Row[Any], candidate: Mapping[str, Any]) -> str:
    """Return what a review says of one of its candidates: same, linked, ... or '' while open."""
    if review.state == "open":
        return "cannot say" if "cannot_say" in review.context else ""
    if review.state == "accepted" and candidate.get("chosen"):
        decided = review.context.get("decided")
        return decided if decided in {"linked", "renamed"} else "same"
    return "different"


def asked_pairs(connection: Connection, kind: str) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Yield review, state and pair of folded names of everything that was ever asked."""
    for review in all_reviews(connection, kind):
        for candidate in () if "ask" in review.context else review.candidates:
            yield review.id, review.state, frozenset((review.key, candidate["key"]))


# ---- answering -----------------------------------------------------------------------------------


def accept_review(connection: Connection, review_id: int, name: str, same_as: str, by: str) -> None:
    """
    Record the answer that a name is another one's.

    The review becomes one of *name* with the chosen candidate *same_as*. Where it was the other way
    round, `reopen_review` turns it back.
    """
    review = get_review(connection, review_id)
    pair = {fold(name), fold(same_as)}
    marks: dict[str, Any] = {"chosen": True}
    if review.key != fold(name):
        marks["turned"] = True
    candidates = [
        {**candidate, **candidate_of(same_as), **marks}
        if {review.key, candidate["key"]} == pair
        else candidate
        for candidate in review.candidates
    ]
    _update(
        connection, review_id, state="accepted", author=by,
        key=fold(name), text=name, candidates=candidates,
    )  # fmt: skip


def cannot_say(connection: Connection, review_id: int, by: str) -> None:
    """Record that somebody looked at a question and cannot answer it: it stays open."""
    context = get_review(connection, review_id).context | {"cannot_say": by}
    is_it = _REVIEWS.c.id == review_id
    connection.execute(sa.update(_REVIEWS).where(is_it).values(context=context))


def choose(connection: Connection, review: Row[Any], chosen: Mapping[str, Any], by: str) -> None:
    """Record which candidate of one's own name it is."""
    candidates = [it | {"chosen": True} if it == chosen else it for it in review.candidates]
    _update(connection, review.id, state="accepted", author=by, candidates=candidates)


def mark_different(connection: Connection, review_id: int, by: str) -> None:
    """Record the answer that a name is nobody's of the candidates."""
    _update(connection, review_id, state="new", author=by)


def reopen_review(connection: Connection, review: Row[Any]) -> None:
    """Make a review what it was before its answer."""
    text, candidates = review.text, []
    for answered in review.candidates:
        candidate = {key: answered[key] for key in answered if key not in {"chosen", "turned"}}
        if answered.get("turned"):
            text, name = answered["name"], text
            candidate |= candidate_of(name)
        candidates.append(candidate)
    _update(
        connection, review.id, state="open", author=None,
        key=fold(text), text=text, candidates=candidates,
    )  # fmt: skip


def delete_review(connection: Connection, review_id: int) -> None:
    """Delete a review that nobody would ask again."""
    connection.execute(sa.delete(_REVIEWS).where(_REVIEWS.c.id == review_id))


def _update(
    connection: Connection, review_id: int, *, state: str, author: str | None, **values: Any
) -> None:
    values |= {
        "state": state, "decided_by": author,
        "decided_at": datetime.now(UTC) if author else None,
    }  # fmt: skip
    connection.execute(sa.update(_REVIEWS).where(_REVIEWS.c.id == review_id).values(values))
