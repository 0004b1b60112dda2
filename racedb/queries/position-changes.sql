-- Who leads, and how many places changed, lap by lap
-- topic: laps
-- example: event=*
--
-- One row for each lap of a race: the leader, whether it is another than the lap before, how many cars
-- gained places against the lap before, how many places they gained in all, and who gained most.
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
),
moved AS (
    SELECT
        p.session_id, p.entry_id, p.number, p.position, p.driver_id,
        lag(p.position) OVER (PARTITION BY p.session_id, p.entry_id ORDER BY p.number) - p.position
            AS gained
    FROM placed AS p
    WHERE p.position IS NOT NULL
),
ranked AS (
    SELECT
        m.session_id, m.entry_id, m.number, m.position, m.driver_id, m.gained,
        row_number() OVER (
            PARTITION BY m.session_id, m.number ORDER BY m.gained IS NULL, m.gained DESC, m.position
        ) AS most
    FROM moved AS m
)
SELECT
    e.name AS event,
    s.name AS session,
    k.number AS lap_number,
    min(CASE WHEN k.position = 1 THEN en.car_number END) AS leader,
    CASE WHEN min(CASE WHEN k.position = 1 THEN k.gained END) > 0 THEN 1 ELSE 0 END AS new_leader,
    sum(CASE WHEN k.gained > 0 THEN 1 ELSE 0 END) AS cars_up,
    sum(CASE WHEN k.gained > 0 THEN k.gained ELSE 0 END) AS places_gained,
    min(CASE WHEN k.most = 1 AND k.gained > 0 THEN en.car_number END) AS most_by,
    max(CASE WHEN k.gained > 0 THEN k.gained END) AS most_places
FROM ranked AS k
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
GROUP BY e.id, e.name, e.starts_on, s.id, s.name, s.starts_at, k.number
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, k.number
