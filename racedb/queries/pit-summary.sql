-- Pit stops of each car, summed up
-- topic: pit stops
-- example: event=*
--
-- How often each car stopped, how long it was in the pit lane in all, its shortest and longest stop.
-- Where no stops were loaded they are the in-laps, and times are not known.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class

WITH wanted AS (
    -- include: sessions
),
stopped AS (
    SELECT p.session_id, p.entry_id, p.lane_us
    FROM wanted AS w
    JOIN pit_stops AS p ON p.session_id = w.id
    UNION ALL
    SELECT l.session_id, l.entry_id, NULL AS lane_us
    FROM wanted AS w
    CROSS JOIN laps AS l
    WHERE l.session_id = w.id
      AND l.pit_in
      AND NOT EXISTS (SELECT 1 FROM pit_stops AS x WHERE x.session_id = l.session_id)
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    count(*) AS stops,
    CAST(sum(k.lane_us) AS bigint) AS lane_us,
    min(k.lane_us) AS shortest_us,
    max(k.lane_us) AS longest_us
FROM stopped AS k
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE :class IS NULL OR lower(cl.code) = lower(:class)
GROUP BY e.id, e.name, e.starts_on, s.id, s.name, s.starts_at, en.id, en.car_number, cl.code, t.name,
         r.row_order
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, r.row_order,
         en.id
