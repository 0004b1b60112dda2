-- Average speeds are those of racing cars
-- severity: warning
-- of: results
-- unit: kph
-- rows: average speeds beyond belief
-- says: {found}, between {expected} and 420 km/h is believable
--
-- Faster than 420 km/h or slower than 20: miles and kilometres, or two columns, are mixed up.

SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    20 AS expected,
    CAST(round(CAST(r.speed_kph AS numeric)) AS bigint) AS found,
    r.import_id,
    r.line
FROM results AS r
WHERE r.session_id BETWEEN :first AND :last
  AND (r.speed_kph > 420 OR r.speed_kph < 20)
