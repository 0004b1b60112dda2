-- What was loaded, the newest first
-- topic: imports
-- also: loads files loaded uploads

SELECT
    i.id,
    i.state,
    so.uri,
    i.reader,
    i.rows_read,
    i.rows_new,
    i.rows_changed,
    i.rows_same,
    i.rows_rejected,
    i.started_at,
    i.message
FROM imports AS i
JOIN sources AS so ON so.id = i.source_id
ORDER BY i.id DESC
