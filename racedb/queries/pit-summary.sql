-- Pit stops of each car, summed up
-- topic: pit stops
-- also: stops pit pitstops
-- chart: bars x=lane_us y=car_number colour=class label=stops
-- spare: team
-- example: event=*
--
-- How often each car stopped, how long it was in the pit lane in all, its shortest and longest stop.
-- Where no stops were loaded they are the in-laps, and times are not known.
--
-- :event events = null      only these events
-- :session sessions = null  only these sessions, by name or code: Race, R
-- :season seasons = null    only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null     only this series
-- :class classes = null     only cars of these classes

WITH wanted AS (
    -- include: sessions
),
stopped AS (
    SELECT
        w.place,
        p.session_id,
        p.entry_id,
        count(*) AS stops,
        CAST(sum(p.lane_us) AS bigint) AS lane_us,
        min(p.lane_us) AS shortest_us,
        max(p.lane_us) AS longest_us
    FROM wanted AS w
    JOIN pit_stops AS p ON p.session_id = w.id
    GROUP BY w.place, p.session_id, p.entry_id
    UNION ALL
    SELECT
        w.place,
        k.session_id,
        k.entry_id,
        CAST(sum(k.pit_ins) AS bigint) AS stops,
        NULL AS lane_us,
        NULL AS shortest_us,
        NULL AS longest_us
    FROM wanted AS w
    JOIN lap_sums AS k ON k.session_id = w.id
    WHERE NOT EXISTS (SELECT 1 FROM pit_stops AS p WHERE p.session_id = w.id)
    GROUP BY w.place, k.session_id, k.entry_id
    HAVING sum(k.pit_ins) > 0
)
SELECT
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    s.name AS session,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    k.stops,
    k.lane_us,
    k.shortest_us,
    k.longest_us
FROM stopped AS k
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = k.entry_id
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
WHERE (
    -- include: these_classes
)
ORDER BY k.place, r.row_order, en.id
