-- The teams, by name
-- topic: contents
--
-- Cars are entries: a team with two cars at five events has ten.
--
-- :event events = null    only these events
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null   only this series
-- :class classes = null   only cars of these classes

SELECT
    t.name AS team,
    t.country,
    count(DISTINCT e.id) AS events,
    count(*) AS cars,
    min(e.starts_on) AS first_event_on,
    max(e.starts_on) AS last_event_on,
    t.slug
FROM teams AS t
JOIN entries AS en ON en.team_id = t.id
JOIN events AS e ON e.id = en.event_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
WHERE (:event IS NULL OR ',' || :event || ',' LIKE '%,' || e.slug || ',%')
  AND (
      -- include: season_of_event
  )
  AND (
      -- include: these_classes
  )
GROUP BY t.id, t.name, t.country, t.slug
ORDER BY t.name, t.id
