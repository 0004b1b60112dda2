-- The sectors of a lap add up to its time
-- severity: error
-- of: laps
-- unit: duration
-- rows: laps whose sectors do not add up to the lap time
-- says: the sectors add up to {found}, the lap took {expected}
--
-- Sums may be off by their rounding: two thousandths of a second. A lap that lacks a sector is not
-- looked at.

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
    l.lap_us AS expected,
    l.s1_us + l.s2_us + l.s3_us AS found,
    l.import_id,
    l.line
FROM odd AS o
JOIN laps AS l ON l.session_id = o.session_id AND l.entry_id = o.entry_id
WHERE abs(l.s1_us + l.s2_us + l.s3_us - l.lap_us) > 2000
