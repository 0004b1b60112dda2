-- Best lap of each manufacturer
-- topic: best laps
-- chart: best x=best_lap_us y=manufacturer
--
-- One row for each maker: the row where its fastest lap was set, the fastest maker first. Of two
-- equal laps the one of the session that was loaded first counts, then the better place. Cars of an
-- unknown maker are left out.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Qualifying, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class

WITH wanted AS (
    -- include: sessions
),
ranked AS (
    SELECT
        r.session_id,
        r.entry_id,
        row_number() OVER (
            PARTITION BY ca.manufacturer_id
            ORDER BY r.best_lap_us, r.session_id, r.row_order, r.entry_id
        ) AS place
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    JOIN cars AS ca ON ca.id = en.car_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE coalesce(:event, :session, :season, :series, :class) IS NOT NULL
      AND r.best_lap_us IS NOT NULL
      AND ca.manufacturer_id IS NOT NULL
      AND (:class IS NULL OR lower(cl.code) = lower(:class))
),
bests AS (
    SELECT session_id, entry_id
    FROM ranked
    WHERE place = 1
    UNION ALL
    SELECT session_id, entry_id  -- of everything: kept by loads
    FROM manufacturer_bests
    WHERE coalesce(:event, :session, :season, :series, :class) IS NULL
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
FROM bests AS k
CROSS JOIN classification AS c
WHERE c.session_id = k.session_id
  AND c.entry_id = k.entry_id
ORDER BY c.best_lap_us, c.session_id, c.row_order, c.entry_id
