-- A lap takes no hours
-- severity: error
-- of: results
-- unit: duration
-- rows: best laps of whole minutes that take hours
-- says: a best lap of {found}, which was probably typed for {expected}
--
-- A spreadsheet takes 1:30 for an hour and a half, where it was typed for a minute and a half.

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
