-- Laps led
-- topic: laps
-- chart: bars x=laps_led y=driver colour=car_number
-- example: event=*
--
-- How many laps of a race each car and driver ended in the lead, who led most first. Where no laps
-- were loaded there is no row.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series

WITH wanted AS (
    -- include: sessions
),
placed AS (
    -- include: places_by_lap
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    d.name AS driver,
    t.name AS team,
    count(*) AS laps_led,
    min(p.number) AS first_lap,
    max(p.number) AS last_lap
FROM placed AS p
JOIN sessions AS s ON s.id = p.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = p.entry_id
LEFT JOIN drivers AS d ON d.id = p.driver_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE p.position = 1
GROUP BY e.id, e.name, e.starts_on, s.id, s.name, s.starts_at, en.id, en.car_number, d.id, d.name,
         t.name
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, count(*) DESC,
         min(p.number), en.id
