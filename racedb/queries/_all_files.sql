-- The files that the database is made of.

SELECT DISTINCT so.uri
FROM imports AS i
JOIN sources AS so ON so.id = i.source_id
WHERE i.state = 'applied'
ORDER BY so.uri
