-- How much of what the database holds
-- topic: contents
-- also: what overview counts rows
--
-- `racedb list KIND` lists the rows of one kind. Results are rows of classifications.

SELECT kind, rows
FROM (
    SELECT 1 AS place, 'series' AS kind, count(*) AS rows FROM series
    UNION ALL
    SELECT 2, 'seasons', count(*) FROM seasons
    UNION ALL
    SELECT 3, 'events', count(*) FROM events
    UNION ALL
    SELECT 4, 'sessions', count(*) FROM sessions
    UNION ALL
    SELECT 5, 'drivers', count(*) FROM drivers
    UNION ALL
    SELECT 6, 'teams', count(*) FROM teams
    UNION ALL
    SELECT 7, 'manufacturers', count(*) FROM manufacturers
    UNION ALL
    SELECT 8, 'cars', count(*) FROM cars
    UNION ALL
    SELECT 9, 'circuits', count(*) FROM circuits
    UNION ALL
    SELECT 10, 'classes', count(*) FROM classes
    UNION ALL
    SELECT 11, 'results', count(*) FROM results
    UNION ALL
    SELECT 12, 'laps', count(*) FROM laps
) AS counted
ORDER BY place
