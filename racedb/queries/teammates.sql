-- Cars of one team against each other
-- topic: people and teams
-- example: event=*
--
-- One row for each two cars of one team and class in a session, the one further up first. The
-- difference of best laps is positive where the first car was faster. Drivers of one car are compared
-- by crew-pace.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :team team = null      only this team

WITH wanted AS (
    -- include: sessions
),
headed AS MATERIALIZED (
    -- include: headed
),
several AS MATERIALIZED (  -- the teams that enter more than one car of a class
    SELECT en.event_id, en.team_id, en.class_id
    FROM entries AS en
    WHERE en.event_id IN (SELECT h.event_id FROM headed AS h)
      AND en.team_id IS NOT NULL
      AND (:team IS NULL OR en.team_id = (SELECT t.id FROM teams AS t WHERE t.slug = :team))
    GROUP BY en.event_id, en.team_id, en.class_id
    HAVING count(*) > 1
)
SELECT
    h.event,
    h.session,
    t.name AS team,
    cl.code AS class,
    ea.car_number,
    ca.drivers,
    ra.position,
    eb.car_number AS other_car_number,
    cb.drivers AS other_drivers,
    rb.position AS other_position,
    ra.best_lap_us,
    rb.best_lap_us AS other_best_lap_us,
    rb.best_lap_us - ra.best_lap_us AS faster_by_us
FROM several AS m
JOIN headed AS h ON h.event_id = m.event_id
JOIN teams AS t ON t.id = m.team_id
LEFT JOIN classes AS cl ON cl.id = m.class_id
JOIN entries AS ea
    ON ea.event_id = m.event_id
    AND ea.team_id + 0 = m.team_id  -- found by the event: a team has more cars than a race
    AND (ea.class_id = m.class_id OR (ea.class_id IS NULL AND m.class_id IS NULL))
JOIN entries AS eb
    ON eb.event_id = m.event_id
    AND eb.team_id + 0 = m.team_id
    AND (eb.class_id = m.class_id OR (eb.class_id IS NULL AND m.class_id IS NULL))
    AND eb.id <> ea.id
JOIN results AS ra ON ra.session_id = h.id AND ra.entry_id = ea.id
JOIN results AS rb
    ON rb.session_id = h.id
    AND rb.entry_id = eb.id
    AND (rb.row_order > ra.row_order OR (rb.row_order = ra.row_order AND rb.entry_id > ra.entry_id))
JOIN crew_names AS ca ON ca.entry_id = ea.id
JOIN crew_names AS cb ON cb.entry_id = eb.id
ORDER BY h.place, t.id, ra.row_order, ra.entry_id, rb.row_order, rb.entry_id
