-- Where each result comes from
-- topic: checks
--
-- The file, its fingerprint, the line in it, and the import that brought it.
--
-- :event text = null     only this event, by name or slug
-- :session text = null   only this session, by name or code: Qualifying, R
-- :season text = null    only this season: 2009, 2018-19
-- :series text = null    only this series, by name or slug
-- :car_number text = null  only this car

WITH wanted AS (
    SELECT s.id
    FROM sessions AS s
    JOIN events AS e ON e.id = s.event_id
    WHERE (:event IS NULL OR lower(:event) IN (e.slug, lower(e.name)))
      AND (:session IS NULL OR lower(:session) IN (lower(s.code), lower(s.name)))
      AND (
          (:season IS NULL AND :series IS NULL)
          OR EXISTS (
              SELECT 1
              FROM rounds AS ro
              JOIN seasons AS sn ON sn.id = ro.season_id
              JOIN series AS sr ON sr.id = sn.series_id
              WHERE ro.event_id = e.id
                AND (:season IS NULL OR sn.label = :season)
                AND (:series IS NULL OR lower(:series) IN (sr.slug, lower(sr.name)))
          )
      )
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    so.uri,
    r.line,
    so.sha256,
    i.id AS import_id,
    i.reader,
    i.started_at
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
JOIN events AS e ON e.id = s.event_id
JOIN results AS r ON r.session_id = s.id
JOIN entries AS en ON en.id = r.entry_id
JOIN imports AS i ON i.id = r.import_id
JOIN sources AS so ON so.id = i.source_id
WHERE :car_number IS NULL OR en.car_number = :car_number
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id,
         r.row_order, r.entry_id
