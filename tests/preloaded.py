"""Imported by the process that tests.forks forks: what it has done, no fork does again."""

# ruff: noqa: F401
import racedb.cli.review
import racedb.db.schema
import racedb.history.undo
import racedb.schedule.run
import tests.faults.dies
import tests.forks
from tests import warm

warm.prepare()
