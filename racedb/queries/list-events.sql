-- The events, the earliest first
-- topic: contents
-- also: event meetings weekends
--
-- The round is that of the season; an event may be a round of several series, or of none. Cars are
-- the entries; the slug names the event in every query.
--
-- :season seasons = null   only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null    only this series
-- :circuit circuit = null  only this circuit

WITH numbered AS (
    SELECT
        ro.event_id,
        ro.season_id,
        ro.number,
        row_number() OVER (
            PARTITION BY ro.event_id ORDER BY ro.season_id, ro.number NULLS LAST, ro.id
        ) AS place
    FROM rounds AS ro
    JOIN seasons AS sn ON sn.id = ro.season_id
    JOIN series AS sr ON sr.id = sn.series_id
    WHERE (
            -- include: these_seasons
        )
      AND (:series IS NULL OR sr.slug = :series)
)
SELECT
    sr.name AS series,
    sn.label AS season,
    n.number AS round,
    e.name AS event,
    e.starts_on,
    c.name AS circuit,
    (SELECT count(*) FROM sessions AS s WHERE s.event_id = e.id) AS sessions,
    (SELECT count(*) FROM entries AS en WHERE en.event_id = e.id) AS cars,
    e.slug
FROM events AS e
LEFT JOIN numbered AS n ON n.event_id = e.id AND n.place = 1
LEFT JOIN seasons AS sn ON sn.id = n.season_id
LEFT JOIN series AS sr ON sr.id = sn.series_id
LEFT JOIN circuits AS c ON c.id = e.circuit_id
WHERE (
        -- include: season_of_event
    )
  AND (:circuit IS NULL OR c.slug = :circuit)
ORDER BY e.starts_on NULLS LAST, e.id
