-- The total of a car is the time elapsed at its last lap
-- severity: warning
-- of: results
-- unit: duration
-- rows: totals that are not the time elapsed at the last lap
-- says: total time {found}, the laps of the car took {expected}
--
-- Of races. A difference that most cars share is that of two clocks. Stewards add whole seconds.
-- May be off by two hundredths of a second.

WITH timed AS (
    SELECT
        r.session_id, r.entry_id, r.total_us, r.import_id, r.line, l.elapsed_us,
        r.total_us - l.elapsed_us AS off_us
    FROM results AS r
    JOIN sessions AS s ON s.id = r.session_id AND s.kind = 'race'
    JOIN laps AS l
        ON l.session_id = r.session_id AND l.entry_id = r.entry_id AND l.number = r.laps
    WHERE r.session_id BETWEEN :first AND :last
      AND r.total_us IS NOT NULL
      AND l.elapsed_us IS NOT NULL
),
common AS (
    SELECT
        session_id, off_us / 10000 * 10000 AS off_us, count(*) AS cars,
        row_number() OVER (
            PARTITION BY session_id ORDER BY count(*) DESC, abs(off_us / 10000)
        ) AS place
    FROM timed
    GROUP BY session_id, off_us / 10000
),
clocks AS (
    SELECT session_id, CASE WHEN cars > 2 THEN off_us ELSE 0 END AS off_us
    FROM common
    WHERE place = 1
)
SELECT
    t.session_id,
    t.entry_id,
    CAST(NULL AS integer) AS lap,
    t.elapsed_us + c.off_us AS expected,
    t.total_us AS found,
    t.import_id,
    t.line
FROM timed AS t
JOIN clocks AS c ON c.session_id = t.session_id
WHERE abs(t.off_us - c.off_us) > 20000
  AND abs(t.off_us) > 2000
  AND NOT (t.off_us > c.off_us AND (t.off_us - c.off_us + 20000) % 1000000 <= 40000)
