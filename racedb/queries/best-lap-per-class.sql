-- Best lap of each class
-- topic: best laps
-- also: category
-- chart: best x=best_lap_us y=class colour=series label=car,event
-- spare: car team
--
-- One row for each class of each series: the row where its fastest lap was set, the fastest class
-- first. Of two equal laps the one of the session that was loaded first counts, then the better
-- place.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Qualifying, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series

WITH wanted AS (
    -- include: sessions
),
ranked AS (
    SELECT
        r.session_id,
        r.entry_id,
        row_number() OVER (
            PARTITION BY en.class_id
            ORDER BY r.best_lap_us, r.session_id, r.row_order, r.entry_id
        ) AS place
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    WHERE r.best_lap_us IS NOT NULL
      AND en.class_id IS NOT NULL
)
SELECT
    c.series,
    c.class,
    c.best_lap_us,
    c.car_number,
    c.car,
    c.drivers,
    c.team,
    c.season,
    c.event,
    c.session
FROM ranked AS k
JOIN classification AS c ON c.session_id = k.session_id AND c.entry_id = k.entry_id
WHERE k.place = 1
ORDER BY c.best_lap_us, c.session_id, c.row_order, c.entry_id
