-- Position of each car at the end of each lap
-- topic: laps
-- chart: laps x=lap_number y=position colour=car_number
-- example: event=*
--
-- Races only. The place that is printed, or else the order in which the cars ended the lap.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :cars text = null      only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
),
placed AS (
    -- include: places_by_lap
)
SELECT
    e.name AS event,
    s.name AS session,
    p.number AS lap_number,
    p.position,
    en.car_number,
    cl.code AS class,
    d.name AS driver,
    p.lap_us
FROM placed AS p
JOIN sessions AS s ON s.id = p.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = p.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN drivers AS d ON d.id = p.driver_id
WHERE (
    -- include: these_cars
)
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, p.number,
         p.position IS NULL, p.position, p.entry_id
