-- The layout is as long as the speeds say
-- severity: warning
-- of: results
-- unit: metres
-- rows: results of a session whose speeds give another length than the layout's
-- says: speed x best lap gives a lap of {found} for many rows, the layout has {expected}
-- sums: speed x best lap gives a lap of {found} for many rows, the layout has {expected}: the layout is wrong; racedb move --layout or --length-m states another
--
-- Three timed rows and more than a third of all agree to 1 m, and differ from the layout by more than
-- 5 m: sources round lengths.

WITH timed AS (
    SELECT
        session_id, entry_id,
        CAST(round(CAST(speed_kph * best_lap_us / 3600000.0 AS numeric)) AS bigint) AS m
    FROM results
    WHERE session_id BETWEEN :first AND :last
      AND speed_kph IS NOT NULL
      AND best_lap_us IS NOT NULL
),
common AS (
    SELECT
        session_id, m, count(*) AS agree, min(entry_id) AS entry_id,
        row_number() OVER (PARTITION BY session_id ORDER BY count(*) DESC, m DESC) AS place,
        sum(count(*)) OVER (PARTITION BY session_id) AS compared
    FROM timed
    GROUP BY session_id, m
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    y.length_m AS expected,
    c.m AS found,
    r.import_id,
    r.line
FROM common AS c
JOIN sessions AS s ON s.id = c.session_id
JOIN events AS e ON e.id = s.event_id
JOIN layouts AS y ON y.id = coalesce(s.layout_id, e.layout_id)
JOIN results AS r ON r.session_id = c.session_id AND r.entry_id = c.entry_id
WHERE c.place = 1
  AND c.agree > 2
  AND 3 * c.agree > c.compared
  AND abs(c.m - y.length_m) > 5
