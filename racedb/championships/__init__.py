"""
Championships: what a place is worth, and the table after every round.

`system` has the rules as data, `toml` reads them from a file, `rules` finds those of a season,
`points` gives the points of a session, `standings` adds them up. Nothing here knows the database:
racedb.summaries.standings brings the results of a season and stores what comes out.
"""
