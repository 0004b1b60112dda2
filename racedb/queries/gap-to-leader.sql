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
),
placed AS (
    -- include: places_by_lap
)
SELECT
    c.event,
    c.session,
    p.number AS lap_number,
    c.car_number,
    coalesce(d.name, (SELECT x.name FROM drivers AS x WHERE x.id = p.driver_id)) AS driver,
    p.position,
    CAST(p.at_us - p.leader_us AS bigint) AS gap_us
FROM placed AS p
CROSS JOIN driven AS c
LEFT JOIN known AS d ON d.id = p.driver_id
WHERE c.place = p.place
  AND p.at_us IS NOT NULL
  AND (:within_s IS NULL OR p.at_us - p.leader_us <= :within_s * 1000000)
  AND (
      -- include: these_cars
  )
ORDER BY p.session_place, p.number, p.at_us, p.entry_id
