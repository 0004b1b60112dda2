-- Lap numbers of a car have no holes
-- severity: warning
-- of: laps
-- unit: count
-- rows: laps with none before them
-- says: it follows lap {found}, lap {expected} is missing
--
-- Laps before the first one that is known are not missed: a file may begin in the middle.

SELECT
    l.session_id,
    l.entry_id,
    l.number AS lap,
    l.number - 1 AS expected,
    (
        SELECT max(b.number)
        FROM laps AS b
        WHERE b.session_id = l.session_id AND b.entry_id = l.entry_id AND b.number < l.number
    ) AS found,
    l.import_id,
    l.line
FROM laps AS l
LEFT JOIN laps AS p
    ON p.session_id = l.session_id AND p.entry_id = l.entry_id AND p.number = l.number - 1
WHERE l.session_id BETWEEN :first AND :last
  AND p.number IS NULL
  AND EXISTS (
      SELECT 1
      FROM laps AS b
      WHERE b.session_id = l.session_id AND b.entry_id = l.entry_id AND b.number < l.number
  )
