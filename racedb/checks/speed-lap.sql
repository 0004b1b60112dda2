-- Speed x best lap gives the length of a lap
-- severity: warning
-- of: results
-- unit: metres
-- rows: rows whose speed is of another lap than the best
-- says: speed x best lap gives {found}, a lap is {expected}: the speed is of another lap
-- sums: speed x best lap gives the lap of {expected} for {rest} of {compared} timed rows and {how} for {count} (most of all car {car}: {found}): those speeds are of another lap; see racedb query speed-check
--
-- The length is the layout's, or else the most common value of the session to 1 m (of two, the
-- longer), and never the median: more than half of the rows may be wrong together. Where a third of
-- the rows agree on another length than the layout's, by more than 5 m, the layout is wrong (see
-- layout-length). What the rounding of the printed speeds explains is no finding, nor is a session of
-- fewer than three timed rows.

WITH timed AS (
    SELECT
        r.session_id, r.entry_id, r.import_id, r.line, r.speed_kph,
        -- as numeric, so that both databases round a half up
        CAST(round(CAST(r.speed_kph * r.best_lap_us / 3600000.0 AS numeric)) AS bigint) AS m,
        CASE
            WHEN round(CAST(speed_kph AS numeric), 0) = CAST(speed_kph AS numeric) THEN 0
            WHEN round(CAST(speed_kph AS numeric), 1) = CAST(speed_kph AS numeric) THEN 1
            WHEN round(CAST(speed_kph AS numeric), 2) = CAST(speed_kph AS numeric) THEN 2
            ELSE 3
        END AS digits
    FROM results AS r
    WHERE r.session_id BETWEEN :first AND :last
      AND r.speed_kph IS NOT NULL
      AND r.best_lap_us IS NOT NULL
),
common AS (
    SELECT
        session_id, m, count(*) AS agree,
        row_number() OVER (PARTITION BY session_id ORDER BY count(*) DESC, m DESC) AS place
    FROM timed
    GROUP BY session_id, m
),
printed AS (
    SELECT session_id, max(digits) AS digits, count(*) AS compared
    FROM timed
    GROUP BY session_id
),
measured AS (
    SELECT
        p.session_id, p.digits, p.compared,
        CASE WHEN c.agree > 1 THEN c.m END AS common_m,
        CASE
            WHEN c.agree > 2
                AND 3 * c.agree > p.compared
                AND abs(c.m - coalesce(ls.length_m, le.length_m)) > 5
            THEN NULL
            ELSE coalesce(ls.length_m, le.length_m)
        END AS layout_m
    FROM printed AS p
    JOIN common AS c ON c.session_id = p.session_id AND c.place = 1
    JOIN sessions AS s ON s.id = p.session_id
    JOIN events AS e ON e.id = s.event_id
    LEFT JOIN layouts AS ls ON ls.id = s.layout_id
    LEFT JOIN layouts AS le ON le.id = e.layout_id
    WHERE p.compared > 2
),
lengths AS (
    SELECT
        session_id, digits, compared,
        coalesce(layout_m, common_m) AS length_m,
        -- the speeds that a common length is made of are rounded too
        CASE WHEN layout_m IS NULL THEN 1.0 ELSE 0.5 END AS halves
    FROM measured
)
SELECT
    t.session_id,
    t.entry_id,
    CAST(NULL AS integer) AS lap,
    k.length_m AS expected,
    t.m AS found,
    k.compared,
    t.import_id,
    t.line
FROM timed AS t
JOIN lengths AS k ON k.session_id = t.session_id
WHERE abs(t.m - k.length_m) > 1 + k.halves * k.length_m / t.speed_kph
      / CASE k.digits WHEN 0 THEN 1 WHEN 1 THEN 10 WHEN 2 THEN 100 ELSE 1000 END
