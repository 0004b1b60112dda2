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

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    (
        SELECT min(l.lap_us)
        FROM laps AS l
        WHERE l.session_id = r.session_id AND l.entry_id = r.entry_id
    ) AS expected,
    r.best_lap_us AS found,
    r.import_id,
    r.line
FROM results AS r
WHERE r.session_id BETWEEN :first AND :last
  AND EXISTS (
      SELECT 1
      FROM laps AS l
      WHERE l.session_id = r.session_id AND l.entry_id = r.entry_id AND l.lap_us IS NOT NULL
  )
  AND r.best_lap_us IS NOT NULL
  AND NOT EXISTS (  -- nearly always it is the best lap that loads keep
      SELECT 1
      FROM lap_sums AS k
      WHERE k.session_id = r.session_id
        AND k.entry_id = r.entry_id
        AND k.best_lap_us BETWEEN r.best_lap_us - 2000 AND r.best_lap_us + 2000
  )
  AND NOT EXISTS (
      SELECT 1
      FROM laps AS l
      WHERE l.session_id = r.session_id
        AND l.entry_id = r.entry_id
        AND l.lap_us BETWEEN r.best_lap_us - 2000 AND r.best_lap_us + 2000
  )
