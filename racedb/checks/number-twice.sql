-- A car number is carried by one car of a session
-- severity: note
-- of: results
-- unit: count
-- rows: rows whose car number another car carries too
-- says: {found} cars carry this number
--
-- Two cars did carry one number now and then; else one car stands in two files under another crew.

WITH doubled AS (
    -- The second car of a number is a second variant of it: few events have one.
    SELECT DISTINCT s.id AS session_id
    FROM sessions AS s
    JOIN entries AS en ON en.event_id = s.event_id
    WHERE s.id BETWEEN :first AND :last
      AND en.variant > 1
      AND en.car_number IS NOT NULL
),
several AS (
    SELECT r.session_id, en.car_number, count(*) AS cars
    FROM doubled AS d
    JOIN results AS r ON r.session_id = d.session_id
    JOIN entries AS en ON en.id = r.entry_id
    WHERE en.car_number IS NOT NULL
    GROUP BY r.session_id, en.car_number
    HAVING count(*) > 1
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    1 AS expected,
    k.cars AS found,
    r.import_id,
    r.line
FROM several AS k
JOIN results AS r ON r.session_id = k.session_id
JOIN entries AS en ON en.id = r.entry_id AND en.car_number = k.car_number
