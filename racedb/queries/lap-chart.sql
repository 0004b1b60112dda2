-- Position of each car at the end of each lap
-- topic: laps
-- chart: laps x=lap_number y=position colour=car_number
-- example: event=*
--
-- Races only. The place that is printed, or else the order in which the cars ended the lap.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :cars numbers = null      only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    l.number AS lap_number,
    l.running_position AS position,
    en.car_number,
    cl.code AS class,
    d.name AS driver,
    l.lap_us
FROM wanted AS w
JOIN laps AS l ON l.session_id = w.id
JOIN entries AS en ON en.id = l.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN drivers AS d ON d.id = l.driver_id
WHERE w.kind = 'race'
  AND (
      -- include: these_cars
  )
ORDER BY w.place, l.number, l.running_position NULLS LAST, l.entry_id
