-- A gap is the time less the leader's
-- severity: error
-- of: results
-- unit: duration
-- rows: gaps that are not the time less the leader's
-- says: gap {found}, the times say {expected}
--
-- Of a race the total times count, elsewhere the best laps; a session of parts (Q1, Q2, Q3) is not
-- looked at, for its gaps may be of the part. May be off by the rounding of the times, two
-- thousandths of a second. Where two cars lead, or the leader has no time, nothing is compared.

WITH timed AS (
    SELECT
        r.session_id, r.entry_id, r.position, r.gap_us, r.import_id, r.line,
        CASE WHEN s.kind = 'race' THEN r.total_us ELSE r.best_lap_us END AS time_us
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id
    WHERE r.session_id BETWEEN :first AND :last
      AND s.id NOT IN (SELECT part_of_id FROM sessions WHERE part_of_id IS NOT NULL)
),
leaders AS (
    SELECT session_id, min(time_us) AS time_us
    FROM timed
    WHERE position = 1
      AND time_us IS NOT NULL
    GROUP BY session_id
    HAVING count(*) = 1
)
SELECT
    t.session_id,
    t.entry_id,
    CAST(NULL AS integer) AS lap,
    t.time_us - k.time_us AS expected,
    t.gap_us AS found,
    t.import_id,
    t.line
FROM leaders AS k
JOIN timed AS t ON t.session_id = k.session_id
WHERE abs(t.time_us - k.time_us - t.gap_us) > 2000
