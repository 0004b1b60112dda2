"""A provisional and a final classification of one race, and what to compare them with."""

import sqlalchemy as sa

from racedb.db.engine import engine
from racedb.db.url import database_url

HEADER = "Pos,PIC,No,Class,Drivers,Car,Team,Laps,Time,Best lap,Points\n"
PROVISIONAL = (
    HEADER
    + "1,1,7,P1,Ann Berg,Porsche 963,Alpha,10,20:01.500,1:58.250,25\n"
    + "2,1,8,P2,Cy Ek,Lola T70,Beta,10,+12.451,1:58.900,18\n"
    + "3,2,33,P2,Di Falk,Lola T70,Gamma,10,+13.451,1:59.900,15\n"
    + "4,3,12,P2,Ed Gil,Lola T70,Delta,9,+1 lap,2:00.000,12\n"
)
FINAL = (  # car 8 is out, 33 moves up with another time and a second driver, 12 is gone, 99 is new
    HEADER
    + "1,1,7,P1,Ann Berg,Porsche 963,Alpha,10,20:01.500,1:58.250,25\n"
    + "2,1,33,P2,Di Falk / Flo Hau,Lola T70,Gamma,10,+13.451,1:59.850,18\n"
    + "DSQ,,8,P2,Cy Ek,Lola T70,Beta,10,+12.451,1:58.900,\n"
    + "3,2,99,P2,Zed Ilg,Lola T70,Omega,9,+1 lap,2:00.100,15\n"
)
LAPS = (
    "NUMBER;LAP_NUMBER;LAP_TIME;ELAPSED;DRIVER_NAME\n"
    "7;1;2:05.000;2:05.000;Ann BERG\n"
    "7;2;1:58.250;4:03.250;Ann BERG\n"
    "12;1;2:06.000;2:06.000;Ed GIL\n"
    "12;2;2:00.000;4:06.000;Ed GIL\n"
)


def ask(url, statement):
    """Return the rows of a statement."""
    with engine(database_url(url), reading=True).connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]
