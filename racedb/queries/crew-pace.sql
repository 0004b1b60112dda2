-- Pace of each driver, mean and median
-- topic: laps
-- chart: best x=median_us y=driver colour=car_number
-- example: event=*
--
-- One row for each driver of each car in each session with laps, the cars in order, the faster driver
-- of a car first. Only clean laps: under green, no in- or out-lap, not the opening lap of a race, not
-- deleted; of those the best half, or as many per cent as best says, so that traffic does not count.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class
-- :best int = 50         per cent of the clean laps that count, the fastest ones

WITH wanted AS (
    -- include: sessions
),
driven AS MATERIALIZED (
    -- include: driven
),
timed AS (
    -- include: laps_driven
),
ranked AS (
    SELECT
        t.place, t.driver_id, t.clean_us,
        row_number() OVER (
            PARTITION BY t.place, t.driver_id ORDER BY t.clean_us, t.number
        ) AS fastest,
        count(*) OVER (PARTITION BY t.place, t.driver_id) AS clean_laps
    FROM timed AS t
    WHERE t.clean_us IS NOT NULL
      AND (:class IS NULL OR lower(t.class) = lower(:class))
),
counting AS (
    SELECT k.*, (k.clean_laps * :best + 99) / 100 AS counted
    FROM ranked AS k
),
summed AS (
    SELECT
        place, driver_id, clean_laps, counted,
        min(clean_us) AS best_lap_us,
        (CAST(sum(clean_us) AS bigint) * 2 + counted) / (counted * 2) AS mean_us,
        CAST(
            sum(CASE WHEN fastest IN ((counted + 1) / 2, (counted + 2) / 2) THEN clean_us END) AS bigint
        ) / CASE WHEN counted % 2 = 0 THEN 2 ELSE 1 END AS median_us
    FROM counting
    WHERE fastest <= counted
    GROUP BY place, driver_id, clean_laps, counted
)
SELECT
    c.event,
    c.session,
    c.car_number,
    c.class,
    d.name AS driver,
    k.clean_laps,
    k.counted AS laps_counted,
    k.best_lap_us,
    k.mean_us,
    k.median_us
FROM summed AS k
JOIN driven AS c ON c.place = k.place
LEFT JOIN drivers AS d ON d.id = k.driver_id
ORDER BY k.place, k.mean_us, k.driver_id
