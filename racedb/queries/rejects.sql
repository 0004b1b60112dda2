-- Rows of an import that were not stored, with their original lines
-- topic: imports
-- also: rejected
-- example: id=1
--
-- :id import  number of the import

SELECT
    r.line,
    r.field,
    r.code,
    r.message,
    r.raw
FROM rejects AS r
WHERE r.import_id = :id
ORDER BY r.number
