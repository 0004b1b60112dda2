-- Rows whose speed and best lap do not belong together
-- topic: checks
--
-- Speed times best lap should give the length of a lap. Where it does not (to 1 m), the speed was
-- printed for another lap than the best. The length is that of the layout of the session or of the
-- event; where neither is known, the most common value of the session (of two, the longer).
--
-- :event event = null    only this event
-- :session text = null   only this session, by name or code: Qualifying, R
-- :season text = null    only this season: 2009, 2018-19
-- :series series = null  only this series
-- :only differ|all = differ   only rows that differ, or all

WITH wanted AS (
    -- include: sessions
),
timed AS (
    SELECT
        r.session_id,
        r.entry_id,
        -- km/h times microseconds; as numeric, so that both databases round a half up
        CAST(round(CAST(r.speed_kph * r.best_lap_us / 3600000.0 AS numeric)) AS bigint) AS implied_m
    FROM results AS r
    JOIN wanted AS w ON w.id = r.session_id
    WHERE r.speed_kph IS NOT NULL
      AND r.best_lap_us IS NOT NULL
),
common AS (
    SELECT
        session_id,
        implied_m,
        row_number() OVER (
            PARTITION BY session_id ORDER BY count(*) DESC, implied_m DESC
        ) AS place
    FROM timed
    GROUP BY session_id, implied_m
),
compared AS (
    SELECT
        t.session_id,
        t.entry_id,
        t.implied_m,
        coalesce(ls.length_m, le.length_m, common.implied_m) AS length_m
    FROM timed AS t
    JOIN common ON common.session_id = t.session_id AND common.place = 1
    JOIN sessions AS s ON s.id = t.session_id
    JOIN events AS e ON e.id = s.event_id
    LEFT JOIN layouts AS ls ON ls.id = s.layout_id
    LEFT JOIN layouts AS le ON le.id = e.layout_id
)
SELECT
    e.name AS event,
    s.name AS session,
    en.car_number,
    r.best_lap_us,
    r.speed_kph,
    k.implied_m,
    k.length_m,
    k.implied_m - k.length_m AS off_by_m
FROM compared AS k
JOIN sessions AS s ON s.id = k.session_id
JOIN events AS e ON e.id = s.event_id
JOIN results AS r ON r.session_id = k.session_id AND r.entry_id = k.entry_id
JOIN entries AS en ON en.id = k.entry_id
WHERE :only = 'all' OR abs(k.implied_m - k.length_m) > 1
ORDER BY e.starts_on IS NULL, e.starts_on, e.id, s.starts_at IS NULL, s.starts_at, s.id,
         r.row_order, r.entry_id
