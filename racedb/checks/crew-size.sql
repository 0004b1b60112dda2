-- A car has a crew of 1 to 10
-- severity: warning
-- of: results
-- unit: count
-- rows: cars without a crew, or with one that is too big
-- says: a crew of {found}
--
-- A car without a crew is a finding only where other cars of its session have one, and if it took part:
-- reserves are listed without.

WITH odd AS (
    -- Both kinds apart: PostgreSQL joins a condition that stands alone, and looks up each row of an OR.
    SELECT r.session_id, r.entry_id, r.import_id, r.line
    FROM results AS r
    WHERE r.session_id BETWEEN :first AND :last
      AND EXISTS (SELECT 1 FROM entry_drivers AS d WHERE d.entry_id = r.entry_id AND d.seat > 10)
    UNION ALL
    SELECT r.session_id, r.entry_id, r.import_id, r.line
    FROM results AS r
    WHERE r.session_id BETWEEN :first AND :last
      AND NOT EXISTS (SELECT 1 FROM entry_drivers AS d WHERE d.entry_id = r.entry_id)
      AND (r.laps > 0 OR r.position IS NOT NULL OR r.best_lap_us IS NOT NULL)
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    1 AS expected,
    coalesce((SELECT max(d.seat) FROM entry_drivers AS d WHERE d.entry_id = r.entry_id), 0) AS found,
    r.import_id,
    r.line
FROM odd AS r
WHERE (
    SELECT d.seat
    FROM results AS o
    JOIN entry_drivers AS d ON d.entry_id = o.entry_id
    WHERE o.session_id = r.session_id
    LIMIT 1
) IS NOT NULL
