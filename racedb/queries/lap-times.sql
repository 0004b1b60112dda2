-- Lap times by driver
-- topic: laps
-- chart: box x=lap_us y=driver colour=car_number
-- example: event=*
--
-- Every lap with a time that shows pace: under green, no in- or out-lap, not the opening lap of a
-- race, not deleted; laps=all gives all.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :cars text = null      only these car numbers: 7,8,51
-- :laps clean|all = clean  which laps

WITH wanted AS (
    -- include: sessions
),
driven AS MATERIALIZED (
    -- include: driven
)
SELECT
    c.event,
    c.session,
    c.car_number,
    c.class,
    d.name AS driver,
    l.number AS lap_number,
    l.lap_us,
    l.s1_us,
    l.s2_us,
    l.s3_us
FROM driven AS c
CROSS JOIN laps AS l
LEFT JOIN drivers AS d ON d.id = l.driver_id
WHERE l.session_id = c.session_id
  AND l.entry_id = c.entry_id
  AND l.lap_us IS NOT NULL
  AND (:laps = 'all' OR l.clean)  -- kept by loads
  AND (
      -- include: these_cars
  )
ORDER BY c.place, l.number
