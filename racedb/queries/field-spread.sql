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
        row_number() OVER (PARTITION BY r.session_id ORDER BY r.best_lap_us, r.entry_id) AS place,
        min(r.best_lap_us) OVER (PARTITION BY r.session_id) AS first_us
    FROM results AS r
    JOIN wanted AS w ON w.id = r.session_id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE :class IS NULL OR lower(cl.code) = lower(:class)
)
SELECT
    e.name AS event,
    s.name AS session,
    count(t.best_lap_us) AS cars_timed,
    count(*) - count(t.best_lap_us) AS cars_without_time,
    min(t.first_us) AS first_us,
    min(CASE WHEN t.place = 10 THEN t.best_lap_us END) AS tenth_us,
    max(t.best_lap_us) AS last_us,
    min(CASE WHEN t.place = 10 THEN t.best_lap_us END) - min(t.first_us) AS first_to_tenth_us,
    max(t.best_lap_us) - min(t.first_us) AS first_to_last_us,
    min(t.first_us) * 107 / 100 AS limit_107_us,
    sum(CASE WHEN t.best_lap_us * 100 > t.first_us * 107 THEN 1 ELSE 0 END) AS cars_outside_107
FROM timed AS t
JOIN sessions AS s ON s.id = t.session_id
JOIN events AS e ON e.id = s.event_id
GROUP BY e.id, e.name, e.starts_on, s.id, s.name, s.starts_at
HAVING count(t.best_lap_us) > 0
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id
