"""The models: what a program reads through them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session as Reading
from sqlalchemy.orm import configure_mappers

from racedb.db.engine import engine
from racedb.db.url import database_url
from racedb.models import SCHEMA, Base, Driver, EntryDriver, Result, Session


def test_every_table_has_a_class_and_every_relationship_leads_somewhere():
    configure_mappers()

    mapped = {mapper.local_table.name for mapper in Base.registry.mappers}

    assert mapped == set(SCHEMA.tables)


def test_a_program_walks_from_a_session_to_the_source_of_a_fact(seeded_url):
    opened = engine(database_url(seeded_url), reading=True)
    with Reading(opened) as reading:
        qualifying = reading.scalars(sa.select(Session)).one()
        first = qualifying.results[0]
        found = {
            "event": qualifying.event.name,
            "series": qualifying.event.rounds[0].season.series.name,
            "car": first.entry.car.name,
            "team": first.entry.team.name,
            "maker": first.entry.car.manufacturer.name,
            "crew": [seat.driver.family_name for seat in first.entry.crew],
            "file": first.source.source.uri.rsplit("/", 1)[-1],
        }
        together = sa.select(sa.func.count()).select_from(EntryDriver).join(Driver)
        seats = reading.scalar(together)
        cars = reading.scalar(sa.select(sa.func.count()).select_from(Result))
    opened.dispose()

    assert found == {
        "event": "24 Hours of Spa",
        "series": "FIA GT Championship",
        "car": "Maserati MC12",
        "team": "Vitaphone Racing Team",
        "maker": "Maserati",
        "crew": ["Lamy", "Ramos", "Müller", "van de Poele"],
        "file": "000_8b106ba0e3e00033.txt",
    }
    assert (seats, cars) == (148, 39)
