-- The rows of one kind that a text may mean: how well it fits (0 the slug, 1 a whole name, 2 a part
-- of the slug), slug, name. Of events those of the season and series, where they are given.

WITH known AS (
    SELECT 'driver' AS kind, id, slug, name FROM drivers
    UNION ALL
    SELECT 'team' AS kind, id, slug, name FROM teams
    UNION ALL
    SELECT 'manufacturer' AS kind, id, slug, name FROM manufacturers
    UNION ALL
    SELECT 'car' AS kind, id, slug, name FROM cars
    UNION ALL
    SELECT 'circuit' AS kind, id, slug, name FROM circuits
    UNION ALL
    SELECT 'series' AS kind, id, slug, name FROM series
    UNION ALL
    SELECT 'event' AS kind, e.id, e.slug, e.name
    FROM events AS e
    WHERE (:season IS NULL AND :series IS NULL)
       OR EXISTS (
           SELECT 1
           FROM rounds AS ro
           JOIN seasons AS sn ON sn.id = ro.season_id
           JOIN series AS sr ON sr.id = sn.series_id
           WHERE ro.event_id = e.id
             AND (:season IS NULL OR sn.label = :season)
             AND (:series IS NULL OR sr.slug = :series)
       )
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
