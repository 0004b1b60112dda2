-- Cars on the lead lap of a race stand in the order of their times
-- severity: warning
-- of: results
-- unit: duration
-- rows: positions with a shorter total time than the one before
-- says: total time {found}, the position before it has {expected}
--
-- Only cars with as many laps as the first are compared: the times of lapped cars say nothing about
-- their order.

WITH timed AS (
    SELECT
        r.session_id, r.entry_id, r.position, r.total_us, r.laps, r.import_id, r.line,
        max(r.laps) OVER (PARTITION BY r.session_id) AS most
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id
    WHERE r.session_id BETWEEN :first AND :last
      AND s.kind = 'race'
      AND r.position IS NOT NULL
      AND r.total_us IS NOT NULL
),
ordered AS (
    SELECT
        session_id, entry_id, total_us, import_id, line,
        lag(total_us) OVER (PARTITION BY session_id ORDER BY position, entry_id) AS before_us
    FROM timed
    WHERE most IS NULL OR laps = most
)
SELECT
    session_id,
    entry_id,
    CAST(NULL AS integer) AS lap,
    before_us AS expected,
    total_us AS found,
    import_id,
    line
FROM ordered
WHERE total_us < before_us
