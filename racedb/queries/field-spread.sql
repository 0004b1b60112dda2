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
timed AS (
    SELECT
        r.session_id,
        r.best_lap_us,
        row_number() OVER (
            PARTITION BY r.session_id ORDER BY r.best_lap_us NULLS LAST, r.entry_id
        ) AS place,
        min(r.best_lap_us) OVER (PARTITION BY r.session_id) AS first_us
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE :class IS NULL OR lower(cl.code) = lower(:class)
),
spread AS (
    SELECT
        session_id,
        count(*) AS cars,
        count(best_lap_us) AS cars_timed,
        min(best_lap_us) AS first_us,
        min(CASE WHEN place = 10 THEN best_lap_us END) AS tenth_us,
        max(best_lap_us) AS last_us,
        count(CASE WHEN best_lap_us * 100 > first_us * 107 THEN 1 END) AS cars_outside_107
    FROM timed
    GROUP BY session_id
)
SELECT
    w.event,
    w.session,
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
JOIN wanted AS w ON w.id = p.session_id
WHERE p.cars_timed > 0
ORDER BY w.place
