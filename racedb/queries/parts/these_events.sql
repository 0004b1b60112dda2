SELECT e.id, e.starts_on
FROM events AS e
WHERE (:event IS NULL OR e.slug IN (:event))
  AND (
      -- include: season_of_event
  )
