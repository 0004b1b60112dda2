"""
What people decide about names: two names are one driver's, or two drivers'.

A decision is recorded in a review with the names themselves, and carried out by a merge. So it
holds in every order of loading, also for names that no file has named yet. Decisions travel between
databases as a CSV file.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from racedb.db.rows import NewRows
from racedb.errors import LoadError, UsageError, did_you_mean
from racedb.identity import reviews
from racedb.identity.aliases import find_by_name
from racedb.identity.drivers import DRIVER
from racedb.identity.merge import (
    add_scoped_alias,
    merge,
    move_in_event,
    remove_scoped_alias,
    split_years,
    unmerge,
)
from racedb.identity.scopes import require_scope
from racedb.names import parse_person
from racedb.text_keys import fold

COLUMNS = ("name", "decision", "same_as", "scope", "decided_by", "score", "reasons")
"""Of a decision file; score and reasons are for people."""
_REQUIRED = COLUMNS[:3]
_WORDS = {"same": "the same driver", "different": "different drivers"}


class Decision(NamedTuple):
    """One row of a decision file."""

    line: int
    name: str
    decision: str
    """same or different"""
    same_as: str
    """The other name, whatever the decision."""
    author: str
    scope: str | None = None
    """team:SLUG, season:SERIES/LABEL or series:SLUG: the names are the same only there."""


# ---- answers to a review -------------------------------------------------------------------------


def accept(connection: Connection, review_id: int, choice: str | None, author: str) -> str:
    """
    Answer a review: the name is a candidate's, and the two drivers are merged.

    Args:
        connection: inside a transaction.
        review_id: an open review.
        choice: name or slug of the candidate; None: the only one.
        author: who decides.

    Returns:
        what was done, in words.

    Raises:
        LoadError: no such open review; the two are certainly two people.
        UsageError: there are several candidates, or none of this name.
    """
    review = _require_open(connection, review_id)
    if "ask" in review.context:
        return _accept_namesake(connection, review, choice, author)
    name, same_as = review.text, _find_candidate(review, choice)["name"]
    if _is_initial(same_as, name):
        name, same_as = same_as, name
    done = merge(connection, name, same_as, author, review_id)
    reviews.accept_review(connection, review_id, name, same_as, author)
    return done


def mark_different(connection: Connection, review_id: int, author: str) -> str:
    """
    Answer a review: the name is nobody's of the candidates. Returns what was done, in words.

    Raises:
        LoadError: no such open review.
    """
    review = _require_open(connection, review_id)
    reviews.mark_different(connection, review_id, author)
    if review.context.get("ask") == "split":
        first, last = review.context["years"]
        return split_years(connection, review.context["slug"], first, last, author, review_id)
    others = ", ".join(candidate["name"] for candidate in review.candidates)
    return f"review {review_id}: {review.text} is not {others}"


def reopen(connection: Connection, review_id: int) -> str:
    """
    Take a decision back: merged drivers are two again. Returns what was done, in words.

    Raises:
        LoadError: no such review, or nothing was decided.
    """
    review = reviews.get_review(connection, review_id)
    if review.state == "open":
        raise LoadError(f"review {review_id} is open: there is no decision to take back")
    if scope := reviews.scope_of(review):
        remove_scoped_alias(connection, review.text, scope)
        reviews.delete_review(connection, review_id)
        return f"review {review_id}: {review.text} has no meaning of its own in {scope} any more"
    if review.state == "accepted" or "ask" in review.context:
        unmerge(connection, review.text, review_id)
    reviews.reopen_review(connection, review)
    return f"review {review_id}: {review.text} is open again"


def _accept_namesake(
    connection: Connection, review: Row[Any], choice: str | None, author: str
) -> str:
    """Answer whether drivers of one name are one, or which of them drove at an event."""
    own, context = review.context["slug"], review.context
    chosen = _find_candidate(review, choice)
    if context["ask"] == "same":
        done = merge(connection, own, chosen["slug"], author, review.id)
    elif context["ask"] == "place":
        done = move_in_event(
            connection, own, chosen["slug"], review.text, context["event"], author, review.id
        )  # fmt: skip
    else:
        done = f"{review.text} is one person"
    reviews.choose(connection, review, chosen, author)
    return done


def _require_open(connection: Connection, review_id: int) -> Row[Any]:
    review = reviews.get_review(connection, review_id)
    if review.state != "open":
        raise LoadError(
            f"review {review_id} is answered already ({review.state}, by {review.decided_by}); "
            f"take that back first: racedb review reopen {review_id}"
        )
    return review


def _find_candidate(review: Row[Any], choice: str | None) -> Mapping[str, Any]:
    """Find the candidate of this name or slug; None: the only one."""
    candidates: list[Mapping[str, Any]] = review.candidates
    names = [candidate.get("slug") or candidate["name"] for candidate in candidates]
    if choice is None:
        if len(names) > 1:
            raise UsageError(
                f"review {review.id} has several candidates: {', '.join(names)}; "
                f"choose one: racedb review accept {review.id} --as {names[0]!r}"
            )
        return candidates[0]
    keys = {choice, fold(choice.replace("-", " ")), fold(choice)}
    for candidate in candidates:
        if {candidate["key"], candidate.get("slug")} & keys:
            return candidate
    hint = did_you_mean(choice, names)
    raise UsageError(f"--as {choice!r} is not a candidate of review {review.id}; {hint}")


def _is_initial(name: str, other: str) -> bool:
    """Check whether a name has only an initial where the other one has the given name."""
    short, long = (fold((parse_person(it).given_name or "").split(" ")[0]) for it in (name, other))
    return len(short) <= 2 < len(long)


# ---- decisions about two names -------------------------------------------------------------------


def decide(connection: Connection, decision: Decision) -> str:
    """
    Carry out a decision; returns what was done in words, '' when it holds already.

    A name that is not known yet is remembered: its decision holds from the first load on.

    Raises:
        LoadError: it contradicts another decision or the facts.
        UsageError: its scope is not in the database.
    """
    name, same_as = decision.name, decision.same_as
    if fold(name) == fold(same_as):
        raise LoadError(f"{name!r} and {same_as!r} are two spellings of the same name")
    if decision.scope:
        return _decide_in_scope(connection, decision, decision.scope)
    if _is_decided(connection, decision):
        return ""
    context = {"decided": decision.decision}
    if decision.decision == "same":
        number = reviews.find_or_add_review(connection, DRIVER, name, same_as, context)
        done = merge(connection, name, same_as, decision.author, number)
        reviews.accept_review(connection, number, name, same_as, decision.author)
        return done
    driver = find_by_name(connection, DRIVER, name)
    if driver is not None and driver == find_by_name(connection, DRIVER, same_as):
        raise LoadError(f"{name!r} and {same_as!r} are names of one driver already")
    number = reviews.find_or_add_review(connection, DRIVER, name, same_as, context)
    reviews.mark_different(connection, number, decision.author)
    return f"{name} is not {same_as}"


def apply_decisions(
    connection: Connection, decisions: Iterable[Decision], source: str
) -> list[str]:
    """
    Carry out the decisions of a file; returns what was done, a line for each new decision.

    Raises:
        LoadError: a decision contradicts another one or the facts; names the line.
    """
    done = []
    for decision in decisions:
        try:
            done.append(decide(connection, decision))
        except LoadError as error:
            raise LoadError(f"{source}:{decision.line}: {error}") from None
    return [line for line in done if line]


def _is_decided(connection: Connection, decision: Decision) -> bool:
    """
    Check whether a decision holds already.

    Raises:
        LoadError: the opposite was decided.
    """
    name, same_as = decision.name, decision.same_as
    for review, candidate in reviews.find_reviews(connection, DRIVER, name, same_as):
        decided = reviews.decision_about(review, candidate)
        if reviews.scope_of(review) or not decided:
            continue
        if decided == decision.decision:
            return True
        raise LoadError(
            f"{name!r} and {same_as!r} are {_WORDS[decided]} by review {review.id}; "
            f"take that back first: racedb review reopen {review.id}"
        )
    return False


def _decide_in_scope(connection: Connection, decision: Decision, scope: str) -> str:
    """Let a name mean another driver in a scope only; '' when it does already."""
    name, same_as = decision.name, decision.same_as
    if decision.decision != "same":
        raise LoadError("a decision with a scope can only be 'same'")
    found = reviews.find_reviews(connection, DRIVER, name, same_as)
    if any(reviews.scope_of(review) == scope for review, _ in found):
        return ""
    require_scope(connection, scope)
    done = add_scoped_alias(connection, name, same_as, scope, decision.author)
    rows = NewRows(connection)
    candidates = [reviews.candidate_of(same_as)]
    number = reviews.add_review(rows, DRIVER, name, {"scope": scope}, candidates)
    rows.flush()
    reviews.accept_review(connection, number, name, same_as, decision.author)
    return done


# ---- decision files ------------------------------------------------------------------------------


def export_decisions(connection: Connection) -> list[tuple[Any, ...]]:
    """Return all reviews as rows of a decision file: the columns of COLUMNS."""
    rows = {
        (
            review.text, reviews.decision_about(review, candidate), candidate["name"],
            reviews.scope_of(review), review.decided_by, candidate.get("score"),
            ", ".join(candidate.get("reasons") or ()) or None,
        )
        for review in reviews.all_reviews(connection, DRIVER)
        for candidate in review.candidates
        if "ask" not in review.context  # these are about years and events of one database
    }  # fmt: skip
    return sorted(rows, key=lambda row: (fold(row[0]), fold(row[2]), row[1], row[3] or ""))


def read_decisions(path: Path, author: str) -> list[Decision]:
    """
    Read the decided rows of a file; those with an empty decision are still open.

    Args:
        path: CSV in UTF-8 with a header; name, decision and same_as are required, scope and
            decided_by are optional, and all other columns are for people.
        author: who decides where decided_by is empty.

    Raises:
        UsageError: the file cannot be read, lacks a column, or has another word as decision.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(
                    f"{path}:1: there is no column {missing[0]!r}; a decision file needs "
                    f"{', '.join(_REQUIRED)} (see 'racedb review export')"
                )
            return [
                _read_decision(path, reader.line_num, row, author)
                for row in reader
                if (row["decision"] or "").strip()
            ]
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the file is not UTF-8 text") from None
    except (OSError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path}: cannot be read: {str(reason).lower()}") from None


def _read_decision(path: Path, line: int, row: Mapping[str, str | None], author: str) -> Decision:
    name, word, same_as, scope, by = ((row.get(column) or "").strip() for column in COLUMNS[:5])
    if word.lower() not in _WORDS:
        hint = did_you_mean(word, _WORDS)
        raise UsageError(f"{path}:{line}: decision {word!r} is not same or different; {hint}")
    if not name or not same_as:
        raise UsageError(f"{path}:{line}: name and same_as must both be filled in")
    return Decision(line, name, word.lower(), same_as, by or author, scope or None)
