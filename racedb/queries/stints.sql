-- Stints of each car, and their pace
-- topic: laps
-- chart: stints x=first_lap y=car_number colour=driver
-- example: event=*
--
-- A stint ends with an in-lap or another driver. The mean is of clean laps only: under green, no in-
-- or out-lap, not the opening lap of a race, not deleted. The duration is that of its laps.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :cars text = null      only these car numbers: 7,8,51

WITH wanted AS (
    -- include: sessions
),
timed AS (
    -- include: laps_of_sessions
),
numbered AS (
    SELECT
        t.session_id, t.entry_id, t.number, t.driver_id, t.lap_us, t.clean_us,
        sum(t.begins) OVER (PARTITION BY t.session_id, t.entry_id ORDER BY t.number) AS stint
    FROM timed AS t
    JOIN entries AS en ON en.id = t.entry_id
    WHERE (
        -- include: these_cars
    )
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    CAST(n.stint AS bigint) AS stint,
    d.name AS driver,
    min(n.number) AS first_lap,
    max(n.number) AS last_lap,
    count(*) AS laps,
    min(n.lap_us) AS best_lap_us,
    (CAST(sum(n.clean_us) AS bigint) * 2 + count(n.clean_us)) / nullif(count(n.clean_us) * 2, 0)
        AS mean_clean_us,
    CAST(sum(n.lap_us) AS bigint) AS duration_us
FROM numbered AS n
JOIN sessions AS s ON s.id = n.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = n.entry_id
JOIN results AS r ON r.session_id = n.session_id AND r.entry_id = n.entry_id
LEFT JOIN drivers AS d ON d.id = n.driver_id
GROUP BY e.id, e.name, e.starts_on, s.id, s.name, s.starts_at, en.id, en.car_number, n.stint, d.id,
         d.name, r.row_order
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id,
         r.row_order, en.id, n.stint
