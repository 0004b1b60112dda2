"""
Merged, renamed and linked names of every kind, and how that is taken back.

Each decision is an import of its own with a revision: so provenance tells who decided it, and
`take_back` what was there. Drivers, who share cars, are merged by racedb.identity.merge_drivers.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import LoadError, NotFoundError
from racedb.identity.aliases import TABLE_OF_KIND, WITHIN, add_alias, find_by_name
from racedb.identity.drivers import DRIVER
from racedb.identity.fold_rows import Step, fold_rows, unfold_rows
from racedb.identity.merge_drivers import (
    merge_drivers,
    move_back,
    require_one_person,
    restore_driver,
    split_off,
)
from racedb.identity.merge_events import fold_events, unfold_events
from racedb.identity.moves import DECISION, add_import, add_revision, count_entries
from racedb.models import Alias, Entry, Import, Revision
from racedb.names import parse_person
from racedb.summaries import crew_text
from racedb.summaries.makers import sessions_of
from racedb.summaries.registry import CHAMPIONSHIPS, CREWS, RESULTS, refresh
from racedb.summaries.scored_seasons import every_season, seasons_of
from racedb.text_keys import event_slug, fold, free_slug, slug


def merge_names(
    connection: Connection, kind: str, name: str, same_as: str, author: str, review_id: int
) -> str:
    """
    Make one row of two names, as far as they are known; both names stay known.

    Args:
        connection: inside a transaction.
        kind: one of TABLE_OF_KIND.
        name: the name that stays an alias.
        same_as: the name that the row has.
        author: who decided it.
        review_id: the review that is answered by it.

    Returns:
        what was done, in words.

    Raises:
        LoadError: one of the names stands for several rows, or the two cannot be one.
    """
    if kind in WITHIN:
        return _merge_within(connection, kind, name, same_as, author, review_id)
    one, other = find_by_name(connection, kind, name), find_by_name(connection, kind, same_as)
    done = f"{name} is now {same_as}"
    if one is None:
        if other is None:
            return f"{name} will be stored as {same_as} once a file names either of them"
        add_import(connection, review_id, name, same_as, author)
        add_alias(connection, kind, name, other, author)
        return done
    if other is None:
        import_id = add_import(connection, review_id, name, same_as, author)
        _rename(connection, import_id, kind, one, same_as, author)
        return done
    if one == other:
        return f"{name} and {same_as} are one {kind} already"
    _require_one(connection, kind, one, other, f"{name!r} and {same_as!r}")
    import_id = add_import(connection, review_id, name, same_as, author)
    if kind == DRIVER:
        entries = merge_drivers(connection, import_id, one, other, author)
        done += f" ({count_entries(entries)} moved)"
    else:
        _merge_rows(connection, import_id, kind, one, other, author)
    return done


def rename(
    connection: Connection, kind: str, name: str, called: str, author: str, review_id: int
) -> str:
    """
    Give a row another name; it stays known by the one before. Returns what was done, in words.

    Raises:
        LoadError: the other name stands for somebody else.
    """
    if kind in WITHIN:
        return _merge_within(connection, kind, name, called, author, review_id)
    number = find_by_name(connection, kind, name)
    if number is None:
        return f"{name} will be stored as {called} once a file names either of them"
    taken = find_by_name(connection, kind, called)
    if taken not in {None, number}:
        raise LoadError(f"there is another {kind} named {called!r}; merge the two instead")
    import_id = add_import(connection, review_id, name, called, author)
    _rename(connection, import_id, kind, number, called, author)
    return f"{name} is now {called}"


def _merge_within(
    connection: Connection, kind: str, name: str, same_as: str, author: str, review_id: int
) -> str:
    """
    Give all rows of a name another one; two of one series or season become one.

    Events may also be named by their slugs, where two have one name or are of two series.
    """
    rows = connection.execute(WITHIN[kind]).all()
    mine = _named(rows, kind, name)
    theirs = {row.within: row for row in _named(rows, kind, same_as)}
    if not mine:
        return f"{name} will be stored as {same_as} once a file names either of them"
    import_id = add_import(connection, review_id, name, same_as, author)
    by_slug = next(
        (row for row in theirs.values() if kind == "event" and row.slug == same_as), None
    )
    for number, within in {row.id: row.within for row in mine}.items():
        other = by_slug or theirs.get(within)
        if other is None or other.id == number:
            _rename(connection, import_id, kind, number, same_as, author)
        else:
            _merge_rows(connection, import_id, kind, number, other.id, author)
    return f"{name} is now {by_slug.name if by_slug else same_as}"


def _named(rows: Sequence[Any], kind: str, name: str) -> list[Any]:
    """Return the rows of a name; of a slug the one that has it."""
    by_slug = [row for row in rows if kind == "event" and row.slug == name]
    return by_slug or [row for row in rows if fold(row.name) == fold(name)]


def link_teams(connection: Connection, name: str, other: str, author: str, review_id: int) -> str:
    """
    Let two teams be one organisation under two names: one lineage. Returns what was done, in words.

    Raises:
        NotFoundError: a name is not known.
    """
    teams = TABLES["teams"]
    ids = [_require(connection, "team", it) for it in (name, other)]
    lineages = [
        connection.execute(sa.select(teams.c.slug, teams.c.lineage).where(teams.c.id == it)).one()
        for it in ids
    ]
    lineage = lineages[1].lineage or lineages[0].lineage or lineages[1].slug
    joined = {it.lineage for it in lineages} - {None}
    import_id = add_import(connection, review_id, name, other, author)
    members = sa.select(teams.c.id, teams.c.lineage).where(
        teams.c.id.in_(ids) | teams.c.lineage.in_(joined)
    )
    for number, before in connection.execute(members).all():
        connection.execute(sa.update(teams).where(teams.c.id == number).values(lineage=lineage))
        old = {"lineage": before}
        add_revision(connection, import_id, number, old, {"lineage": lineage}, table="teams")
    return f"{name} and {other} are one organisation"


def take_back(connection: Connection, kind: str, name: str, import_id: int | None) -> None:
    """
    Take back what an import of a decision did.

    Args:
        connection: inside a transaction.
        kind: of the name.
        name: as the decision gives it.
        import_id: of the decision; None: neither name was known then.

    Raises:
        LoadError: a later decision is about the same rows, and must be taken back first.
    """
    connection.execute(sa.update(Import).where(Import.id == import_id).values(state="undone"))
    statement = sa.select(Revision).where(Revision.import_id == import_id)
    revisions = connection.execute(statement.order_by(Revision.id.desc())).all()
    if revisions:
        _require_last(connection, revisions)
        for revision in revisions:
            _restore(connection, kind, name, revision)
    elif kind == DRIVER:
        split_off(connection, name)
    else:
        key = (Alias.kind == kind) & (Alias.key == fold(name)) & (Alias.decided_by != "load")
        connection.execute(sa.delete(Alias).where(key))


def _require_last(connection: Connection, revisions: Sequence[sa.Row[Any]]) -> None:
    """
    Make sure that no later decision changed the rows of this one.

    Raises:
        LoadError: says which one did.
    """
    ours = {it.row_key["id"] for it in revisions}
    ours |= {it.new.get("merged_into") or it.new.get("moved_to") for it in revisions}
    later = (
        sa.select(Revision.row_key, Import.options)
        .join(Import, Import.id == Revision.import_id)
        .where(
            Import.reader == DECISION,
            Import.state == "applied",
            Revision.table_name == revisions[0].table_name,
            Revision.import_id > revisions[0].import_id,
        )
        .order_by(Revision.id.desc())
    )
    for row_key, options in connection.execute(later):
        if row_key["id"] in ours:
            review = options["review"]
            raise LoadError(
                f"review {review} decided about the same {revisions[0].table_name} later; "
                f"take that back first: racedb review reopen {review}"
            )


def _restore(connection: Connection, kind: str, name: str, revision: sa.Row[Any]) -> None:
    """Make what a decision changed as it was before."""
    number, old, new = revision.row_key["id"], revision.old, revision.new
    if "steps" in old:
        unfold = unfold_events if revision.table_name == "events" else unfold_rows
        unfold(connection, old["steps"])
        _refresh(connection, old["steps"])
        ours = sa.update(Alias).where(Alias.id.in_(old["aliases"]))
        connection.execute(ours.values(target_id=number, decided_by="load"))
    elif "moved_to" in new:
        move_back(connection, revision)
    elif "merged_into" in new:
        restore_driver(connection, revision, name)
    else:
        _restore_columns(connection, kind, revision)


def _restore_columns(connection: Connection, kind: str, revision: sa.Row[Any]) -> None:
    """Restore the earlier name or lineage of a row; a name that a person gave it goes."""
    number, old = revision.row_key["id"], revision.old
    table = TABLES[revision.table_name]
    connection.execute(sa.update(table).where(table.c.id == number).values(old))
    if given := revision.new.get("name") or revision.new.get("code"):
        key = (Alias.kind == kind) & (Alias.key == fold(given))
        named = key & (Alias.target_id == number) & (Alias.decided_by != "load")
        connection.execute(sa.delete(Alias).where(named))
        _refresh_name(connection, kind, number)


def _require(connection: Connection, kind: str, name: str) -> int:
    number = find_by_name(connection, kind, name)
    if number is None:
        raise NotFoundError(f"no {kind} is named {name!r}; it must be loaded first")
    return number


def _rename(
    connection: Connection, import_id: int, kind: str, number: int, name: str, author: str
) -> None:
    """Change the name of a row, which stays known by the one before."""
    table = TABLES[TABLE_OF_KIND[kind]]
    is_it = table.c.id == number
    row = connection.execute(sa.select(table).where(is_it)).mappings().one()
    values: dict[str, Any] = {"code": name} if kind == "class" else {"name": name}
    if kind == DRIVER:
        values = parse_person(name)._asdict()
    if "slug" in row:
        others = sa.select(table.c.slug).where(table.c.id != number)
        wanted = slug(values["name"]) or kind
        if kind == "event":
            wanted = event_slug(row["slug"][:4], name)
        values["slug"] = free_slug(wanted, set(connection.scalars(others)))
    before = {column: row[column] for column in values}
    connection.execute(sa.update(table).where(is_it).values(values))
    add_alias(connection, kind, name, number, author)
    add_revision(connection, import_id, number, before, values, table=table.name)
    _refresh_name(connection, kind, number)


def _refresh_name(connection: Connection, kind: str, number: int) -> None:
    """Refresh what follows from a name: the texts of crews; the championships of a series."""
    if kind == DRIVER:
        refresh(connection, CREWS, crew_text.entries_of(connection, [number]))
    elif kind == "series":
        refresh(connection, CHAMPIONSHIPS, every_season(connection))


def _merge_rows(
    connection: Connection, import_id: int, kind: str, one: int, other: int, author: str
) -> None:
    """Make one row of two, whose names the other one has then."""
    of_one = (Alias.kind == kind) & (Alias.target_id == one)
    aliases = list(connection.scalars(sa.select(Alias.id).where(of_one)))
    table = TABLES[TABLE_OF_KIND[kind]]
    if kind == "event":
        steps = fold_events(connection, one, other)
    else:
        steps = fold_rows(connection, table, one, other)
    connection.execute(
        sa.update(Alias).where(Alias.id.in_(aliases)).values(target_id=other, decided_by=author)
    )
    _refresh(connection, steps)
    old = {"steps": steps, "aliases": aliases}
    add_revision(connection, import_id, one, old, {"merged_into": other}, table=table.name)


def _require_one(connection: Connection, kind: str, one: int, other: int, names: str) -> None:
    """
    Make sure that two names may be one: two circuits are not in two countries.

    Raises:
        LoadError: they cannot.
    """
    if kind == DRIVER:
        require_one_person(connection, one, other)
    if kind != "circuit":
        return
    circuits = TABLES["circuits"].c
    countries = sa.select(circuits.country).where(circuits.id.in_([one, other]))
    if len(set(connection.scalars(countries)) - {None}) > 1:
        raise LoadError(f"{names} are two circuits: they are in two countries; nothing was merged")


def _refresh(connection: Connection, steps: list[Step]) -> None:
    """Refresh what follows from rows that were folded: best laps of makers, championships."""

    def moved(table: str, *columns: str) -> set[int]:
        ours = [it for it in steps if it.get("table") == table and it.get("column") in columns]
        return {key for step in ours for key in step["keys"]}

    entries = moved("entries", "car_id", "class_id")
    if cars := moved("cars", "manufacturer_id"):
        entries |= set(connection.scalars(sa.select(Entry.id).where(Entry.car_id.in_(cars))))
    refresh(connection, RESULTS, sessions_of(connection, entries))
    sessions = sessions_of(connection, entries | moved("entries", "team_id"))
    of_series = moved("seasons", "series_id") or moved("rounds", "season_id")
    seasons = every_season(connection) if of_series else seasons_of(connection, sessions)
    refresh(connection, CHAMPIONSHIPS, seasons)
