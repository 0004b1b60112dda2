-- How far apart the field is
-- topic: best laps
-- also: spread gap competitive
-- spare: tenth first_to_tenth
-- example: event=*
--
-- One row for each session: the best lap of all, of the tenth and of the last car, what lies between
-- them, the 107 % line of the best lap, and how many cars are beyond it. Cars without a time are
-- counted apart.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
),
timed AS NOT MATERIALIZED (  -- else each session goes through the cars of all sessions
    SELECT r.session_id, r.best_lap_us
    FROM results AS r
    WHERE :class IS NULL OR r.entry_id IN (
        SELECT en.id
        FROM entries AS en
        JOIN classes AS cl ON cl.id = en.class_id
        WHERE
            -- include: these_classes
    )
),
spread AS (
    SELECT
        w.id,
        count(*) AS cars,
        count(t.best_lap_us) AS cars_timed,
        min(t.best_lap_us) AS first_us,
        max(t.best_lap_us) AS last_us
    FROM wanted AS w
    JOIN timed AS t ON t.session_id = w.id
    GROUP BY w.id
),
measured AS (
    SELECT
        p.*,
        (
            SELECT t.best_lap_us
            FROM timed AS t
            WHERE t.session_id = p.id AND t.best_lap_us IS NOT NULL
            ORDER BY t.best_lap_us
            LIMIT 1 OFFSET 9
        ) AS tenth_us,
        (
            SELECT count(*)
            FROM timed AS t
            WHERE t.session_id = p.id AND t.best_lap_us * 100 > p.first_us * 107
        ) AS cars_outside_107
    FROM spread AS p
    WHERE p.cars_timed > 0
)
SELECT
    w.season,
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
FROM measured AS p
JOIN wanted AS w ON w.id = p.id
ORDER BY w.place
