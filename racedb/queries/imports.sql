-- What was loaded, the newest first
--
-- One row per import, refused and undone ones too.

SELECT i.id AS import_id, i.state, s.uri AS source, i.reader, i.started_at, i.rows_read,
       i.rows_new, i.rows_changed, i.rows_same, i.rows_rejected, i.message
FROM imports AS i
JOIN sources AS s ON s.id = i.source_id
ORDER BY i.id DESC
