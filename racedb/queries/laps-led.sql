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
driven AS MATERIALIZED (
    -- include: driven
),
placed AS (
    -- include: places_by_lap
)
SELECT
    c.event,
    c.session,
    c.car_number,
    d.name AS driver,
    t.name AS team,
    count(*) AS laps_led,
    min(p.number) AS first_lap,
    max(p.number) AS last_lap
FROM placed AS p
CROSS JOIN driven AS c
LEFT JOIN drivers AS d ON d.id = p.driver_id
LEFT JOIN teams AS t ON t.id = c.team_id
WHERE c.place = p.place
  AND p.position = 1
GROUP BY p.session_place, c.event, c.session, p.entry_id, c.car_number, d.id, d.name, t.name
ORDER BY p.session_place, count(*) DESC, min(p.number), p.entry_id
