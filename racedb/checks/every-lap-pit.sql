-- Not every lap ends in the pits
-- severity: warning
-- of: laps
-- unit: count
-- rows: cars whose laps all end in the pits
-- says: all of its {found} laps end in the pits
--
-- Of cars with five laps and more: a column was taken for another one.

WITH counted AS (
    SELECT session_id, entry_id, sum(laps) AS laps, sum(pit_ins) AS pit_ins
    FROM lap_sums
    WHERE session_id BETWEEN :first AND :last
    GROUP BY session_id, entry_id
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    0 AS expected,
    k.laps AS found,
    r.import_id,
    r.line
FROM counted AS k
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
WHERE k.laps >= 5
  AND k.pit_ins = k.laps
