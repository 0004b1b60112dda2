-- Places gained and lost from the grid to the flag
-- topic: results
-- example: event=*
--
-- Every car with a place on the grid of a race, who gained most first; a car that was not classified
-- comes last, and gained nothing that could be counted.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class

WITH wanted AS (
    -- include: sessions
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    cn.drivers,
    t.name AS team,
    r.grid_position,
    r.grid_note,
    r.position,
    r.grid_position - r.position AS gained,
    r.status
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id AND s.kind = 'race'
JOIN events AS e ON e.id = s.event_id
JOIN results AS r ON r.session_id = s.id
JOIN entries AS en ON en.id = r.entry_id
JOIN crew_names AS cn ON cn.entry_id = en.id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE r.grid_position IS NOT NULL
  AND (:class IS NULL OR lower(cl.code) = lower(:class))
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id,
         r.position IS NULL, r.grid_position - r.position DESC, r.row_order, r.entry_id
