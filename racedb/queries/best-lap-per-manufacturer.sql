-- Best lap of each manufacturer
-- topic: best laps
--
-- One row for each maker: the row where its fastest lap was set, the fastest maker first. Of two
-- equal laps the one of the session that was loaded first counts, then the better place. Cars of an
-- unknown maker are left out.
--
-- :event text = null     only this event, by name or slug
-- :session text = null   only this session, by name or code: Qualifying, R
-- :season text = null    only this season: 2009, 2018-19
-- :series text = null    only this series, by name or slug
-- :class text = null     only cars of this class

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
),
ranked AS (
    SELECT
        r.session_id,
        r.entry_id,
        row_number() OVER (
            PARTITION BY ca.manufacturer_id
            ORDER BY r.best_lap_us, r.session_id, r.row_order, r.entry_id
        ) AS place
    FROM results AS r
    JOIN wanted AS w ON w.id = r.session_id
    JOIN entries AS en ON en.id = r.entry_id
    JOIN cars AS ca ON ca.id = en.car_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE r.best_lap_us IS NOT NULL
      AND ca.manufacturer_id IS NOT NULL
      AND (:class IS NULL OR lower(cl.code) = lower(:class))
)
SELECT
    c.manufacturer,
    c.best_lap_us,
    c.car_number,
    c.car,
    c.drivers,
    c.team,
    c.event,
    c.session
FROM ranked AS k
JOIN classification AS c ON c.session_id = k.session_id AND c.entry_id = k.entry_id
WHERE k.place = 1
ORDER BY c.best_lap_us, c.session_id, c.row_order, c.entry_id
