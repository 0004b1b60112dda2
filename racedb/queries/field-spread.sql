-- How far apart the field is
-- topic: best laps
-- example: event=*
--
-- One row for each session: the best lap of all, of the tenth and of the last car, what lies between
-- them, the 107 % line of the best lap, and how many cars are beyond it. Cars without a time are
-- counted apart.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Race, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :class text = null     only cars of this class

WITH wanted AS (
    -- include: sessions
),
headed AS MATERIALIZED (
    -- include: headed
),
timed AS (
    SELECT
        h.place AS session_place,
        r.best_lap_us,
        row_number() OVER fastest AS place,
        min(r.best_lap_us) OVER fastest AS first_us
    FROM headed AS h
    CROSS JOIN results AS r
    WHERE r.session_id = h.id
      AND :class IS NOT NULL
      AND EXISTS (
          SELECT 1
          FROM entries AS en
          JOIN classes AS cl ON cl.id = en.class_id
          WHERE en.id = r.entry_id AND lower(cl.code) = lower(:class)
      )
    WINDOW fastest AS (
        PARTITION BY h.place ORDER BY r.best_lap_us IS NULL, r.best_lap_us, r.entry_id
        ROWS UNBOUNDED PRECEDING
    )
),
spread AS (
    SELECT
        session_place,
        count(*) AS cars,
        count(best_lap_us) AS cars_timed,
        min(first_us) AS first_us,
        min(CASE WHEN place = 10 THEN best_lap_us END) AS tenth_us,
        max(best_lap_us) AS last_us,
        sum(CASE WHEN best_lap_us * 100 > first_us * 107 THEN 1 ELSE 0 END) AS cars_outside_107
    FROM timed
    GROUP BY session_place
    UNION ALL
    SELECT  -- of all classes: kept by loads
        h.place, k.cars, k.cars_timed, k.first_us, k.tenth_us, k.last_us, k.cars_outside_107
    FROM headed AS h
    JOIN field_spreads AS k ON k.session_id = h.id
    WHERE :class IS NULL
)
SELECT
    h.event,
    h.session,
    p.cars_timed,
    p.cars - p.cars_timed AS cars_without_time,
    p.first_us,
    p.tenth_us,
    p.last_us,
    p.tenth_us - p.first_us AS first_to_tenth_us,
    p.last_us - p.first_us AS first_to_last_us,
    p.first_us * 107 / 100 AS limit_107_us,
    p.cars_outside_107
FROM spread AS p
JOIN headed AS h ON h.place = p.session_place
WHERE p.cars_timed > 0
ORDER BY p.session_place
