-- The row of one kind that has a slug, in the form of _matching.sql; an index finds it.

WITH known AS (
    -- include: subjects
)
SELECT 0 AS fit, slug, name
FROM known
WHERE kind = :kind
  AND slug = lower(:text)
