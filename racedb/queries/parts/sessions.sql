SELECT s.id
FROM events AS e
JOIN sessions AS s ON s.event_id = e.id
WHERE e.slug = :event
  AND (:session IS NULL OR lower(:session) IN (lower(s.code), lower(s.name)))
  AND (
      -- include: season_of_event
  )
UNION ALL
SELECT s.id
FROM sessions AS s
JOIN events AS e ON e.id = s.event_id
WHERE :event IS NULL
  AND (:session IS NULL OR lower(:session) IN (lower(s.code), lower(s.name)))
  AND (
      -- include: season_of_event
  )
