-- Gap to the leader at the end of each lap
-- topic: laps
-- chart: gaps x=lap_number y=gap_us colour=car_number
-- example: event=*
--
-- Races only: how long after the first car that ended the same lap each car ended it.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :cars numbers = null      only these car numbers: 7,8,51
-- :within_s int = null      only gaps up to so many seconds: a car in its garage hides the rest

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    l.number AS lap_number,
    en.car_number,
    d.name AS driver,
    l.running_position AS position,
    l.behind_leader_us AS gap_us
FROM wanted AS w
JOIN laps AS l ON l.session_id = w.id
JOIN entries AS en ON en.id = l.entry_id
LEFT JOIN drivers AS d ON d.id = l.driver_id
WHERE l.behind_leader_us IS NOT NULL
  AND (:within_s IS NULL OR l.behind_leader_us <= :within_s * 1000000)
  AND (
      -- include: these_cars
  )
ORDER BY w.place, l.number, l.behind_leader_us, l.entry_id
