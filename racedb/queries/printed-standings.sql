-- Standings as somebody printed them
-- topic: results
-- also: championship table
--
-- Championship tables that were loaded, beside the standings that follow from results. Without a
-- round: the final table of a season, or else the last one that was loaded.
--
-- :series series = null            only this series
-- :season seasons = null           only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :of drivers|teams|makers = null  only these tables
-- :class classes = null            only tables of these classes
-- :round int = null                after this round

WITH printed AS (
    SELECT
        ps.*,
        max(ps.round) OVER same_table AS last_round,
        count(*) OVER same_table - count(ps.round) OVER same_table AS final_rows
    FROM printed_standings AS ps
    JOIN seasons AS sn ON sn.id = ps.season_id
    JOIN series AS sr ON sr.id = sn.series_id
    WHERE :series IS NULL OR sr.slug = :series
    WINDOW same_table AS (PARTITION BY ps.season_id, ps.of, ps.class_id)
)
SELECT
    sr.name AS series,
    sn.label AS season,
    p.of,
    cl.code AS class,
    p.round,
    p.position,
    coalesce(d.name, t.name, m.name) AS name,
    p.points,
    p.wins,
    p.printed_name
FROM printed AS p
JOIN seasons AS sn ON sn.id = p.season_id
JOIN series AS sr ON sr.id = sn.series_id
LEFT JOIN classes AS cl ON cl.id = p.class_id
LEFT JOIN drivers AS d ON d.id = p.driver_id
LEFT JOIN teams AS t ON t.id = p.team_id
LEFT JOIN manufacturers AS m ON m.id = p.manufacturer_id
WHERE (
        -- include: these_seasons
    )
  AND (
        :of IS NULL
        OR p.of = CASE :of
            WHEN 'drivers' THEN 'driver' WHEN 'teams' THEN 'team' ELSE 'manufacturer'
        END
    )
  AND (
        -- include: these_classes
    )
  AND (
        p.round = :round
        OR (:round IS NULL AND p.final_rows > 0 AND p.round IS NULL)
        OR (:round IS NULL AND p.final_rows = 0 AND p.round = p.last_round)
    )
ORDER BY sr.slug, sn.label, sn.id, p.of, cl.code NULLS FIRST, p.position NULLS LAST, p.points DESC NULLS LAST,
         p.line, p.id
