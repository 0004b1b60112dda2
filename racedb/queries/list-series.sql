-- The championships
-- topic: contents
-- also: championships championship cups
--
-- Each with its first and last season, and how many seasons and events are here.

SELECT
    sr.name AS series,
    min(sn.label) AS first_season,
    max(sn.label) AS last_season,
    count(DISTINCT sn.id) AS seasons,
    count(DISTINCT ro.event_id) AS events,
    sr.slug
FROM series AS sr
LEFT JOIN seasons AS sn ON sn.series_id = sr.id
LEFT JOIN rounds AS ro ON ro.season_id = sn.id
GROUP BY sr.id, sr.name, sr.slug
ORDER BY sr.name, sr.id
