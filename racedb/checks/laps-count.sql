-- A car has as many laps as its result says
-- severity: warning
-- of: results
-- unit: count
-- rows: cars whose laps are not as many as the result says
-- says: laps that are known: {found}, the result says {expected}
--
-- One lap more is no finding: many files of laps have one that the car did not complete, or completed
-- after the flag.

WITH known AS (
    SELECT session_id, entry_id, sum(laps) AS laps
    FROM lap_sums
    WHERE session_id BETWEEN :first AND :last
    GROUP BY session_id, entry_id
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    r.laps AS expected,
    k.laps AS found,
    r.import_id,
    r.line
FROM known AS k
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
WHERE k.laps < r.laps
   OR k.laps > r.laps + 1
