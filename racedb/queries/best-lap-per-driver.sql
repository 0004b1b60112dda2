-- Best lap of each driver
-- topic: best laps
-- also: fastest laps quickest pace times
-- chart: best x=best_lap_us y=driver colour=class,team label=car,event
-- spare: car team
-- example: event=*
--
-- One row for each driver: his fastest lap, the fastest driver first. Where laps were loaded it is the
-- best of those that count: opening laps of a race, in- and out-laps, laps under flags and deleted
-- ones do not, unless laps=all, and deleted ones never. Elsewhere it is the best lap that is printed
-- for him, or for a car with no other driver.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes
-- :laps clean|all = clean   which laps count

WITH wanted AS (
    -- include: sessions
),
best AS (
    -- of laps that were loaded
    SELECT
        k.session_id,
        k.entry_id,
        k.driver_id,
        CASE :laps WHEN 'all' THEN k.best_lap_us ELSE k.best_clean_us END AS best_lap_us
    FROM wanted AS w
    JOIN lap_sums AS k ON k.session_id = w.id
    WHERE k.driver_id > 0
    UNION ALL
    -- as printed for a driver
    SELECT dr.session_id, dr.entry_id, dr.driver_id, dr.best_lap_us
    FROM wanted AS w
    JOIN drives AS dr ON dr.session_id = w.id
    WHERE dr.best_lap_us IS NOT NULL
      AND NOT EXISTS (
          SELECT 1
          FROM lap_sums AS k
          WHERE k.session_id = dr.session_id AND k.entry_id = dr.entry_id AND k.driver_id > 0
      )
    UNION ALL
    -- as printed for a car, whose driver is named or has no other beside him
    SELECT r.session_id, r.entry_id, c.driver_id, r.best_lap_us
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN session_crews AS c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
    WHERE (
        r.best_lap_driver_id = c.driver_id
        OR (
            r.best_lap_driver_id IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM session_crews AS o
                WHERE o.session_id = c.session_id
                  AND o.entry_id = c.entry_id
                  AND o.driver_id <> c.driver_id
            )
        )
    )
      AND NOT EXISTS (
          SELECT 1
          FROM lap_sums AS k
          WHERE k.session_id = r.session_id AND k.entry_id = r.entry_id AND k.driver_id > 0
      )
),
ranked AS (
    SELECT
        b.session_id,
        b.entry_id,
        b.driver_id,
        b.best_lap_us,
        row_number() OVER (
            PARTITION BY b.driver_id ORDER BY b.best_lap_us, b.session_id, b.entry_id
        ) AS place
    FROM best AS b
    JOIN entries AS en ON en.id = b.entry_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE b.best_lap_us IS NOT NULL
      AND (
          -- include: these_classes
      )
)
SELECT
    d.name AS driver,
    k.best_lap_us,
    en.car_number,
    cl.code AS class,
    ca.name AS car,
    t.name AS team,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    s.name AS session
FROM ranked AS k
JOIN drivers AS d ON d.id = k.driver_id
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE k.place = 1
ORDER BY k.best_lap_us, k.session_id, k.driver_id
