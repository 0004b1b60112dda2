-- Lap times by driver
-- topic: laps
-- also: laps times lap time
-- chart: box x=lap_us y=driver,car_number colour=class,team
-- spare: team
-- example: event=*
--
-- Every lap with a time that shows pace: under green, no in- or out-lap, not the opening lap of a
-- race, not deleted; laps=all gives all.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :cars numbers = null      only these car numbers: 7,8,51
-- :laps clean|all = clean   which laps

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    d.name AS driver,
    l.number AS lap_number,
    l.lap_us,
    l.s1_us,
    l.s2_us,
    l.s3_us
FROM wanted AS w
JOIN results AS r ON r.session_id = w.id
JOIN laps AS l ON l.session_id = r.session_id AND l.entry_id = r.entry_id
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN drivers AS d ON d.id = l.driver_id
WHERE l.lap_us IS NOT NULL
  AND (:laps = 'all' OR l.clean)
  AND (
      -- include: these_cars
  )
ORDER BY w.place, r.row_order, r.entry_id, l.number
