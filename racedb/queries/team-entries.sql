-- Everything a team entered
-- topic: people and teams
-- also: team
-- spare: car
-- example: team=*
--
-- One row for each car and session, the earliest event first; an entry without a result has one row.
--
-- :team team  the team

SELECT
    t.name AS team,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    e.starts_on,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    en.entrant_name AS entrant,
    ca.name AS car,
    nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
    r.position,
    r.class_position,
    r.status,
    r.best_lap_us
FROM teams AS t
JOIN entries AS en ON en.team_id = t.id
JOIN events AS e ON e.id = en.event_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
LEFT JOIN results AS r ON r.entry_id = en.id
LEFT JOIN sessions AS s ON s.id = r.session_id
WHERE t.slug = :team
ORDER BY e.starts_on NULLS LAST, e.id, en.id, s.starts_at NULLS LAST, s.id NULLS LAST
