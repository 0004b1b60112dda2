-- Speed x time of a lap gives the length of a lap
-- severity: warning
-- of: laps
-- unit: metres
-- rows: laps whose speed x time is not the length of a lap
-- says: speed x time gives {found}, a lap is {expected}
--
-- The length is the most common value of the session to 1 m (of two, the longer), where at least
-- three laps agree, and never the median: more than half may be wrong together. What the rounding of the
-- printed speeds explains is no finding.

WITH timed AS (
    SELECT
        session_id, entry_id, number, import_id, line, speed_kph,
        -- as numeric, so that both databases round a half up
        CAST(round(CAST(speed_kph * lap_us / 3600000.0 AS numeric)) AS bigint) AS m,
        CASE
            WHEN round(CAST(speed_kph AS numeric), 0) = CAST(speed_kph AS numeric) THEN 0
            WHEN round(CAST(speed_kph AS numeric), 1) = CAST(speed_kph AS numeric) THEN 1
            WHEN round(CAST(speed_kph AS numeric), 2) = CAST(speed_kph AS numeric) THEN 2
            ELSE 3
        END AS digits
    FROM laps
    WHERE session_id BETWEEN :first AND :last
      AND speed_kph IS NOT NULL
      AND lap_us IS NOT NULL
),
common AS (
    SELECT
        session_id, m, count(*) AS agree,
        row_number() OVER (PARTITION BY session_id ORDER BY count(*) DESC, m DESC) AS place
    FROM timed
    GROUP BY session_id, m
),
printed AS (
    SELECT session_id, max(digits) AS digits
    FROM timed
    GROUP BY session_id
)
SELECT
    t.session_id,
    t.entry_id,
    t.number AS lap,
    c.m AS expected,
    t.m AS found,
    t.import_id,
    t.line
FROM timed AS t
JOIN common AS c ON c.session_id = t.session_id AND c.place = 1 AND c.agree > 2
JOIN printed AS p ON p.session_id = t.session_id
-- twice the rounding: the speeds that gave the length are rounded too
WHERE abs(t.m - c.m) > 1 + c.m / t.speed_kph
      / CASE p.digits WHEN 0 THEN 1 WHEN 1 THEN 10 WHEN 2 THEN 100 ELSE 1000 END
