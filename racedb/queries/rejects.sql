-- The rejected rows of an import, with their original lines
--
-- A row with several bad cells is listed once for each.
--
-- :id int    number of the import

SELECT r.number, r.line, r.field, r.code, r.message, r.raw
FROM rejects AS r
WHERE r.import_id = :id
ORDER BY r.number
