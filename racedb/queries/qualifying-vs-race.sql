-- Qualifying against race
-- topic: results
-- example: event=*
--
-- Every car of a race with the place and best lap of its last qualifying session of the event before
-- it; parts of a session, such as Q1 of Q, do not count by themselves.
--
-- :event event = null    only this event
-- :session text = null   only this race, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class

WITH wanted AS (
    -- include: sessions
),
headed AS MATERIALIZED (
    -- include: headed
),
qualifying AS MATERIALIZED (  -- of each race, the last one is number 1
    SELECT
        h.id AS race_id,
        s.id,
        s.name,
        row_number() OVER (
            PARTITION BY h.id ORDER BY s.starts_at IS NULL, s.starts_at DESC, s.id DESC
        ) AS number
    FROM headed AS h
    JOIN sessions AS s
        ON s.event_id = h.event_id
        AND s.kind = 'qualifying'
        AND s.part_of_id IS NULL
        AND (s.starts_at IS NULL OR h.starts_at IS NULL OR s.starts_at <= h.starts_at)
    WHERE h.kind = 'race'
),
qualified AS MATERIALIZED (
    SELECT q.race_id, r.entry_id, min(q.number) AS number
    FROM qualifying AS q
    JOIN results AS r ON r.session_id = q.id
    GROUP BY q.race_id, r.entry_id
)
SELECT
    h.event,
    h.session,
    en.car_number,
    cl.code AS class,
    (SELECT cn.drivers FROM crew_names AS cn WHERE cn.entry_id = en.id) AS drivers,
    s.name AS qualifying,
    q.position AS qualifying_position,
    r.position,
    q.position - r.position AS gained,
    q.best_lap_us AS qualifying_lap_us,
    r.best_lap_us AS race_lap_us,
    r.status
FROM headed AS h
CROSS JOIN results AS r
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN qualified AS k ON k.race_id = r.session_id AND k.entry_id = r.entry_id
LEFT JOIN qualifying AS s ON s.race_id = k.race_id AND s.number = k.number
LEFT JOIN results AS q ON q.session_id = s.id AND q.entry_id = r.entry_id
WHERE r.session_id = h.id
  AND h.kind = 'race'
  AND (:class IS NULL OR lower(cl.code) = lower(:class))
ORDER BY h.place, r.row_order, r.entry_id
