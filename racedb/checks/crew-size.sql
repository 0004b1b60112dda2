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
    SELECT d.session_id, d.entry_id
    FROM drives AS d
    WHERE d.session_id BETWEEN :first AND :last AND d.seat > 10
    UNION
    SELECT r.session_id, r.entry_id
    FROM results AS r
    WHERE r.session_id BETWEEN :first AND :last
      AND NOT EXISTS (SELECT 1 FROM entry_drivers AS d WHERE d.entry_id = r.entry_id)
      AND (r.laps > 0 OR r.position IS NOT NULL OR r.best_lap_us IS NOT NULL)
      AND EXISTS (SELECT 1 FROM drives AS d WHERE d.session_id = r.session_id)
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    1 AS expected,
    (
        SELECT count(*)
        FROM drives AS d
        WHERE d.session_id = r.session_id AND d.entry_id = r.entry_id
    ) AS found,
    r.import_id,
    r.line
FROM odd AS o
JOIN results AS r ON r.session_id = o.session_id AND r.entry_id = o.entry_id
