-- Fastest lap of each layout and class
-- topic: records and wins
-- also: record
-- chart: best x=best_lap_us y=circuit+layout colour=class,kind label=drivers,event
-- spare: car starts_on
-- example: circuit=*
--
-- One row for each layout, class and kind of session: race and qualifying have records of their own.
-- A session is on its own layout or else its event's; where neither is known there is no record. Of
-- two equal laps the earlier one counts. Without a printed lap driver the whole crew holds it.
--
-- :circuit circuit = null                                     only this circuit
-- :kind race|qualifying|practice|warmup|test|other|all = all  only sessions of this kind
-- :class classes = null                                       only cars of these classes

WITH ranked AS (
    SELECT
        r.session_id,
        r.entry_id,
        r.best_lap_us,
        r.best_lap_driver_id,
        y.id AS layout_id,
        row_number() OVER (
            PARTITION BY y.id, en.class_id, s.kind
            ORDER BY r.best_lap_us, e.starts_on NULLS LAST, r.session_id, r.row_order, r.entry_id
        ) AS place
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id
    JOIN events AS e ON e.id = s.event_id
    JOIN layouts AS y ON y.id = coalesce(s.layout_id, e.layout_id)
    JOIN circuits AS c ON c.id = y.circuit_id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE r.best_lap_us IS NOT NULL
      AND (:circuit IS NULL OR c.slug = :circuit)
      AND :kind IN ('all', s.kind)
      AND (
          -- include: these_classes
      )
)
SELECT
    c.name AS circuit,
    y.name AS layout,
    y.length_m,
    cl.code AS class,
    s.kind,
    k.best_lap_us,
    coalesce(d.name, nullif(coalesce(r.crew_names, en.crew_names), '')) AS drivers,
    ca.name AS car,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    e.starts_on,
    s.name AS session
FROM ranked AS k
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
JOIN layouts AS y ON y.id = k.layout_id
JOIN circuits AS c ON c.id = y.circuit_id
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
LEFT JOIN drivers AS d ON d.id = k.best_lap_driver_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
WHERE k.place = 1
ORDER BY c.id, y.id, k.best_lap_us, en.class_id NULLS LAST, k.session_id, k.entry_id
