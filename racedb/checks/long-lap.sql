-- A lap takes no ten minutes where others take two
-- severity: warning
-- of: laps
-- unit: duration
-- rows: laps of more than ten minutes, and five times as long as usual
-- says: {found}, the laps of its car take {expected}
--
-- In- and out-laps and laps under a red flag may take that long, and a lap in which several cars
-- do so was interrupted.

WITH usual AS (
    SELECT session_id, entry_id, max(median_us) AS median_us
    FROM lap_sums
    WHERE session_id BETWEEN :first AND :last
    GROUP BY session_id, entry_id
),
long AS (
    SELECT
        l.session_id, l.entry_id, l.number, l.lap_us, l.import_id, l.line, u.median_us,
        l.pit_in, l.pit_out, l.flag,
        count(*) OVER (PARTITION BY l.session_id) AS cars
    FROM usual AS u
    JOIN laps AS l ON l.session_id = u.session_id AND l.entry_id = u.entry_id
    WHERE l.lap_us > 600000000
      AND l.lap_us > 5 * u.median_us
)
SELECT
    session_id,
    entry_id,
    number AS lap,
    median_us AS expected,
    lap_us AS found,
    import_id,
    line
FROM long
WHERE cars < 3
