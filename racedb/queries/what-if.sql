-- A season under another points system
-- topic: championships
-- also: simulate alternative system
-- computed: what_if
-- without rows: the season has no results that this system scores
-- example: series=* season=* system=f1-2010
--
-- The last table of the season as it would be under another system, beside the places and points
-- that the season had under its own. Who was excluded or might not score stays so, and races that
-- were stopped give the same share.
--
-- :series series  the series
-- :season seasons  one season
-- :system text    code of a points system, see `racedb points list`, or a file: club.toml

WITH computed (
    season_id, championship, competitor, competitor_id, position, points, row_order
) AS (
    VALUES
    -- rows
)
SELECT
    sn.label AS season,
    :system AS scored_by,
    c.championship,
    c.position,
    coalesce(d.name, t.name, m.name) AS name,
    c.points,
    st.position AS own_position,
    st.points AS own_points,
    st.position - c.position AS places_gained
FROM computed AS c
JOIN seasons AS sn ON sn.id = c.season_id AND sn.label = :season
JOIN series AS sr ON sr.id = sn.series_id AND sr.slug = :series
LEFT JOIN championships AS ch
    ON ch.season_id = c.season_id
    AND ch.competitor = c.competitor
    AND ch.row_order = (
        SELECT min(o.row_order)
        FROM championships AS o
        WHERE o.season_id = c.season_id AND o.competitor = c.competitor
    )
LEFT JOIN championship_standings AS st
    ON st.season_id = ch.season_id
    AND st.championship = ch.code
    AND st.competitor_id = c.competitor_id
    AND st.is_last
LEFT JOIN drivers AS d ON c.competitor = 'driver' AND d.id = c.competitor_id
LEFT JOIN teams AS t ON c.competitor = 'team' AND t.id = c.competitor_id
LEFT JOIN manufacturers AS m ON c.competitor = 'manufacturer' AND m.id = c.competitor_id
ORDER BY c.competitor, c.championship, c.row_order
