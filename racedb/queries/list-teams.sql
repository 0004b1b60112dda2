-- The teams, by name
-- topic: contents
-- also: team entrants
--
-- Cars are entries: a team with two cars at five events has ten.
--
-- :event events = null    only these events
-- :season seasons = null  only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null   only this series
-- :class classes = null   only cars of these classes

WITH these AS MATERIALIZED (  -- few events, and then their cars, not the other way round
    -- include: these_events
)
SELECT
    t.name AS team,
    t.country,
    count(DISTINCT e.id) AS events,
    count(*) AS cars,
    min(e.starts_on) AS first_event_on,
    max(e.starts_on) AS last_event_on,
    t.slug
FROM these AS e
JOIN entries AS en ON en.event_id = e.id
JOIN teams AS t ON t.id = en.team_id
LEFT JOIN classes AS cl ON cl.id = en.class_id
WHERE
    -- include: these_classes
GROUP BY t.id, t.name, t.country, t.slug
ORDER BY t.name, t.id
