-- Numbers and drivers of a season, as a list of its entries has them
-- topic: people and teams
-- also: numbers lineup
-- example: series=*
--
-- One row for each driver of a car; a car whose drivers are not announced has one row. What a list for a
-- single event says is in entry-list.
--
-- :series series          the series
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :class classes = null   only cars of these classes

SELECT
    sn.label AS season,
    se.car_number,
    cl.code AS class,
    t.name AS team,
    ca.name AS car,
    d.name AS driver,
    se.rating,
    CASE WHEN se.reserve THEN 'reserve' END AS reserve,
    se.rounds
FROM season_entries AS se
JOIN seasons AS sn ON sn.id = se.season_id
JOIN series AS sr ON sr.id = sn.series_id
LEFT JOIN classes AS cl ON cl.id = se.class_id
LEFT JOIN teams AS t ON t.id = se.team_id
LEFT JOIN cars AS ca ON ca.id = se.car_id
LEFT JOIN drivers AS d ON d.id = se.driver_id
WHERE sr.slug = :series
  AND (
      -- include: these_seasons
  )
  AND (
      -- include: these_classes
  )
ORDER BY sn.label, sn.id, se.id
