-- Classification of sessions by class
-- topic: results
-- also: class
-- spare: car team status position
-- example: event=*
--
-- Every class as a race of its own: position in the class, and gaps to the first of the class. The
-- position is the one printed, or else the place among the rows of the class. Where both cars'
-- times are printed the gap is their difference; laps behind come apart.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
),
placed AS (
    SELECT
        w.place AS session_place,
        w.season,
        w.event,
        w.session,
        cl.id AS class_id,
        cl.code AS class,
        en.id AS entry_id,
        en.car_number,
        nullif(coalesce(r.crew_names, en.crew_names), '') AS drivers,
        en.team_id,
        en.car_id,
        r.row_order,
        r.position,
        coalesce(
            r.class_position,
            CASE WHEN r.position IS NOT NULL THEN row_number() OVER of_class END
        ) AS class_position,
        r.status,
        r.laps,
        r.total_us,
        r.best_lap_us,
        first_value(r.laps) OVER of_class AS leader_laps,
        first_value(r.total_us) OVER of_class AS leader_us,
        CASE WHEN r.position = 1 THEN 0 ELSE r.gap_us END AS behind_us,
        first_value(CASE WHEN r.position = 1 THEN 0 ELSE r.gap_us END) OVER of_class AS leader_gap_us
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE (
        -- include: these_classes
    )
    WINDOW of_class AS (
        PARTITION BY w.place, cl.id
        ORDER BY r.class_position NULLS LAST, r.position NULLS LAST, r.row_order, r.entry_id
    )
)
SELECT
    p.season,
    p.event,
    p.session,
    p.class,
    p.class_position,
    p.position,
    p.car_number,
    p.drivers,
    t.name AS team,
    ca.name AS car,
    p.status,
    p.laps,
    p.total_us,
    CASE
        WHEN p.laps <> p.leader_laps THEN NULL
        WHEN p.total_us > p.leader_us THEN p.total_us - p.leader_us
        WHEN p.behind_us > p.leader_gap_us THEN p.behind_us - p.leader_gap_us
    END AS class_gap_us,
    CASE WHEN p.laps < p.leader_laps THEN p.leader_laps - p.laps END AS class_gap_laps,
    p.best_lap_us
FROM placed AS p
LEFT JOIN teams AS t ON t.id = p.team_id
LEFT JOIN cars AS ca ON ca.id = p.car_id
ORDER BY p.session_place, p.class_id NULLS LAST, p.class_position NULLS LAST, p.row_order, p.entry_id
