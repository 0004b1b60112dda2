-- Pace of each driver, mean and median
-- topic: laps
-- also: pace average mean median
-- chart: best x=median_us y=driver,car_number colour=class,car_number label=car_number
-- spare: clean_laps laps_counted class
-- example: event=*
--
-- One row for each driver of each car in each session with laps, the cars in order, the faster driver
-- of a car first. Only clean laps: under green, no in- or out-lap, not the opening lap of a race, not
-- deleted; of those the best half, or as many per cent as best says, so that traffic does not count.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes
-- :best int = 50            per cent of the clean laps that count, the fastest ones

WITH wanted AS (
    -- include: sessions
),
ranked AS (
    SELECT
        w.place,
        l.session_id,
        l.entry_id,
        l.driver_id,
        l.lap_us,
        row_number() OVER (
            PARTITION BY l.session_id, l.entry_id, l.driver_id ORDER BY l.lap_us
        ) AS fastest,
        count(*) OVER (PARTITION BY l.session_id, l.entry_id, l.driver_id) AS clean_laps
    FROM wanted AS w
    JOIN laps AS l ON l.session_id = w.id
    WHERE l.clean
      AND :best <> 50
),
counting AS (
    SELECT k.*, (k.clean_laps * :best + 99) / 100 AS laps_counted  -- rounded up
    FROM ranked AS k
),
paced AS (
    SELECT
        place,
        session_id,
        entry_id,
        driver_id,
        clean_laps,
        laps_counted,
        min(lap_us) AS best_lap_us,
        (CAST(sum(lap_us) AS bigint) * 2 + laps_counted) / (laps_counted * 2) AS mean_us,
        -- the lap in the middle, or the mean of the two that are there
        CAST(
            sum(CASE WHEN fastest IN ((laps_counted + 1) / 2, (laps_counted + 2) / 2) THEN lap_us END)
            AS bigint
        ) / CASE WHEN laps_counted % 2 = 0 THEN 2 ELSE 1 END AS median_us
    FROM counting
    WHERE fastest <= laps_counted
    GROUP BY place, session_id, entry_id, driver_id, clean_laps, laps_counted
    UNION ALL
    -- the pace of the best half is in lap_sums, which is a hundred times as fast as to rank all laps
    SELECT
        w.place,
        k.session_id,
        k.entry_id,
        nullif(k.driver_id, 0) AS driver_id,
        k.clean_laps,
        (k.clean_laps + 1) / 2 AS laps_counted,
        k.best_clean_us AS best_lap_us,
        k.mean_us,
        k.median_us
    FROM wanted AS w
    JOIN lap_sums AS k ON k.session_id = w.id
    WHERE k.clean_laps > 0
      AND :best = 50
)
SELECT
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    d.name AS driver,
    p.clean_laps,
    p.laps_counted,
    p.best_lap_us,
    p.mean_us,
    p.median_us
FROM paced AS p
JOIN sessions AS s ON s.id = p.session_id
JOIN events AS e ON e.id = s.event_id
JOIN results AS r ON r.session_id = p.session_id AND r.entry_id = p.entry_id
JOIN entries AS en ON en.id = p.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN drivers AS d ON d.id = p.driver_id
WHERE (
    -- include: these_classes
)
ORDER BY p.place, r.row_order, p.entry_id, p.mean_us, p.driver_id
