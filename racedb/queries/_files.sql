-- The files that the results and laps of sessions come from.

WITH wanted AS (
    -- include: sessions
)
SELECT DISTINCT so.uri
FROM imports AS i
JOIN sources AS so ON so.id = i.source_id
WHERE i.id IN (SELECT r.import_id FROM wanted AS w JOIN results AS r ON r.session_id = w.id)
   OR i.id IN (SELECT l.import_id FROM wanted AS w JOIN laps AS l ON l.session_id = w.id)
ORDER BY so.uri
