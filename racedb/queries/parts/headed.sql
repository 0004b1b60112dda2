-- the wanted sessions, and what belongs to a session, so that it is looked up once and not for each row;
-- place numbers them in order
SELECT
    s.id, s.name AS session, s.kind, s.starts_at, s.event_id, e.name AS event,
    row_number() OVER (
        ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id
    ) AS place
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
JOIN events AS e ON e.id = s.event_id
