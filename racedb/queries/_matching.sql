-- The rows of one kind that a text may mean: rank (0 the slug, 1 a whole name, 2 a part of the slug),
-- slug, name. An event may be meant by the number of its round.

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
            WHEN :kind = 'event' AND EXISTS (
                SELECT 1
                FROM rounds AS ro
                JOIN seasons AS sn ON sn.id = ro.season_id
                JOIN series AS sr ON sr.id = sn.series_id
                WHERE ro.event_id = k.id
                  AND CAST(ro.number AS text) = :text
                  AND (
                      -- include: these_seasons
                  )
                  AND (:series IS NULL OR sr.slug = :series)
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
