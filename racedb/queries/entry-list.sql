-- The cars entered for events, with their crews
-- topic: people and teams
-- also: entries entered entrants who field
-- example: event=*
--
-- One row for each driver; a car whose drivers are not announced has one row. Also cars that only a list
-- of entries names: came says whether any session has a result of the car that is not withdrawn; it is
-- empty as long as the event has no results.
--
-- :event events          the event
-- :class classes = null  only cars of these classes

WITH wanted AS (
    SELECT
        e.id,
        EXISTS (
            SELECT 1
            FROM sessions AS s
            JOIN results AS r ON r.session_id = s.id
            WHERE s.event_id = e.id
        ) AS has_results
    FROM events AS e
    WHERE e.slug IN (:event)
)
SELECT
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    ca.name AS car,
    ed.seat,
    d.name AS driver,
    ed.rating,
    CASE WHEN en.reserve THEN 'reserve' END AS reserve,
    CASE
        WHEN NOT w.has_results THEN NULL
        WHEN EXISTS (SELECT 1 FROM results AS r WHERE r.entry_id = en.id AND r.status <> 'withdrawn')
            THEN 'yes'
        ELSE 'no'
    END AS came
FROM wanted AS w
JOIN events AS e ON e.id = w.id
JOIN entries AS en ON en.event_id = e.id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
LEFT JOIN entry_drivers AS ed ON ed.entry_id = en.id
LEFT JOIN drivers AS d ON d.id = ed.driver_id
WHERE (
    -- include: these_classes
)
ORDER BY e.starts_on NULLS LAST, e.id, coalesce(en.reserve, FALSE), en.id, ed.seat
