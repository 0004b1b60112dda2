-- The sessions, event by event
-- topic: contents
-- also: session
--
-- Results are rows of the classification, laps those that are stored one by one. A session that is
-- a part of another counts nowhere by itself.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series

WITH wanted AS (
    -- include: sessions
)
SELECT
    w.season,
    w.event,
    w.session,
    s.code,
    s.kind,
    s.starts_at,
    s.state,
    p.name AS part_of,
    (SELECT count(*) FROM results AS r WHERE r.session_id = s.id) AS results,
    (SELECT count(*) FROM laps AS l WHERE l.session_id = s.id) AS laps
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
LEFT JOIN sessions AS p ON p.id = s.part_of_id
ORDER BY w.place
