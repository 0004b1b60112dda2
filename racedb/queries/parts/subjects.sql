SELECT 'driver' AS kind, id, slug, name FROM drivers
UNION ALL
SELECT 'team' AS kind, id, slug, name FROM teams
UNION ALL
SELECT 'manufacturer' AS kind, id, slug, name FROM manufacturers
UNION ALL
SELECT 'car' AS kind, id, slug, name FROM cars
UNION ALL
SELECT 'circuit' AS kind, id, slug, name FROM circuits
UNION ALL
SELECT 'series' AS kind, id, slug, name FROM series
UNION ALL
SELECT 'event' AS kind, e.id, e.slug, e.name
FROM events AS e
WHERE
    -- include: season_of_event
