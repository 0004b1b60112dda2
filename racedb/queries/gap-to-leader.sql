-- Gap to the leader at the end of each lap
-- topic: laps
-- chart: gaps x=lap_number y=gap_us label=car_number,driver colour=class,team
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
unstopped AS (
    -- include: unstopped
),
gaps AS (
    SELECT
        w.place, w.season, w.event, w.session, l.session_id, l.entry_id, l.number, l.driver_id,
        CASE :stops WHEN 'without' THEN u.position ELSE l.running_position END AS position,
        CASE :stops WHEN 'without' THEN u.behind_us ELSE l.behind_leader_us END AS gap_us
    FROM wanted AS w
    JOIN laps AS l ON l.session_id = w.id
    LEFT JOIN unstopped AS u
        ON u.session_id = l.session_id AND u.entry_id = l.entry_id AND u.number = l.number
)
SELECT
    g.season,
    g.event,
    g.session,
    g.number AS lap_number,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    d.name AS driver,
    g.position,
    g.gap_us
FROM gaps AS g
JOIN entries AS en ON en.id = g.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN drivers AS d ON d.id = g.driver_id
WHERE g.gap_us IS NOT NULL
  AND (:within_s IS NULL OR g.gap_us <= :within_s * 1000000)
  AND (
      -- include: these_cars
  )
ORDER BY g.place, g.number, g.gap_us, g.entry_id
