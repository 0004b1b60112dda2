-- what a parameter may name; a season, a series and an event narrow what belongs to them
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
UNION ALL
SELECT 'season' AS kind, min(sn.id) AS id, sn.label AS slug, sn.label AS name
FROM seasons AS sn
JOIN series AS sr ON sr.id = sn.series_id
WHERE :kind = 'season'
  AND (:series IS NULL OR sr.slug = :series)
GROUP BY sn.label
UNION ALL
SELECT 'class' AS kind, min(cl.id) AS id, lower(cl.code) AS slug, min(cl.code) AS name
FROM classes AS cl
JOIN series AS sr ON sr.id = cl.series_id
WHERE :kind = 'class'
  AND (:series IS NULL OR sr.slug = :series)
GROUP BY lower(cl.code)
UNION ALL
SELECT 'session' AS kind, min(s.id) AS id, lower(s.name) AS slug, min(s.name) AS name
FROM sessions AS s
JOIN events AS e ON e.id = s.event_id
WHERE :kind = 'session'
  AND (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
GROUP BY lower(s.name)
UNION ALL
SELECT 'session' AS kind, min(s.id) AS id, lower(s.code) AS slug, min(s.name) AS name
FROM sessions AS s
JOIN events AS e ON e.id = s.event_id
WHERE :kind = 'session'
  AND lower(s.code) <> lower(s.name)
  AND (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
GROUP BY lower(s.code)
UNION ALL
SELECT 'car number' AS kind, min(en.id) AS id, lower(en.car_number) AS slug,
       min(en.car_number) AS name
FROM entries AS en
JOIN events AS e ON e.id = en.event_id
WHERE :kind = 'car number'
  AND en.car_number IS NOT NULL
  AND (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
GROUP BY lower(en.car_number)
UNION ALL
-- messages may be about cars that are not entered
SELECT 'car number' AS kind, min(m.session_id) AS id, lower(m.car_number) AS slug,
       min(m.car_number) AS name
FROM race_control_messages AS m
JOIN sessions AS s ON s.id = m.session_id
JOIN events AS e ON e.id = s.event_id
WHERE :kind = 'car number'
  AND m.car_number IS NOT NULL
  AND (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
GROUP BY lower(m.car_number)
