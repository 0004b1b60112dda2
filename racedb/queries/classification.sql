-- Classification of sessions
-- topic: results
--
-- Every row as the sheet printed it, session by session, the earliest first.
--
-- :event text = null     only this event, by name or slug
-- :session text = null   only this session, by name or code: Qualifying, R
-- :season text = null    only this season: 2009, 2018-19
-- :series text = null    only this series, by name or slug

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
    c.series,
    c.season,
    c.event,
    c.session,
    c.position,
    c.class_position,
    c.car_number,
    c.class,
    c.drivers,
    c.team,
    c.car,
    c.status,
    c.status_detail,
    c.laps,
    c.total_us,
    c.gap_us,
    c.gap_laps,
    c.best_lap_us,
    c.speed_kph,
    c.grid_position,
    c.points
FROM wanted AS w
JOIN sessions AS s ON s.id = w.id
JOIN events AS e ON e.id = s.event_id
JOIN results AS r ON r.session_id = s.id
JOIN classification AS c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id,
         r.row_order, r.entry_id
