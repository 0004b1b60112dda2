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
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    d.name AS driver,
    t.name AS team,
    k.laps_led,
    k.first_led AS first_lap,
    k.last_led AS last_lap
FROM wanted AS w
CROSS JOIN lap_sums AS k  -- kept by loads
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
LEFT JOIN drivers AS d ON d.id = k.driver_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE k.session_id = w.id
  AND k.laps_led > 0
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, k.laps_led DESC,
         k.first_led, k.entry_id
