-- Theoretical best lap: the best sectors put together
-- topic: best laps
-- also: ideal lap sectors optimal perfect
-- chart: best x=theoretical_us y=car_number,drivers colour=class label=drivers
-- example: event=*
--
-- One row for each car, or each driver of it, in each session with sector times: the sum of the best
-- sectors, the best lap that was driven, and what lies between them. Deleted laps do not count.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes
-- :by car|driver = car      a row for each of these

WITH wanted AS (
    -- include: sessions
),
best AS (
    SELECT
        k.session_id,
        k.entry_id,
        CASE :by WHEN 'driver' THEN k.driver_id END AS driver_id,
        min(k.s1_us) AS s1_us,
        min(k.s2_us) AS s2_us,
        min(k.s3_us) AS s3_us,
        min(k.s1_us) + min(k.s2_us) + min(k.s3_us) AS theoretical_us,
        min(k.best_lap_us) AS best_lap_us
    FROM wanted AS w
    JOIN lap_sums AS k ON k.session_id = w.id
    GROUP BY k.session_id, k.entry_id, CASE :by WHEN 'driver' THEN k.driver_id END
)
SELECT
    w.season,
    w.event,
    w.session,
    en.car_number,
    cl.code AS class,
    coalesce(d.name, nullif(coalesce(r.crew_names, en.crew_names), '')) AS drivers,
    b.theoretical_us,
    b.best_lap_us,
    b.best_lap_us - b.theoretical_us AS left_us,
    b.s1_us,
    b.s2_us,
    b.s3_us
FROM best AS b
JOIN wanted AS w ON w.id = b.session_id
JOIN results AS r ON r.session_id = b.session_id AND r.entry_id = b.entry_id
JOIN entries AS en ON en.id = b.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN drivers AS d ON d.id = b.driver_id
WHERE b.theoretical_us IS NOT NULL
  AND (
      -- include: these_classes
  )
ORDER BY w.place, b.theoretical_us, b.entry_id, b.driver_id
