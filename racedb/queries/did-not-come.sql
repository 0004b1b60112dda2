-- Cars that were entered and did not come
-- topic: people and teams
-- also: absent missing
-- spare: car starts_on
--
-- A list of entries, or a session, names the car; no session of the event has a result of it that is not
-- withdrawn. Events without any result are to come, and are left out.
--
-- :event events = null     only these events
-- :season seasons = null   only these seasons: 2009, 2018-19, 2001-2010, 1990s
-- :series series = null    only this series
-- :class classes = null    only cars of these classes

SELECT
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    e.starts_on,
    en.car_number,
    cl.code AS class,
    t.name AS team,
    ca.name AS car,
    nullif(en.crew_names, '') AS drivers,
    CASE WHEN en.reserve THEN 'reserve' END AS reserve
FROM events AS e
JOIN entries AS en ON en.event_id = e.id
LEFT JOIN classes AS cl ON cl.id = en.class_id
LEFT JOIN teams AS t ON t.id = en.team_id
LEFT JOIN cars AS ca ON ca.id = en.car_id
WHERE (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
  AND (
      -- include: these_classes
  )
  AND NOT EXISTS (SELECT 1 FROM results AS r WHERE r.entry_id = en.id AND r.status <> 'withdrawn')
  AND EXISTS (
      SELECT 1
      FROM sessions AS s
      JOIN results AS r ON r.session_id = s.id
      WHERE s.event_id = e.id
  )
ORDER BY e.starts_on NULLS LAST, e.id, en.id
