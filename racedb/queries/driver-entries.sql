-- Everything a driver entered
-- topic: people and teams
-- also: history races
-- chart: career x=starts_on y=position colour=team,car only=kind=race
-- spare: kind car starts_on
-- example: driver=*
--
-- One row for each car and session, the earliest event first; an entry without a result has one row.
--
-- :driver driver  the driver

SELECT
    d.name AS driver,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    e.starts_on,
    s.name AS session,
    s.kind,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    ca.name AS car,
    nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
    r.position,
    r.class_position,
    r.status,
    r.best_lap_us
FROM drivers AS d
JOIN entry_drivers AS ed ON ed.driver_id = d.id
JOIN entries AS en ON en.id = ed.entry_id
LEFT JOIN teams AS t ON t.id = en.team_id
JOIN events AS e ON e.id = en.event_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
LEFT JOIN results AS r
    ON r.entry_id = en.id
    AND EXISTS (
        SELECT 1
        FROM session_crews AS c
        WHERE c.session_id = r.session_id AND c.entry_id = r.entry_id AND c.driver_id = d.id
    )
LEFT JOIN sessions AS s ON s.id = r.session_id
WHERE d.slug = :driver
ORDER BY e.starts_on NULLS LAST, e.id, en.id, s.starts_at NULLS LAST, s.id NULLS LAST
