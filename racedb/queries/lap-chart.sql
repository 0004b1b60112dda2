-- Position of each car at the end of each lap
-- topic: laps
-- chart: laps x=lap_number y=position colour=car_number
-- example: event=*
--
-- Races only. The place that is printed, or else the order in which the cars ended the lap.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :cars text = null      only these car numbers: 7,8,51

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
    p.position,
    c.car_number,
    c.class,
    coalesce(d.name, (SELECT x.name FROM drivers AS x WHERE x.id = p.driver_id)) AS driver,
    p.lap_us
FROM placed AS p
CROSS JOIN driven AS c
LEFT JOIN known AS d ON d.id = p.driver_id
WHERE c.place = p.place
  AND (
      -- include: these_cars
  )
ORDER BY p.session_place, p.number, p.position IS NULL, p.position, p.entry_id
