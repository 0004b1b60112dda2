-- The best lap of a car is one of its laps
-- severity: warning
-- of: results
-- unit: duration
-- rows: cars whose best lap is none of their laps
-- says: best lap {found}, the fastest of its laps is {expected}
--
-- Where classification and laps are both known. A best lap that is not the fastest is none: stewards
-- delete laps, and few files of laps say so. May be off by the rounding of the times, two
-- thousandths of a second.

WITH doubtful AS MATERIALIZED (
    -- Most best laps are that of lap_sums: the laps of few cars are left to compare.
    SELECT r.session_id, r.entry_id, r.best_lap_us, r.import_id, r.line
    FROM results AS r
    JOIN (
        SELECT session_id, entry_id, min(best_lap_us) AS best_lap_us
        FROM lap_sums
        WHERE session_id BETWEEN :first AND :last
        GROUP BY session_id, entry_id
    ) AS k ON k.session_id = r.session_id AND k.entry_id = r.entry_id
    WHERE r.best_lap_us IS NOT NULL
      AND (k.best_lap_us IS NULL OR abs(k.best_lap_us - r.best_lap_us) > 2000)
),
measured AS (
    SELECT
        d.session_id, d.entry_id, d.best_lap_us, d.import_id, d.line,
        (
            SELECT min(l.lap_us)
            FROM laps AS l
            WHERE l.session_id = d.session_id AND l.entry_id = d.entry_id
        ) AS expected,
        (
            SELECT min(abs(l.lap_us - d.best_lap_us))
            FROM laps AS l
            WHERE l.session_id = d.session_id AND l.entry_id = d.entry_id
        ) AS off_us
    FROM doubtful AS d
)
SELECT
    session_id,
    entry_id,
    CAST(NULL AS integer) AS lap,
    expected,
    best_lap_us AS found,
    import_id,
    line
FROM measured
WHERE off_us > 2000
