-- A lap of a crew does not take many times as long as others
-- severity: warning
-- of: laps
-- unit: duration
-- rows: laps of ten minutes and more that may have a long stop in them
-- says: it took {found}, the fastest lap of the session {expected}; a long stop, perhaps
--
-- A race with changes of drivers takes hours, and a car is repaired in it now and then. This is about
-- sessions that do not show which laps end in the pits, or which flag was out; else lap-long is.

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
  AND NOT EXISTS (SELECT 1 FROM laps AS o WHERE o.session_id = l.session_id AND o.pit_in)
  AND (SELECT count(*) FROM entry_drivers AS d WHERE d.entry_id = l.entry_id) > 1
