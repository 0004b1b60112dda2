-- The driver of a lap is in the crew
-- severity: warning
-- of: laps
-- unit: count
-- rows: cars with laps by drivers who are not in the crew
-- says: laps by drivers who are not in the crew: {found}
--
-- Where the classification names the crew. Two spellings of one name that nobody has merged are two
-- people here, too.

WITH strangers AS (
    SELECT k.session_id, k.entry_id, sum(k.laps) AS laps
    FROM lap_sums AS k
    WHERE k.session_id BETWEEN :first AND :last
      AND k.driver_id <> 0
      AND EXISTS (
          SELECT 1 FROM drives AS d
          WHERE d.session_id = k.session_id AND d.entry_id = k.entry_id
      )
      AND NOT EXISTS (
          SELECT 1 FROM drives AS d
          WHERE d.session_id = k.session_id
            AND d.entry_id = k.entry_id
            AND d.driver_id = k.driver_id
      )
    GROUP BY k.session_id, k.entry_id
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    0 AS expected,
    k.laps AS found,
    r.import_id,
    r.line
FROM strangers AS k
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
