-- Printed standings against those of the points system
-- topic: championships
-- example: series=*
--
-- One row for each line of loaded standings that has other points or another position than the
-- table of the points system after the same round, and for each line that only one of them has. A
-- table of the whole season is compared when all its rounds are in the database. Without rows all
-- printed standings follow from the results, or none are loaded (see printed-standings).
--
-- :series series = null   only this series
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s

SELECT
    sr.name AS series,
    sn.label AS season,
    ch.name AS championship,
    di.round,
    coalesce(d.name, t.name, m.name, di.printed_name) AS name,
    di.printed_position,
    di.position AS system_position,
    di.printed_points,
    di.points AS system_points,
    so.uri AS file,
    di.line
FROM standings_differences AS di
JOIN championships AS ch ON ch.season_id = di.season_id AND ch.code = di.championship
JOIN seasons AS sn ON sn.id = di.season_id
JOIN series AS sr ON sr.id = sn.series_id
LEFT JOIN imports AS i ON i.id = di.import_id
LEFT JOIN sources AS so ON so.id = i.source_id
LEFT JOIN drivers AS d ON ch.competitor = 'driver' AND d.id = di.competitor_id
LEFT JOIN teams AS t ON ch.competitor = 'team' AND t.id = di.competitor_id
LEFT JOIN manufacturers AS m ON ch.competitor = 'manufacturer' AND m.id = di.competitor_id
WHERE (:series IS NULL OR sr.slug = :series)
  AND (
      -- include: these_seasons
  )
ORDER BY sr.slug, sn.label, sn.id, ch.row_order, di.round, di.printed_position NULLS LAST,
         di.position NULLS LAST, di.competitor_id, di.line
