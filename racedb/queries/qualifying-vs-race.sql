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
pairs AS (
    SELECT
        r.session_id,
        r.entry_id,
        q.position AS qualifying_position,
        q.best_lap_us AS qualifying_lap_us,
        sq.name AS qualifying,
        row_number() OVER (
            PARTITION BY r.session_id, r.entry_id
            ORDER BY sq.id IS NULL, sq.starts_at IS NULL, sq.starts_at DESC, sq.id DESC
        ) AS place
    FROM wanted AS w
    JOIN sessions AS s ON s.id = w.id AND s.kind = 'race'
    JOIN results AS r ON r.session_id = s.id
    LEFT JOIN sessions AS sq
        ON sq.event_id = s.event_id
        AND sq.kind = 'qualifying'
        AND sq.part_of_id IS NULL
        AND (sq.starts_at IS NULL OR s.starts_at IS NULL OR sq.starts_at <= s.starts_at)
        AND EXISTS (SELECT 1 FROM results AS x WHERE x.session_id = sq.id AND x.entry_id = r.entry_id)
    LEFT JOIN results AS q ON q.session_id = sq.id AND q.entry_id = r.entry_id
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    cn.drivers,
    p.qualifying,
    p.qualifying_position,
    r.position,
    p.qualifying_position - r.position AS gained,
    p.qualifying_lap_us,
    r.best_lap_us AS race_lap_us,
    r.status
FROM pairs AS p
JOIN results AS r ON r.session_id = p.session_id AND r.entry_id = p.entry_id
JOIN sessions AS s ON s.id = p.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = p.entry_id
JOIN crew_names AS cn ON cn.entry_id = en.id
LEFT JOIN classes AS cl ON cl.id = en.class_id
WHERE p.place = 1
  AND (:class IS NULL OR lower(cl.code) = lower(:class))
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, r.row_order,
         r.entry_id
