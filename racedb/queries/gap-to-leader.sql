-- Gap to the leader at the end of each lap
-- topic: laps
-- chart: gaps x=lap_number y=gap_us colour=car_number
-- example: event=*
--
-- Races only: how long after the first car that ended the same lap each car ended it.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :cars text = null      only these car numbers: 7,8,51
-- :within_s int = null   only gaps up to so many seconds: a car in its garage hides the rest

WITH wanted AS (
    -- include: sessions
),
driven AS MATERIALIZED (
    -- include: driven
),
known AS MATERIALIZED (
    -- include: laps_drivers
)
SELECT
    c.event,
    c.session,
    l.number AS lap_number,
    c.car_number,
    coalesce(d.name, (SELECT x.name FROM drivers AS x WHERE x.id = l.driver_id)) AS driver,
    l.running_position AS position,  -- kept by loads
    l.behind_leader_us AS gap_us
FROM driven AS c
CROSS JOIN laps AS l
LEFT JOIN known AS d ON d.id = l.driver_id
WHERE l.session_id = c.session_id
  AND l.entry_id = c.entry_id
  AND l.behind_leader_us IS NOT NULL
  AND (:within_s IS NULL OR l.behind_leader_us <= :within_s * 1000000)
  AND (
      -- include: these_cars
  )
ORDER BY c.session_place, l.number, l.behind_leader_us, l.entry_id
