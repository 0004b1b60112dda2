-- The drivers, by name
-- topic: contents
-- also: driver people pilots riders racers
--
-- Events are those in which a session or an entry list names the driver.
--
-- :event events = null    only these events
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null   only this series
-- :team team = null       only this team
-- :class classes = null   only cars of these classes

WITH these AS (
    SELECT en.id
    FROM events AS e
    JOIN entries AS en ON en.event_id = e.id
    LEFT JOIN teams AS t ON t.id = en.team_id
    LEFT JOIN classes AS cl ON cl.id = en.class_id
    WHERE (:event IS NULL OR e.slug IN (:event))
      AND (
          -- include: season_of_event
      )
      AND (:team IS NULL OR t.slug = :team)
      AND (
          -- include: these_classes
      )
)
SELECT
    d.name AS driver,
    d.country,
    d.born_on,
    count(DISTINCT e.id) AS events,
    min(e.starts_on) AS first_event_on,
    max(e.starts_on) AS last_event_on,
    d.slug
FROM entry_drivers AS ed
JOIN drivers AS d ON d.id = ed.driver_id
JOIN entries AS en ON en.id = ed.entry_id
JOIN events AS e ON e.id = en.event_id
WHERE ed.entry_id IN (SELECT id FROM these)
GROUP BY d.id, d.name, d.country, d.born_on, d.slug
ORDER BY d.name, d.id
