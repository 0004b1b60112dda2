-- Top speeds are those of racing cars
-- severity: warning
-- of: laps
-- unit: kph
-- rows: top speeds beyond belief
-- says: {found}, up to {expected} is believable
--
-- Faster than 420 km/h: miles and kilometres, or two columns, are mixed up.

SELECT
    l.session_id,
    l.entry_id,
    l.number AS lap,
    420 AS expected,
    CAST(round(CAST(l.top_kph AS numeric)) AS bigint) AS found,
    l.import_id,
    l.line
FROM laps AS l
WHERE l.session_id BETWEEN :first AND :last
  AND l.top_kph > 420
