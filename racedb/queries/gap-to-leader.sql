-- Gap to the leader at the end of each lap
-- topic: laps
-- also: gaps behind distance
-- chart: gaps x=lap_number y=gap_us label=car_number,driver colour=class,team
-- spare: team
-- example: event=*
--
-- Races only: how long after the first car that ended the same lap each car ended it. With
-- stops=without as if no car had stopped, as in lap-chart.
--
-- :event events = null           only these events
-- :session sessions = null       only these sessions, by name or code: Race, R
-- :season seasons = null         only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null          only this series
-- :cars numbers = null           only these car numbers: 7,8,51
-- :stops with|without = with  whether pit stops count
-- :within_s int = null           only gaps up to so many seconds: a car in its garage hides the rest

WITH wanted AS (
    -- include: sessions
),
race_laps AS (
    -- include: race_laps
)
SELECT
    l.season,
    l.event,
    l.session,
    l.number AS lap_number,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    d.name AS driver,
    l.position,
    l.gap_us
FROM race_laps AS l
JOIN entries AS en ON en.id = l.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN drivers AS d ON d.id = l.driver_id
WHERE l.gap_us IS NOT NULL
  AND (:within_s IS NULL OR l.gap_us <= :within_s * 1000000)
  AND (
      -- include: these_cars
  )
ORDER BY l.place, l.number, l.gap_us, l.entry_id
