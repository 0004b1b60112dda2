"""
The views for people: what they show and their columns, in order.

Their SQL is beside this module. Names and columns are promises to everybody's queries: columns may
be added at the end, never renamed.
"""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection


class View(NamedTuple):
    """A view as people see it."""

    name: str
    meaning: str
    columns: tuple[tuple[str, str], ...]
    """Names and meanings."""


_EVENT = """
series          name of the championship; of several the first by id
season          its edition: 2009, 2018-19
event           name of the event
session         name of the session, as printed
session_kind    test, practice, qualifying, warmup, race, or other: not known
"""
_ORIGIN = """
import_id       the import that it came from
line            line, record or row in the file, from 1
"""
_TABLE = """
series             name of the championship's series
season             its edition: 2009, 2018-19
championship       World Championship of Drivers
competitor         whose it is: driver, team or manufacturer
class              its class; NULL: all cars
round              number of the last round that is in it; without numbers its place in the season
event              the event of that round
position           from 1, shared by those who are equal; NULL: excluded
name               the driver, team or maker
points             points that count
gap_points         behind the first
wins               races won so far, as they count for points
podiums            races among the first three so far
places_gained      since the round before; NULL: no place then, or none now
gross_points       with those that are dropped
reach_points       the most points that are possible at the end of the season
row_order          order of the lines, from 1
"""
_OF_TABLE = """
system             code of the points system: f1-2010
season_id          the season
championship_code  drivers, constructors; with its class: drivers-gt3
championship_order  order of the championships of the season
event_id           the event
competitor_id      the driver, team or maker
"""
_VIEWS = {
    "classification": (
        "One row for each result, in words.",
        _EVENT
        + """
row_order       order of the rows as printed
position        from 1; NULL: not classified, or not printed
class_position  position in the class, from 1
car_number      as printed: 007, 07 and 7 differ
class           as printed: GT1, LMP2, GTD
team            who runs the car
entrant         licence holder, where printed beside the team
manufacturer    the maker of the car's badge; NULL: not known
car             the model, with its maker
drivers         the crew of this session in the order of the seats, joined by ' / '
driver_count    number of its drivers
status          finished, retired, no_time ...; unknown: not printed
status_detail   cause or word as printed: Gearbox
classified      listed as having covered enough, running or not
laps            laps completed
total_us        time of the whole session in microseconds
gap_us          to the leader in microseconds; NULL: leader, or in laps
gap_laps        to the leader in laps
best_lap_us     fastest lap in microseconds
best_lap_s      the same in seconds
speed_kph       average speed as printed in km/h
grid_position   starting place
points          points as printed
session_id      the session
entry_id        the entry
"""
        + _ORIGIN,
    ),
    "lap_times": (
        "One row for each lap, in words.",
        _EVENT
        + """
car_number      as printed
class           as printed
team            who runs the car
manufacturer    the maker of the car's badge; NULL: not known
car             the model, with its maker
driver          who drove the lap; NULL: not known
lap_number      number of the lap, from 1
lap_us          lap time in microseconds; NULL: no time was taken
lap_s           the same in seconds
elapsed_us      session time at its end in microseconds
s1_us           first sector in microseconds
s2_us           second sector in microseconds
s3_us           third sector in microseconds
position        position at its end
speed_kph       average speed in km/h
top_kph         highest speed in km/h
pit_in          it ends in the pits
pit_out         it begins in the pits
flag            worst flag seen during it; NULL: not printed
deleted_reason  why it does not count; NULL: it counts
session_id      the session
entry_id        the entry
driver_id       the driver
"""
        + _ORIGIN
        + """
compound        compound of its tyres as printed: SOFT, M; NULL: not printed
tyre_age_laps   laps that its tyres have run at its end, in all sessions
""",
    ),
    "stints": (
        "One row for each stint: after an in-lap, or with another driver or compound, one begins.",
        """
session_id      the session
entry_id        the entry
car_number      as printed
stint           number of the stint of the car, from 1
driver          who drove it; NULL: not known
first_lap       number of its first lap
last_lap        number of its last lap
laps            laps that are known of it
best_lap_us     its fastest lap in microseconds
mean_clean_us   mean of its clean laps in microseconds: green, no pits, not a race's first
compound        compound of its tyres as printed; NULL: not printed
""",
    ),
    "lap_weather": (
        "One row for each lap whose weather is known: the last measurement before its end.",
        """
session_id      the session
entry_id        the entry
car_number      as printed
driver          who drove the lap; NULL: not known
lap_number      number of the lap, from 1
lap_us          lap time in microseconds; NULL: no time was taken
compound        compound of its tyres as printed; NULL: not printed
tyre_age_laps   laps that its tyres have run at its end, in all sessions
elapsed_us      session time at its end in microseconds; NULL: not known
measured_us     session time of the measurement in microseconds; NULL: not known
air_c           temperature of the air in °C
track_c         temperature of the track in °C
humidity_pct    relative humidity in percent
pressure_mbar   pressure of the air in mbar
wind_kph        speed of the wind in km/h
wind_deg        where the wind comes from, in degrees: 90 is east
rain            it rains
time_utc        the moment of the end of the lap; NULL: not known
measured_utc    the moment of the measurement; NULL: not known
""",
    ),
    "race_control": (
        "One row for each message of race control, with the car that it is about.",
        _EVENT
        + """
number          order in the file, from 1
time_utc        the moment: 2025-11-23T06:00:00.000Z
elapsed_us      session time in microseconds; NULL: not known
lap_number      lap of the leader
category        as printed: Flag, SafetyCar
flag            as printed: GREEN, BLUE, DOUBLE YELLOW
scope           whom it is for: Track, Sector, Driver
sector          sector of the track that it is about
car_number      the car that it is about, as printed
entry_id        the entry of that car in this session; NULL: none, or not known
message         its text
session_id      the session
"""
        + _ORIGIN,
    ),
    "round_standings": (
        "One row for each line of the table of a championship after each round.",
        _TABLE + "is_last            the last round that was run\n" + _OF_TABLE,
    ),
    "standings": (
        "The same after the last round that was run: the table of today.",
        _TABLE + _OF_TABLE,
    ),
    "standings_differences": (
        "One row for each line of printed standings that is not that of the points system.",
        """
season_id         the season
championship      drivers, constructors; with its class: drivers-gt3
round             the round after which both tables are
is_final          the file prints the table of the whole season
competitor_id     the driver, team or maker
printed_name      the name as the file prints it; NULL: the printed table does not have the line
printed_position  place as printed; NULL: none is printed
position          place in the table of the points system; NULL: not in it, or without a place
printed_points    points as printed; NULL: none are printed
points            points of the points system; NULL: not in its table
"""
        + _ORIGIN,
    ),
    "points_scored": (
        "One row for what a session gave a driver, a team or a maker in a championship.",
        """
series             name of the championship's series
season             its edition: 2009, 2018-19
championship       World Championship of Drivers
competitor         whose it is: driver, team or manufacturer
class              its class; NULL: all cars
round              number of the round; without numbers its place in the season
event              name of the event
session            name of the session, as printed
car_number         as printed
name               the driver, team or maker
place              the place that counts for points; NULL: not classified, or not eligible
points             points, with the bonus
bonus              of them for something other than the place
bonus_for          fastest-lap, pole; NULL: no bonus
counts             it is not dropped in the last table
season_id          the season
championship_code  drivers, constructors; with its class: drivers-gt3
session_id         the session
entry_id           the car
competitor_id      the driver, team or maker
""",
    ),
    "crews": (
        "One row for each driver in each car of each event.",
        """
event           name of the event
entry_id        the entry
car_number      as printed
seat            place in the crew as printed, from 1
driver          name of the driver
printed_name    the name as the file prints it
rating          licence grade as printed: Gold
driver_id       the driver
""",
    ),
    "session_crews": (
        "One row for each driver in each car of each session: people count where they are here.",
        """
session_id      the session
entry_id        the entry
seat            place in the crew as printed, from 1
driver_id       the driver
driver          name of the driver
""",
    ),
}
VIEWS = tuple(
    View(
        name,
        meaning,
        tuple(
            (words[0], words[1])
            for line in columns.splitlines()
            if (words := line.split(maxsplit=1))
        ),
    )
    for name, (meaning, columns) in _VIEWS.items()
)


def statements() -> list[str]:
    """Return the statements that make the views, each after those that it reads."""
    names = ("crew_names", *sorted((view.name for view in VIEWS), key="session_crews".__ne__))
    folder = Path(__file__).parent
    return [folder.joinpath(f"{name}.sql").read_text(encoding="utf-8") for name in names]


def create_views(connection: Connection) -> None:
    """Make the views in a database that has the tables."""
    for statement in statements():
        connection.exec_driver_sql(statement)
