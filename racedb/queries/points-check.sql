-- Printed points against those of the points system
-- topic: championships
-- also: points
-- example: series=*
-- without rows: all printed points are those of the system, or no season has one: racedb points list
--
-- One row for each driver whose points a classification prints otherwise than the points system of
-- the season says, with the rule that is likely to be behind it. Without rows all printed points
-- follow from the system. A race may print its points with those of its stages.
--
-- :series series = null   only this series
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s

WITH printed AS (
    SELECT p.season_id, p.championship, p.session_id, p.entry_id, p.competitor_id, p.round,
           p.place, p.points, p.bonus, p.bonus_for, r.import_id, r.line,
           p.points + coalesce((
               SELECT sum(o.points)
               FROM sessions AS part
               JOIN championship_points AS o ON o.session_id = part.id
               WHERE part.part_of_id = p.session_id
                 AND o.season_id = p.season_id
                 AND o.championship = p.championship
                 AND o.competitor_id = p.competitor_id
           ), 0) AS points_with_parts,
           CASE
               WHEN EXISTS (
                   SELECT 1
                   FROM drives AS da
                   WHERE da.session_id = p.session_id
                     AND da.entry_id = p.entry_id
                     AND da.points IS NOT NULL
               )
               THEN (
                   SELECT coalesce(dr.points, 0)
                   FROM drives AS dr
                   WHERE dr.session_id = p.session_id
                     AND dr.entry_id = p.entry_id
                     AND dr.driver_id = p.competitor_id
               )
               ELSE r.points
           END AS printed
    FROM championships AS ch
    JOIN championship_points AS p ON p.season_id = ch.season_id AND p.championship = ch.code
    JOIN results AS r ON r.session_id = p.session_id AND r.entry_id = p.entry_id
    WHERE ch.competitor = 'driver'
)
SELECT
    sr.name AS series,
    sn.label AS season,
    p.round,
    e.name AS event,
    s.name AS session,
    en.car_number,
    d.name AS driver,
    p.place,
    p.printed AS printed_points,
    p.points AS system_points,
    CASE
        WHEN p.printed = 0 THEN 'may not score'
        WHEN p.bonus > 0 AND p.printed = p.points - p.bonus THEN 'no ' || p.bonus_for
        WHEN p.printed * 2 = p.points THEN 'half points, or a shared car'
        WHEN p.printed = p.points * 2 THEN 'double points'
        WHEN p.place IS NULL THEN 'scores without a place'
        WHEN EXISTS (
            SELECT 1
            FROM championship_points AS o
            WHERE o.season_id = p.season_id
              AND o.championship = p.championship
              AND o.round <> p.round
              AND o.place = p.place
              AND o.points - o.bonus = p.printed
        )
        THEN 'points of another round'
        WHEN EXISTS (
            SELECT 1
            FROM championship_points AS o
            WHERE o.season_id = p.season_id
              AND o.championship = p.championship
              AND o.session_id = p.session_id
              AND o.points = p.printed
        )
        THEN 'another place: ' || (
            SELECT min(o.place)
            FROM championship_points AS o
            WHERE o.season_id = p.season_id
              AND o.championship = p.championship
              AND o.session_id = p.session_id
              AND o.points = p.printed
        )
        WHEN p.printed > p.points AND p.printed - p.points <= 5 THEN 'a bonus'
        ELSE 'not known'
    END AS likely_rule,
    so.uri AS file,
    p.line
FROM printed AS p
JOIN seasons AS sn ON sn.id = p.season_id
JOIN series AS sr ON sr.id = sn.series_id
JOIN sessions AS s ON s.id = p.session_id
JOIN events AS e ON e.id = s.event_id
JOIN entries AS en ON en.id = p.entry_id
JOIN drivers AS d ON d.id = p.competitor_id
JOIN imports AS i ON i.id = p.import_id
JOIN sources AS so ON so.id = i.source_id
WHERE p.printed IS NOT NULL
  AND abs(p.printed - p.points) > 0.01
  AND abs(p.printed - p.points_with_parts) > 0.01
  AND (:series IS NULL OR sr.slug = :series)
  AND (
      -- include: these_seasons
  )
ORDER BY sr.slug, sn.label, sn.id, p.round, s.id, p.place NULLS LAST, p.entry_id, d.id
