-- The rounds of a season, also those to come
-- topic: contents
-- also: schedule dates when races rounds fixtures next
-- spare: country ends_on slug
-- example: series=*
--
-- The state is held where a session of the event is known; of all others it is what the calendar says:
-- scheduled, postponed or cancelled.
--
-- :series series          the series
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s

WITH numbered AS (
    SELECT ro.season_id, ro.event_id, min(ro.number) AS number
    FROM rounds AS ro
    JOIN seasons AS sn ON sn.id = ro.season_id
    JOIN series AS sr ON sr.id = sn.series_id
    WHERE sr.slug = :series
      AND (
            -- include: these_seasons
        )
    GROUP BY ro.season_id, ro.event_id
)
SELECT
    sn.label AS season,
    n.number AS round,
    e.name AS event,
    e.starts_on,
    e.ends_on,
    ci.name AS circuit,
    ci.country,
    CASE
        WHEN EXISTS (
            SELECT 1
            FROM sessions AS s
            WHERE s.event_id = e.id AND s.state NOT IN ('scheduled', 'cancelled')
        ) THEN 'held'
        ELSE coalesce(e.state, 'scheduled')
    END AS state,
    e.slug
FROM numbered AS n
JOIN seasons AS sn ON sn.id = n.season_id
JOIN events AS e ON e.id = n.event_id
LEFT JOIN circuits AS ci ON ci.id = e.circuit_id
ORDER BY sn.label, sn.id, n.number NULLS LAST, e.starts_on NULLS LAST, e.id
