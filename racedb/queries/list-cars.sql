-- The cars, by maker and model
-- topic: contents
-- also: car models
--
-- Entries count a car at an event once for each number that it had there.
--
-- :event events = null               only these events
-- :season seasons = null             only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null              only this series
-- :class classes = null              only cars of these classes
-- :manufacturer manufacturer = null  only cars of this maker

WITH these AS MATERIALIZED (  -- few events, and then their cars, not the other way round
    -- include: these_events
)
SELECT
    m.name AS manufacturer,
    ca.name AS car,
    count(DISTINCT e.id) AS events,
    count(*) AS entries,
    min(e.starts_on) AS first_event_on,
    max(e.starts_on) AS last_event_on,
    ca.slug
FROM these AS e
JOIN entries AS en ON en.event_id = e.id
JOIN cars AS ca ON ca.id = en.car_id
LEFT JOIN manufacturers AS m ON m.id = ca.manufacturer_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
WHERE (
        -- include: these_classes
    )
  AND (:manufacturer IS NULL OR m.slug = :manufacturer)
GROUP BY m.id, m.name, ca.id, ca.name, ca.slug
ORDER BY m.name NULLS LAST, m.id NULLS LAST, ca.name, ca.id
