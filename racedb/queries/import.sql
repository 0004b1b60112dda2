-- One import in full
-- topic: imports
-- example: id=1
--
-- :id import  number of the import

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
    i.finished_at,
    i.racedb_version,
    CAST(i.options AS text) AS options,
    so.sha256,
    so.size_bytes,
    so.media_type,
    so.publisher,
    so.licence,
    i.message
FROM imports AS i
JOIN sources AS so ON so.id = i.source_id
WHERE i.id = :id
ORDER BY i.id
