"""
Merged, renamed and linked names of every kind but drivers: teams, cars, makers, circuits, series.

Each is an import of its own with a revision, as it is for drivers (racedb.identity.merge).
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES
from racedb.errors import LoadError
from racedb.identity.aliases import TABLE_OF_KIND, add_alias, find_by_name
from racedb.identity.drivers import DRIVER
from racedb.identity.fold_rows import Step, fold_rows, unfold_rows
from racedb.identity.merge import rename_driver
from racedb.identity.moves import add_import, add_revision
from racedb.models import Alias, Entry, Import, Revision
from racedb.summaries.makers import sessions_of
from racedb.summaries.registry import RESULTS, refresh
from racedb.text_keys import fold, free_slug, slug


def merge_names(
    connection: Connection, kind: str, name: str, same_as: str, author: str, review_id: int
) -> str:
    """
    Make one row of two names, as far as they are known; both names stay known.

    Args:
        connection: inside a transaction.
        kind: one of TABLE_OF_KIND, not driver.
        name: the name that stays an alias.
        same_as: the name that the row has.
        author: who decided it.
        review_id: the review that is answered by it.

    Returns:
        what was done, in words.

    Raises:
        LoadError: one of the names stands for several rows, or the two cannot be one.
    """
    one, other = find_by_name(connection, kind, name), find_by_name(connection, kind, same_as)
    if one is None and other is None:
        return f"{name} will be stored as {same_as} once a file names either of them"
    if one == other:
        return f"{name} and {same_as} are one {kind} already"
    import_id = add_import(connection, review_id, name, same_as, author)
    if other is None:
        _rename(connection, import_id, kind, _require(connection, kind, name), same_as, author)
    elif one is None:
        add_alias(connection, kind, name, other, author)
    else:
        _require_apart(connection, kind, one, other, f"{name!r} and {same_as!r}")
        of_one = (Alias.kind == kind) & (Alias.target_id == one)
        aliases = list(connection.scalars(sa.select(Alias.id).where(of_one)))
        steps = fold_rows(connection, TABLES[TABLE_OF_KIND[kind]], one, other)
        connection.execute(
            sa.update(Alias).where(Alias.id.in_(aliases)).values(target_id=other, decided_by=author)
        )
        _refresh(connection, steps)
        _revise(connection, import_id, kind, one, {"steps": steps, "aliases": aliases}, other)
    return f"{name} is now {same_as}"


def rename(
    connection: Connection, kind: str, name: str, called: str, author: str, review_id: int
) -> str:
    """
    Give a row another name; it stays known by the one before. Returns what was done, in words.

    Raises:
        LoadError: the other name stands for somebody else.
    """
    number = find_by_name(connection, kind, name)
    if number is None:
        return f"{name} will be stored as {called} once a file names either of them"
    taken = find_by_name(connection, kind, called)
    if taken not in {None, number}:
        raise LoadError(f"there is another {kind} named {called!r}; merge the two instead")
    import_id = add_import(connection, review_id, name, called, author)
    _rename(connection, import_id, kind, number, called, author)
    return f"{name} is now {called}"


def link_teams(connection: Connection, name: str, other: str, author: str, review_id: int) -> str:
    """
    Let two teams be one organisation under two names: one lineage. Returns what was done, in words.

    Raises:
        LoadError: a name is not known.
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
    """
    connection.execute(sa.update(Import).where(Import.id == import_id).values(state="undone"))
    statement = sa.select(Revision).where(Revision.import_id == import_id)
    revisions = connection.execute(statement.order_by(Revision.id.desc())).all()
    if not revisions:
        key = (Alias.kind == kind) & (Alias.key == fold(name)) & (Alias.decided_by != "load")
        connection.execute(sa.delete(Alias).where(key))
    for revision in revisions:
        number, old = revision.row_key["id"], revision.old
        if "steps" in old:
            unfold_rows(connection, old["steps"])
            _refresh(connection, old["steps"])
            ours = sa.update(Alias).where(Alias.id.in_(old["aliases"]))
            connection.execute(ours.values(target_id=number, decided_by="load"))
            continue
        table = TABLES[revision.table_name]
        connection.execute(sa.update(table).where(table.c.id == number).values(old))
        if "name" in old:
            key = (Alias.kind == kind) & (Alias.key == fold(revision.new["name"]))
            named = key & (Alias.target_id == number) & (Alias.decided_by != "load")
            connection.execute(sa.delete(Alias).where(named))


def _require(connection: Connection, kind: str, name: str) -> int:
    number = find_by_name(connection, kind, name)
    if number is None:
        raise LoadError(f"no {kind} is named {name!r}; it must be loaded first")
    return number


def _rename(
    connection: Connection, import_id: int, kind: str, number: int, name: str, author: str
) -> None:
    if kind == DRIVER:
        rename_driver(connection, import_id, number, name, author)
        return
    table = TABLES[TABLE_OF_KIND[kind]]
    is_it = table.c.id == number
    before = connection.execute(sa.select(table.c.name, table.c.slug).where(is_it)).one()
    slugs = set(connection.scalars(sa.select(table.c.slug))) - {before.slug}
    values = {"name": name, "slug": free_slug(slug(name) or kind, slugs)}
    connection.execute(sa.update(table).where(is_it).values(values))
    add_alias(connection, kind, name, number, author)
    add_revision(connection, import_id, number, before._asdict(), values, table=table.name)


def _require_apart(connection: Connection, kind: str, one: int, other: int, names: str) -> None:
    """
    Make sure that two names may be one: two circuits are not in two countries.

    Raises:
        LoadError: they cannot.
    """
    if kind != "circuit":
        return
    circuits = TABLES["circuits"].c
    countries = sa.select(circuits.country).where(circuits.id.in_([one, other]))
    if len(set(connection.scalars(countries)) - {None}) > 1:
        raise LoadError(f"{names} are two circuits: they are in two countries; nothing was merged")


def _refresh(connection: Connection, steps: list[Step]) -> None:
    """Refresh what follows from the cars of entries: the best laps of their makers."""
    moved = {(step["table"], step["column"]): step["keys"] for step in steps if "column" in step}
    entries = set(moved.get(("entries", "car_id"), ()))
    if cars := moved.get(("cars", "manufacturer_id")):
        entries |= set(connection.scalars(sa.select(Entry.id).where(Entry.car_id.in_(cars))))
    refresh(connection, RESULTS, sessions_of(connection, entries))


def _revise(
    connection: Connection, import_id: int, kind: str, one: int, old: dict[str, Any], other: int
) -> None:
    table = TABLE_OF_KIND[kind]
    add_revision(connection, import_id, one, old, {"merged_into": other}, table=table)
