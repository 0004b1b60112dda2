-- A lap does not take many times as long as others
-- severity: error
-- of: laps
-- unit: duration
-- rows: laps of ten minutes and more, five times as long as the fastest
-- says: it took {found}, the fastest lap of the session {expected}
--
-- The clock ran on during an interruption, or a crossing of the line was missed. Laps into and out of
-- the pits are left out, and sessions with flags, which show what happened; cars with several drivers
-- whose stops the session does not show are looked at by lap-of-a-stop.

WITH fastest AS (
    SELECT session_id, min(best_lap_us) AS best_lap_us
    FROM lap_sums
    WHERE session_id BETWEEN :first AND :last
    GROUP BY session_id
)
SELECT
    l.session_id,
    l.entry_id,
    l.number AS lap,
    f.best_lap_us AS expected,
    l.lap_us AS found,
    l.import_id,
    l.line
FROM laps AS l
JOIN fastest AS f ON f.session_id = l.session_id
WHERE l.session_id BETWEEN :first AND :last
  AND l.lap_us >= 600000000
  AND l.lap_us > 5 * f.best_lap_us
  AND NOT EXISTS (
      SELECT 1 FROM laps AS o WHERE o.session_id = l.session_id AND o.flag IS NOT NULL
  )
  AND (
      EXISTS (SELECT 1 FROM laps AS o WHERE o.session_id = l.session_id AND o.pit_in)
      OR (SELECT count(*) FROM entry_drivers AS d WHERE d.entry_id = l.entry_id) < 2
  )
