-- Points round by round
-- topic: results
-- also: points scored
-- chart: totals x=round y=total label=name colour=name
-- example: series=*
--
-- What the files print, added up: racedb knows no points system. One row for each round and driver,
-- team or maker with points, and the sum so far. Where points of a driver are printed apart from his
-- car's, his count. Points of a car count for each driver in it, and once for team and maker.
--
-- :series series                         the series
-- :season seasons = null                 only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :of driver|team|manufacturer = driver  whose points
-- :class classes = null                  only cars of these classes

WITH scored AS (
    SELECT r.session_id, r.entry_id, r.points, sn.id AS season_id, sn.label AS season,
           coalesce(
               (
                   SELECT rr.number
                   FROM rounds AS rr
                   WHERE rr.season_id = sn.id AND rr.session_id = s.id
               ),
               (
                   SELECT min(re.number)
                   FROM rounds AS re
                   WHERE re.season_id = sn.id AND re.event_id = e.id
               )
           ) AS number,
           e.id AS event_id, en.team_id, ca.manufacturer_id
    FROM series AS sr
    JOIN seasons AS sn ON sn.series_id = sr.id
    JOIN (
        -- include: event_seasons
    ) AS ro ON ro.season_id = sn.id
    JOIN events AS e ON e.id = ro.event_id
    JOIN sessions AS s ON s.event_id = e.id
    JOIN results AS r ON r.session_id = s.id
    JOIN entries AS en ON en.id = r.entry_id
    LEFT JOIN cars AS ca ON ca.id = en.car_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE sr.slug = :series
      AND (
          -- include: counts
      )
      AND (
          -- include: these_seasons
      )
      AND (
          -- include: these_classes
      )
),
shares AS (
    SELECT r.season_id, r.season, r.number, r.event_id, c.driver_id AS id,
           -- include: own_points
           AS points
    FROM scored AS r
    JOIN session_crews AS c ON c.session_id = r.session_id AND c.entry_id = r.entry_id
    WHERE :of = 'driver'
    UNION ALL
    SELECT season_id, season, number, event_id, team_id AS id, points
    FROM scored
    WHERE :of = 'team'
    UNION ALL
    SELECT season_id, season, number, event_id, manufacturer_id AS id, points
    FROM scored
    WHERE :of = 'manufacturer'
),
rounds_of AS (
    SELECT season_id, season, number, event_id, id, sum(points) AS points
    FROM shares
    WHERE points > 0 AND id IS NOT NULL
    GROUP BY season_id, season, number, event_id, id
)
SELECT
    o.season,
    o.number AS round,
    e.name AS event,
    CASE :of WHEN 'driver' THEN d.name WHEN 'team' THEN t.name ELSE m.name END AS name,
    o.points,
    sum(o.points) OVER (
        PARTITION BY o.season_id, o.id
        ORDER BY o.number NULLS LAST, e.starts_on NULLS LAST, e.id
    ) AS total
FROM rounds_of AS o
JOIN events AS e ON e.id = o.event_id
LEFT JOIN drivers AS d ON :of = 'driver' AND d.id = o.id
LEFT JOIN teams AS t ON :of = 'team' AND t.id = o.id
LEFT JOIN manufacturers AS m ON :of = 'manufacturer' AND m.id = o.id
ORDER BY o.season, o.season_id, o.number NULLS LAST, e.starts_on NULLS LAST, e.id,
         o.points DESC, o.id
