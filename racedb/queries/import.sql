-- One import: its file, its hash, its options, its counts
--
-- The options are the context and the way of reading that were asked for, as JSON.
--
-- :id int    number of the import

SELECT i.id AS import_id, i.state, s.uri AS source, s.sha256, s.size_bytes, i.reader,
       CAST(i.options AS TEXT) AS options, i.racedb_version, i.started_at, i.finished_at,
       i.rows_read, i.rows_new, i.rows_changed, i.rows_same, i.rows_rejected, i.message
FROM imports AS i
JOIN sources AS s ON s.id = i.source_id
WHERE i.id = :id
ORDER BY i.id
