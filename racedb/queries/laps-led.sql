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
    w.event,
    w.session,
    en.car_number,
    d.name AS driver,
    t.name AS team,
    k.laps_led,
    k.first_led AS first_lap,
    k.last_led AS last_lap
FROM wanted AS w
JOIN lap_sums AS k ON k.session_id = w.id
JOIN entries AS en ON en.id = k.entry_id
LEFT JOIN drivers AS d ON d.id = k.driver_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE k.laps_led > 0
ORDER BY w.place, k.laps_led DESC, k.first_led, k.entry_id
