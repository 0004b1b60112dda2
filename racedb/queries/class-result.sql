-- Classification of sessions by class
-- topic: results
-- example: event=*
--
-- Every class as a race of its own: position in the class, and gaps to the first of the class. The
-- position is the one printed, or else the place among the rows of the class. Where both cars'
-- times are printed the gap is their difference; laps behind come apart.
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
placed AS (
    SELECT
        h.place AS session_place,
        r.entry_id,
        r.row_order,
        en.class_id,
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
    FROM headed AS h
    CROSS JOIN results AS r
    JOIN entries AS en ON en.id = r.entry_id
    WHERE r.session_id = h.id
      AND (
          :class IS NULL
          OR en.class_id IN (SELECT cl.id FROM classes AS cl WHERE lower(cl.code) = lower(:class))
      )
    WINDOW of_class AS (
        PARTITION BY h.place, en.class_id
        ORDER BY r.class_position IS NULL, r.class_position, r.position IS NULL, r.position,
                 r.row_order, r.entry_id
        ROWS UNBOUNDED PRECEDING  -- as of row_number: else SQLite goes through the rows twice
    )
)
SELECT
    h.event,
    h.session,
    cl.code AS class,
    p.class_position,
    p.position,
    en.car_number,
    (SELECT cn.drivers FROM crew_names AS cn WHERE cn.entry_id = en.id) AS drivers,
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
JOIN headed AS h ON h.place = p.session_place
JOIN entries AS en ON en.id = p.entry_id
LEFT JOIN classes AS cl ON cl.id = p.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
ORDER BY p.session_place, p.class_id IS NULL, p.class_id, p.class_position IS NULL, p.class_position,
         p.row_order, p.entry_id
