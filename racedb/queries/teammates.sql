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
)
SELECT
    e.name AS event,
    s.name AS session,
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
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
JOIN events AS e ON e.id = s.event_id
JOIN results AS ra ON ra.session_id = s.id
JOIN entries AS ea ON ea.id = ra.entry_id
JOIN teams AS t ON t.id = ea.team_id
JOIN entries AS eb
    ON eb.event_id = ea.event_id
    AND eb.team_id + 0 = ea.team_id  -- found by the event: a team has more cars than a race
    AND (eb.class_id = ea.class_id OR (eb.class_id IS NULL AND ea.class_id IS NULL))
    AND eb.id <> ea.id
JOIN results AS rb
    ON rb.session_id = s.id
    AND rb.entry_id = eb.id
    AND (rb.row_order > ra.row_order OR (rb.row_order = ra.row_order AND rb.entry_id > ra.entry_id))
JOIN crew_names AS ca ON ca.entry_id = ea.id
JOIN crew_names AS cb ON cb.entry_id = eb.id
LEFT JOIN classes AS cl ON cl.id = ea.class_id
WHERE :team IS NULL OR t.slug = :team
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id, t.id,
         ra.row_order, ra.entry_id, rb.row_order, rb.entry_id
