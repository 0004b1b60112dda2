-- The seasons and series of the sessions that are asked about, the earliest first.

WITH wanted AS (
    -- include: sessions
)
SELECT sn.label AS season, sr.name AS series
FROM wanted AS w
JOIN (
    -- include: event_seasons
) AS ro ON ro.event_id = w.event_id
JOIN seasons AS sn ON sn.id = ro.season_id
JOIN series AS sr ON sr.id = sn.series_id
GROUP BY sn.id, sn.label, sr.id, sr.name
ORDER BY min(w.place), sn.label, sr.id
