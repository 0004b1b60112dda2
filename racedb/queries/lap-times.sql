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
),
known AS MATERIALIZED (
    -- include: laps_drivers
),
timed AS (
    -- include: laps_driven
)
SELECT
    t.event,
    t.session,
    t.car_number,
    t.class,
    coalesce(d.name, (SELECT x.name FROM drivers AS x WHERE x.id = t.driver_id)) AS driver,
    t.number AS lap_number,
    t.lap_us,
    t.s1_us,
    t.s2_us,
    t.s3_us
FROM timed AS t
LEFT JOIN known AS d ON d.id = t.driver_id
WHERE CASE :laps WHEN 'all' THEN t.lap_us ELSE t.clean_us END IS NOT NULL
  AND (
      -- include: these_cars
  )
ORDER BY t.place, t.number
