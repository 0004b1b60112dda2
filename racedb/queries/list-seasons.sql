-- The seasons of each championship
-- topic: contents
-- also: season years year
--
-- Events are those that are here, not all that took place.
--
-- :series series = null  only this series

SELECT
    sr.name AS series,
    sn.label AS season,
    count(DISTINCT ro.event_id) AS events,
    min(e.starts_on) AS first_event_on,
    max(e.starts_on) AS last_event_on
FROM seasons AS sn
JOIN series AS sr ON sr.id = sn.series_id
LEFT JOIN rounds AS ro ON ro.season_id = sn.id
LEFT JOIN events AS e ON e.id = ro.event_id
WHERE :series IS NULL OR sr.slug = :series
GROUP BY sr.id, sr.name, sn.id, sn.label
ORDER BY sr.name, sr.id, sn.label
