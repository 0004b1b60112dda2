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
)
SELECT
    c.event,
    c.session,
    l.number AS lap_number,
    l.running_position AS position,  -- kept by loads
    c.car_number,
    c.class,
    coalesce(d.name, (SELECT x.name FROM drivers AS x WHERE x.id = l.driver_id)) AS driver,
    l.lap_us
FROM driven AS c
CROSS JOIN laps AS l
LEFT JOIN known AS d ON d.id = l.driver_id
WHERE l.session_id = c.session_id
  AND l.entry_id = c.entry_id
  AND c.kind = 'race'
  AND (
      -- include: these_cars
  )
ORDER BY c.session_place, l.number, l.running_position IS NULL, l.running_position, l.entry_id
