-- Cells of an import that could not be read: their values are NULL
-- topic: imports
-- also: unreadable
-- example: id=1
--
-- :id import  number of the import

SELECT
    n.line,
    n.field,
    n.code,
    n.message,
    n.raw
FROM notes AS n
WHERE n.import_id = :id
ORDER BY n.number
