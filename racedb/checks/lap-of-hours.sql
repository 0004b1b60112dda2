-- A lap does not take hours
-- severity: error
-- of: results
-- unit: duration
-- rows: best laps of whole minutes that take hours
-- says: a best lap of {found}, which was probably typed for {expected}
--
-- Somebody types 1:30 for a minute and a half, and a spreadsheet stores an hour and a half.

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    r.best_lap_us / 60 AS expected,
    r.best_lap_us AS found,
    r.import_id,
    r.line
FROM results AS r
WHERE r.session_id BETWEEN :first AND :last
  AND r.best_lap_us >= 3600000000
  AND r.best_lap_us % 60000000 = 0
