-- Cars that finished a race stand in the order of their laps
-- severity: warning
-- of: results
-- unit: count
-- rows: positions with more laps than the one before
-- says: laps: {found}, the position before it has {expected}
--
-- Only cars that finished and are classified are compared.

WITH ordered AS (
    SELECT
        r.session_id, r.entry_id, r.laps, r.import_id, r.line,
        lag(r.laps) OVER (PARTITION BY r.session_id ORDER BY r.position, r.entry_id) AS before_laps
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id
    WHERE r.session_id BETWEEN :first AND :last
      AND s.kind = 'race'
      AND r.position IS NOT NULL
      AND r.laps IS NOT NULL
      AND r.status = 'finished'
)
SELECT
    session_id,
    entry_id,
    CAST(NULL AS integer) AS lap,
    before_laps AS expected,
    laps AS found,
    import_id,
    line
FROM ordered
WHERE laps > before_laps
