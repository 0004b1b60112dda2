-- Printed points are those of the points system of the season
-- severity: warning
-- of: results
-- unit: points
-- rows: cars whose printed points are not those of the points system
-- says: {found} points are printed, the points system gives {expected}
-- sums: {count} {rows}; worst is car {car}, line {line}: {says}; racedb points check lists them
--
-- Compared is what is printed for the car, with the points of one of its drivers; where a season has
-- several championships of drivers, with the nearest. Differences under a hundredth do not count.

WITH of_car AS (
    SELECT p.session_id, p.entry_id, p.championship, max(p.points) AS points
    FROM championship_points AS p
    JOIN championships AS ch ON ch.season_id = p.season_id AND ch.code = p.championship
    WHERE p.session_id BETWEEN :first AND :last
      AND ch.competitor = 'driver'
    GROUP BY p.session_id, p.entry_id, p.championship
)
SELECT
    r.session_id,
    r.entry_id,
    CAST(NULL AS integer) AS lap,
    min(c.points) AS expected,
    r.points AS found,
    r.import_id,
    r.line
FROM of_car AS c
JOIN results AS r ON r.session_id = c.session_id AND r.entry_id = c.entry_id
WHERE r.points IS NOT NULL
  AND NOT EXISTS (
      SELECT 1
      FROM drives AS dr
      WHERE dr.session_id = r.session_id AND dr.entry_id = r.entry_id AND dr.points IS NOT NULL
  )
GROUP BY r.session_id, r.entry_id, r.points, r.import_id, r.line
HAVING min(abs(r.points - c.points)) > 0.01
