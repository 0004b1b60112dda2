"""
The words of relational dumps: which column of which file is which canonical field.

A path is `lookup.column`, both as `snake` writes them: `driver.surname` is the column surname of
the file that driver_id points to, `.points` a column of the file with the facts. Of several paths
the first one that is there counts, row by row. The words come from Ergast, f1db and their copies.
"""

import re

EVENT = {
    "season": ("race.year", "race.season", "season.year", ".year", ".season"),
    "round": ("race.round", "race.round_number", ".round"),
    "event": (
        "race.gp_name", "race.race_name", "race.event_name", "race.grand_prix_name", "race.name",
        "grand_prix.full_name", "grand_prix.name", "race.official_name", ".race_name",
    ),
    "circuit": (
        "circuit.name", "circuit.circuit_name", "track.name", "race.circuit_name", "race.circuit",
    ),
    "length_m": ("race.length_m",),
    "length_km": ("race.course_length", "race.length_km", "race.length_in_km"),
}  # fmt: skip
"""A length of the race, not of the circuit: that one changes from year to year."""

PERSON = {
    "name": ("driver.name", "driver.driver_name", "driver.full_name"),
    "given": ("driver.forename", "driver.given_name", "driver.first_name", "driver.firstname"),
    "family": ("driver.surname", "driver.family_name", "driver.last_name", "driver.lastname"),
    "ref": ("driver.driver_ref", "driver.reference", "driver.ref"),
    "born": ("driver.dob", "driver.date_of_birth", "driver.birth_date", "driver.born"),
    "country": ("driver.nationality", "nationality_country.name", "driver.country"),
}
CAR = {
    "car_number": (".number", ".car_number", ".driver_number"),
    "team": ("constructor.name", "constructor.constructor_name", "team.name", "team.team_name"),
    "team_country": (
        "constructor.nationality", "constructor.country", "team.nationality", "team.country",
    ),
    # The maker of a constructor's car has the constructor's name (design, ruling 8).
    "manufacturer": ("constructor.name", "constructor.constructor_name"),
    "engine": ("engine_manufacturer.name",),
    "tyres": ("tyre_manufacturer.name",),
}  # fmt: skip
RESULT = {
    "position": (".finish_position", ".position_number", ".position"),
    "position_text": (".position_text",),
    "row_order": (".position_order", ".position_display_order"),
    "status": ("status.status", "status.name", ".finish_status", ".status"),
    "reason": (".reason_retired",),
    "laps": (".laps", ".laps_completed"),
    "time": (".time", ".finish_time", ".race_time"),
    "millis": (".milliseconds", ".time_millis", ".millis"),
    "gap": (".gap",),
    "best_lap": (".fastest_lap_time", ".best_lap_time"),
    "best_lap_number": (".fastest_lap", ".fastest_lap_number"),
    "speed_kph": (".fastest_lap_speed",),
    "grid": (".grid", ".grid_position", ".grid_position_text", ".grid_position_number"),
    "points": (".points",),
    "q1": (".q1", ".q1_time"),
    "q2": (".q2", ".q2_time"),
    "q3": (".q3", ".q3_time"),
}
STANDING = {
    "position": (".position_number", ".position"),
    "season_points": (".points",),
    "wins": (".wins",),
    **{name: CAR[name] for name in ("team", "team_country", "engine")},
}
LAP = {
    "lap_number": (".lap", ".lap_number"),
    "lap": (".lap_time", ".time"),
    "millis": (".milliseconds", ".time_millis", ".lap_time_millis"),
    "position": (".position",),
}
STOP = {
    "stop": (".stop", ".stop_number"),
    "lap_number": (".lap", ".lap_number"),
    "lane": (".duration", ".pit_duration"),
    "time": (".time", ".time_of_day"),
    "millis": (".milliseconds", ".time_millis"),
}
"""`time` is the time of day where a duration stands beside it, the duration where none does."""
GRID = {"grid": (".grid_position", ".position_text", ".position_number", ".position", ".grid")}
BEST_LAP = {"best_lap": (".time", ".lap_time"), "best_lap_number": (".lap", ".lap_number")}

SESSIONS = (
    (r"sprint.*(quali|shootout)", "Sprint Qualifying", ("sprint_qualifying_date", "sq_date")),
    (r"sprint", "Sprint", ("sprint_date", "sprint_race_date")),
    (r"pre_?quali", "Pre-Qualifying", ("pre_qualifying_date",)),
    (r"quali\w*_1\b", "Qualifying 1", ("qualifying1_date",)),
    (r"quali\w*_2\b", "Qualifying 2", ("qualifying2_date",)),
    (r"quali", "Qualifying", ("quali_date", "qualifying_date")),
    (r"practice_1", "Free Practice 1", ("fp1_date", "free_practice1_date")),
    (r"practice_2", "Free Practice 2", ("fp2_date", "free_practice2_date")),
    (r"practice_3", "Free Practice 3", ("fp3_date", "free_practice3_date")),
    (r"practice_4", "Free Practice 4", ("fp4_date", "free_practice4_date")),
    (r"warm", "Warm-up", ("warming_up_date", "warm_up_date")),
)
"""What the name of a file says of its session, and where a race's row has the day of it."""
RACE = ("Race", ("date", "race_date", "start_date"))

RACES = ("race", "event", "round", "meeting")
"""Words for a race meeting in names of files and keys."""
SAME_THING = dict.fromkeys(RACES, "race") | {"track": "circuit", "venue": "circuit"}
"""Other names of a thing, in its key."""

NOT_FACTS = {"wins", "championship_won", "percentage"}
"""Columns of votes and sums, which have a driver and a race too."""


def time_beside(day: str) -> str:
    """
    Return the column with the time of day of a column with a day.

    >>> time_beside("quali_date"), time_beside("date")
    ('quali_time', 'time')
    """
    return f"{day.removesuffix('date')}time"


KNOWN_PATHS = {
    path for table in (EVENT, PERSON, CAR, RESULT) for paths in table.values() for path in paths
} | {
    f"race.{column}"
    for days in (RACE[1], *(days for _, _, days in SESSIONS))
    for day in days
    for column in (day, time_beside(day))
}
"""All that is asked of lookups."""
OWN_COLUMNS = {
    path.removeprefix(".")
    for table in (EVENT, CAR, RESULT, STANDING, LAP, STOP, GRID, BEST_LAP)
    for paths in table.values()
    for path in paths
    if path.startswith(".")
}
"""All that is asked of a file of facts itself."""


def snake(name: str) -> str:
    """
    Write a name of a column or a file in one way.

    >>> snake("fastestLapTime"), snake("f1db-races-race-results"), snake("raceId")
    ('fastest_lap_time', 'f1db_races_race_results', 'race_id')
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"\W+", "_", parted).lower()


def singular(name: str) -> str:
    """
    Take the plural off every word of a `snake` name.

    >>> singular("grands_prix"), singular("countries"), singular("races")
    ('grand_prix', 'country', 'race')
    """
    return re.sub(r"s(?=_|$)", "", re.sub(r"ies(?=_|$)", "y", name))
