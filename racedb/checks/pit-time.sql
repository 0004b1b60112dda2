-- A pit stop takes less than 15 minutes
-- severity: note
-- of: pit_stops
-- unit: duration
-- rows: pit stops of 15 minutes and more
-- says: {found} in the pits
--
-- The time of a red flag is printed as a stop by many sources: leave it out of means.

SELECT
    p.session_id,
    p.entry_id,
    p.lap_number AS lap,
    900000000 AS expected,
    coalesce(p.lane_us, p.stationary_us) AS found,
    p.import_id,
    p.line
FROM pit_stops AS p
WHERE p.session_id BETWEEN :first AND :last
  AND coalesce(p.lane_us, p.stationary_us) >= 900000000
