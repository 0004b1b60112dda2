-- Best lap of each manufacturer
-- topic: best laps
-- also: maker make brand constructor
-- chart: best x=best_lap_us y=manufacturer label=car,event
-- spare: team car
--
-- One row for each maker: the row where its fastest lap was set, the fastest maker first. Of two
-- equal laps the one of the session that was loaded first counts, then the better place. Cars of an
-- unknown maker are left out.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Qualifying, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
),
bests AS NOT MATERIALIZED (  -- so that an index gives the fastest of each: a third of the time
    SELECT b.manufacturer_id, b.best_lap_us, b.session_id, b.entry_id
    FROM session_bests AS b
    WHERE b.session_id IN (SELECT w.id FROM wanted AS w)
      AND (
          :class IS NULL
          OR b.class_id IN (
              SELECT cl.id
              FROM classes AS cl
              WHERE
                  -- include: these_classes
          )
      )
),
fastest AS (
    SELECT b.manufacturer_id, min(b.best_lap_us) AS best_lap_us
    FROM bests AS b
    GROUP BY b.manufacturer_id
),
ranked AS (
    SELECT
        b.session_id,
        b.entry_id,
        row_number() OVER (
            PARTITION BY b.manufacturer_id ORDER BY b.session_id, r.row_order, b.entry_id
        ) AS place
    FROM fastest AS f
    JOIN bests AS b ON b.manufacturer_id = f.manufacturer_id AND b.best_lap_us = f.best_lap_us
    JOIN results AS r ON r.session_id = b.session_id AND r.entry_id = b.entry_id
)
SELECT
    c.manufacturer,
    c.best_lap_us,
    c.car_number,
    c.car,
    c.drivers,
    c.team,
    c.event,
    c.session,
    c.season
FROM ranked AS k
JOIN classification AS c ON c.session_id = k.session_id AND c.entry_id = k.entry_id
WHERE k.place = 1
ORDER BY c.best_lap_us, c.session_id, c.row_order, c.entry_id
