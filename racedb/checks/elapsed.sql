-- The time elapsed grows by each lap time
-- severity: error
-- of: laps
-- unit: duration
-- rows: laps whose time is not what the elapsed time grew by
-- says: the lap took {found}, the elapsed time grew by {expected}
--
-- Compared with the lap before it of the same car; sums may be off by their rounding, two
-- thousandths of a second. A lap that has no lap before it is not looked at: see lap-hole.

WITH odd AS MATERIALIZED (
    SELECT DISTINCT session_id, entry_id
    FROM lap_sums
    WHERE session_id BETWEEN :first AND :last
      AND odd_laps > 0
)
SELECT
    l.session_id,
    l.entry_id,
    l.number AS lap,
    l.elapsed_us - b.elapsed_us AS expected,
    l.lap_us AS found,
    l.import_id,
    l.line
FROM odd AS o
JOIN laps AS l ON l.session_id = o.session_id AND l.entry_id = o.entry_id
JOIN laps AS b
    ON b.session_id = l.session_id AND b.entry_id = l.entry_id AND b.number = l.number - 1
WHERE abs(l.elapsed_us - b.elapsed_us - l.lap_us) > 2000
