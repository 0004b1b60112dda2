-- Rows whose speed and best lap do not belong together
-- topic: checks
--
-- Speed times best lap should give the length of a lap. Where it does not (to 1 m), the speed was
-- printed for another lap than the best. The length is that of the layout of the session or of the
-- event; where neither is known, the most common value of the session (of two, the longer).
--
-- :event events = null       only these events
-- :session sessions = null   only these sessions, by name or code: Qualifying, R
-- :season seasons = null     only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null      only this series
-- :only differ|all = differ  only rows that differ, or all

WITH wanted AS (
    -- include: sessions
),
timed AS (
    SELECT
        w.place,
        w.season,
        w.event,
        w.session,
        w.layout_id,
        r.session_id,
        r.row_order,
        r.entry_id,
        r.best_lap_us,
        r.speed_kph,
        -- km/h times microseconds; as numeric, so that both databases round a half up
        CAST(round(CAST(r.speed_kph * r.best_lap_us / 3600000.0 AS numeric)) AS bigint) AS implied_m
    FROM wanted AS w
    JOIN results AS r ON r.session_id = w.id
    WHERE r.speed_kph IS NOT NULL
      AND r.best_lap_us IS NOT NULL
),
common AS (
    SELECT
        session_id,
        implied_m,
        row_number() OVER (
            PARTITION BY session_id ORDER BY count(*) DESC, implied_m DESC
        ) AS number
    FROM timed
    GROUP BY session_id, implied_m
),
compared AS (
    SELECT t.*, coalesce(y.length_m, c.implied_m) AS length_m
    FROM timed AS t
    JOIN common AS c ON c.session_id = t.session_id AND c.number = 1
    LEFT JOIN layouts AS y ON y.id = t.layout_id
)
SELECT
    k.season,
    k.event,
    k.session,
    en.car_number,
    k.best_lap_us,
    k.speed_kph,
    k.implied_m,
    k.length_m,
    k.implied_m - k.length_m AS off_by_m
FROM compared AS k
JOIN entries AS en ON en.id = k.entry_id
WHERE :only = 'all' OR abs(k.implied_m - k.length_m) > 1
ORDER BY k.place, k.row_order, k.entry_id
