-- A driver sits in one car of a race
-- severity: note
-- of: results
-- unit: count
-- rows: cars of a race whose crew sits in another car too
-- says: {found} of its drivers sit in another car of the race
--
-- Reserves and relief drivers do so rightly; else two people of one name are taken for one.

WITH doubled AS (
    SELECT d.session_id, d.driver_id
    FROM drives AS d
    JOIN sessions AS s ON s.id = d.session_id AND s.kind = 'race'
    WHERE d.session_id BETWEEN :first AND :last
    GROUP BY d.session_id, d.driver_id
    HAVING count(*) > 1
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    0 AS expected,
    count(*) AS found,
    r.import_id,
    r.line
FROM doubled AS x
JOIN drives AS d ON d.session_id = x.session_id AND d.driver_id = x.driver_id
JOIN results AS r ON r.session_id = d.session_id AND r.entry_id = d.entry_id
GROUP BY r.session_id, r.entry_id, r.import_id, r.line
