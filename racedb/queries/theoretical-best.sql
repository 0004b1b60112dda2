-- Theoretical best lap: the best sectors put together
-- topic: best laps
-- chart: best x=theoretical_us y=car_number colour=class
-- example: event=*
--
-- One row for each car, or each driver of it, in each session with sector times: the sum of the best
-- sectors, the best lap that was driven, and what lies between them. Deleted laps do not count.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class
-- :by car|driver = car   a row for each of these

WITH wanted AS (
    -- include: sessions
),
driven AS MATERIALIZED (
    -- include: driven
),
best AS (
    SELECT
        c.place,
        CASE :by WHEN 'driver' THEN l.driver_id END AS driver_id,
        min(l.s1_us) AS s1_us,
        min(l.s2_us) AS s2_us,
        min(l.s3_us) AS s3_us,
        min(l.lap_us) AS best_lap_us
    FROM driven AS c
    CROSS JOIN laps AS l
    WHERE l.session_id = c.session_id
      AND l.entry_id = c.entry_id
      AND l.deleted_reason IS NULL
    GROUP BY c.place, CASE :by WHEN 'driver' THEN l.driver_id END
)
SELECT
    c.event,
    c.session,
    c.car_number,
    c.class,
    coalesce(d.name, (SELECT cn.drivers FROM crew_names AS cn WHERE cn.entry_id = c.entry_id))
        AS drivers,
    b.s1_us + b.s2_us + b.s3_us AS theoretical_us,
    b.best_lap_us,
    b.best_lap_us - b.s1_us - b.s2_us - b.s3_us AS left_us,
    b.s1_us,
    b.s2_us,
    b.s3_us
FROM best AS b
CROSS JOIN driven AS c
LEFT JOIN drivers AS d ON d.id = b.driver_id
WHERE c.place = b.place
  AND b.s1_us + b.s2_us + b.s3_us IS NOT NULL
  AND (:class IS NULL OR lower(c.class) = lower(:class))
ORDER BY c.session_place, b.s1_us + b.s2_us + b.s3_us, c.entry_id, b.driver_id
