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
-- A race may print its points with those of its stages.

WITH of_driver AS (
    SELECT p.session_id, p.entry_id, p.championship, p.points,
           p.points + coalesce((
               SELECT sum(o.points)
               FROM sessions AS part
               JOIN championship_points AS o ON o.session_id = part.id
               WHERE part.part_of_id = p.session_id
                 AND o.season_id = p.season_id
                 AND o.championship = p.championship
                 AND o.competitor_id = p.competitor_id
           ), 0) AS points_with_parts
    FROM championship_points AS p
    JOIN championships AS ch ON ch.season_id = p.season_id AND ch.code = p.championship
    WHERE p.session_id BETWEEN :first AND :last
      AND ch.competitor = 'driver'
),
of_car AS (
    SELECT session_id, entry_id, championship, max(points) AS points,
           max(points_with_parts) AS points_with_parts
    FROM of_driver
    GROUP BY session_id, entry_id, championship
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
   AND min(abs(r.points - c.points_with_parts)) > 0.01
