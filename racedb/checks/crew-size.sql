-- A car has a crew of 1 to 10
-- severity: warning
-- of: results
-- unit: count
-- rows: cars without a crew, or with one that is too big
-- says: a crew of {found}
--
-- A car without a crew is a finding only where other cars of its session have one.

WITH crews AS (
    SELECT r.session_id, r.entry_id, r.import_id, r.line, count(d.driver_id) AS drivers
    FROM results AS r
    LEFT JOIN entry_drivers AS d ON d.entry_id = r.entry_id
    WHERE r.session_id BETWEEN :first AND :last
    GROUP BY r.session_id, r.entry_id, r.import_id, r.line
),
sizes AS (
    SELECT session_id, max(drivers) AS most
    FROM crews
    GROUP BY session_id
)
SELECT
    c.session_id,
    c.entry_id,
    CAST(NULL AS integer) AS lap,
    1 AS expected,
    c.drivers AS found,
    c.import_id,
    c.line
FROM crews AS c
JOIN sizes AS k ON k.session_id = c.session_id
WHERE c.drivers > 10
   OR (c.drivers = 0 AND k.most > 0)
