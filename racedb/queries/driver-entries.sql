-- Everything a driver entered
-- topic: people and teams
--
-- One row for each car and session, the earliest event first; an entry without a result has one row.
--
-- :driver text   the driver, by name or slug

SELECT
    d.name AS driver,
    e.name AS event,
    e.starts_on,
    s.name AS session,
    en.car_number,
    c.class,
    c.team,
    c.car,
    c.drivers,
    c.position,
    c.class_position,
    c.status,
    c.best_lap_us
FROM drivers AS d
JOIN entry_drivers AS ed ON ed.driver_id = d.id
JOIN entries AS en ON en.id = ed.entry_id
JOIN events AS e ON e.id = en.event_id
LEFT JOIN results AS r ON r.entry_id = en.id
LEFT JOIN sessions AS s ON s.id = r.session_id
LEFT JOIN classification AS c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
WHERE lower(:driver) IN (d.slug, lower(d.name))
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, en.id, s.starts_at IS NULL, s.starts_at,
         s.id IS NULL, s.id
