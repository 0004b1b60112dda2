-- the cars of the wanted sessions that have laps, and what belongs to a car, so that it is looked up once
-- and not for each lap; session_place numbers the sessions and place the cars of all, in order.
-- LIMIT 1 and + 0 give the same: without them PostgreSQL plans for a single lap; and without ORDER BY it
-- may look through all laps of the database for one of a session that has none
SELECT
    dense_rank() OVER (
        ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id
    ) AS session_place,
    row_number() OVER (
        ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id,
                 r.row_order, r.entry_id
    ) AS place,
    r.session_id + 0 AS session_id, r.entry_id + 0 AS entry_id, s.kind, e.name AS event,
    s.name AS session, en.car_number, en.team_id, cl.code AS class
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
JOIN events AS e ON e.id = s.event_id
CROSS JOIN results AS r
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
WHERE r.session_id = s.id
  AND (SELECT l.session_id FROM laps AS l WHERE l.session_id = s.id ORDER BY l.entry_id LIMIT 1)
      IS NOT NULL
