-- The makers of cars, by name
-- topic: contents
-- also: makers maker makes brands constructors manufacturer
--
-- Cars are models.
--
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null   only this series

SELECT
    m.name AS manufacturer,
    m.country,
    count(DISTINCT ca.id) AS cars,
    count(DISTINCT e.id) AS events,
    count(*) AS entries,
    m.slug
FROM manufacturers AS m
JOIN cars AS ca ON ca.manufacturer_id = m.id
JOIN entries AS en ON en.car_id = ca.id
JOIN events AS e ON e.id = en.event_id
WHERE
    -- include: season_of_event
GROUP BY m.id, m.name, m.country, m.slug
ORDER BY m.name, m.id
