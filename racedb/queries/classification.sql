-- Classification of sessions
-- topic: results
--
-- Every row as the sheet printed it, session by session, the earliest first.
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Qualifying, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series

WITH wanted AS (
    -- include: sessions
),
headed AS (
    -- include: headed
),
titled AS MATERIALIZED (
    SELECT
        h.id, h.place, h.event, h.session,
        (
            SELECT se.name
            FROM rounds AS ro
            JOIN seasons AS sn ON sn.id = ro.season_id
            JOIN series AS se ON se.id = sn.series_id
            WHERE ro.event_id = h.event_id
            ORDER BY se.id, sn.id LIMIT 1
        ) AS series,
        (
            SELECT sn.label
            FROM rounds AS ro
            JOIN seasons AS sn ON sn.id = ro.season_id
            WHERE ro.event_id = h.event_id
            ORDER BY sn.series_id, sn.id LIMIT 1
        ) AS season
    FROM headed AS h
)
-- what the view classification gives, but the heading is looked up once a session and not for each row
SELECT
    w.series,
    w.season,
    w.event,
    w.session,
    r.position,
    r.class_position,
    en.car_number,
    cl.code AS class,
    (SELECT cn.drivers FROM crew_names AS cn WHERE cn.entry_id = en.id) AS drivers,
    t.name AS team,
    ca.name AS car,
    r.status,
    r.status_detail,
    r.laps,
    r.total_us,
    r.gap_us,
    r.gap_laps,
    r.best_lap_us,
    r.speed_kph,
    r.grid_position,
    r.points
FROM titled AS w
CROSS JOIN results AS r
JOIN entries AS en ON en.id = r.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
WHERE r.session_id = w.id
ORDER BY w.place, r.row_order, r.entry_id
