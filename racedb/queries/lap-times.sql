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
timed AS (
    -- include: laps_of_sessions
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    d.name AS driver,
    t.number AS lap_number,
    t.lap_us,
    t.s1_us,
    t.s2_us,
    t.s3_us
FROM timed AS t
JOIN sessions AS s ON s.id = t.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = t.entry_id
JOIN results AS r ON r.session_id = t.session_id AND r.entry_id = t.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN drivers AS d ON d.id = t.driver_id
WHERE CASE :laps WHEN 'all' THEN t.lap_us ELSE t.clean_us END IS NOT NULL
  AND (
      -- include: these_cars
  )
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, r.row_order,
         t.entry_id, t.number
