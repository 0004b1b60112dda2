-- The best lap has the number that is printed
-- severity: warning
-- of: results
-- unit: count
-- rows: cars whose best lap is not the lap of that number
-- says: best lap in lap {found}, which is beyond its {expected} laps or took another time
--
-- Compared with the laps of the car where they are known, and else with their count. Times may be off
-- by their rounding, two thousandths of a second.

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    r.laps AS expected,
    r.best_lap_number AS found,
    r.import_id,
    r.line
FROM results AS r
LEFT JOIN laps AS l
    ON l.session_id = r.session_id AND l.entry_id = r.entry_id AND l.number = r.best_lap_number
WHERE r.session_id BETWEEN :first AND :last
  AND r.best_lap_number IS NOT NULL
  AND (r.best_lap_number > r.laps + 1 OR abs(l.lap_us - r.best_lap_us) > 2000)
