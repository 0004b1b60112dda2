-- The rows of one kind that a text may mean: rank (0 the slug, 1 a whole name, 2 a part of the slug),
-- slug, name. A season and a series narrow events.

WITH known AS (
    -- include: subjects
),
meant AS (
    SELECT
        CASE
            WHEN k.slug = lower(:text) THEN 0
            WHEN lower(k.name) = lower(:text) THEN 1
            WHEN k.id IN (
                SELECT a.target_id
                FROM aliases AS a
                WHERE a.kind = :kind AND a.key = :key AND a.scope IS NULL
            ) THEN 1
            WHEN k.slug LIKE :pattern THEN 2
        END AS fit,
        k.slug,
        k.name,
        k.id
    FROM known AS k
    WHERE k.kind = :kind
)
SELECT fit, slug, name
FROM meant
WHERE fit IS NOT NULL
ORDER BY fit, id
LIMIT :most OFFSET :skipped
