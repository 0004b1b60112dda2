-- Messages of race control
-- topic: laps
-- also: flags flag safety incidents messages
-- example: event=*
--
-- In the order of the file, with the crew of the car that a message is about. The time is that of the
-- session, where it is known.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :cars numbers = null      only messages about these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    m.time_utc,
    m.elapsed_us,
    m.lap_number,
    m.category,
    m.flag,
    m.car_number,
    (
        SELECT nullif(coalesce(r.crew_names, en.crew_names), '')
        FROM results AS r
        JOIN entries AS en ON en.id = r.entry_id
        WHERE r.session_id = m.session_id AND r.entry_id = m.entry_id
    ) AS drivers,
    m.message
FROM wanted AS w
JOIN race_control AS m ON m.session_id = w.id
WHERE (
    -- include: these_cars
)
ORDER BY w.place, m.number
