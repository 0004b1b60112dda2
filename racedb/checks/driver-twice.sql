-- A driver sits in one car of a race
-- severity: note
-- of: results
-- unit: count
-- rows: cars of a race whose crew sits in another car too
-- says: {found} of its drivers sit in another car of the race
--
-- Reserves and relief drivers do so rightly; else two people of one name are taken for one.

WITH doubled AS MATERIALIZED (
    SELECT r.session_id
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id AND s.kind = 'race'
    JOIN entry_drivers AS d ON d.entry_id = r.entry_id
    WHERE r.session_id BETWEEN :first AND :last
    GROUP BY r.session_id
    HAVING count(*) > count(DISTINCT d.driver_id)
)
SELECT
    seats.session_id,
    seats.entry_id,
    CAST(NULL AS integer) AS lap,
    0 AS expected,
    count(*) AS found,
    seats.import_id,
    seats.line
FROM (
    SELECT
        r.session_id,
        r.entry_id,
        r.import_id,
        r.line,
        count(*) OVER (PARTITION BY r.session_id, d.driver_id) AS cars_of_driver
    FROM results AS r
    JOIN entry_drivers AS d ON d.entry_id = r.entry_id
    WHERE r.session_id IN (SELECT session_id FROM doubled)
) AS seats
WHERE seats.cars_of_driver > 1
GROUP BY seats.session_id, seats.entry_id, seats.import_id, seats.line
