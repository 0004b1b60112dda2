-- the sessions that are asked about, with what the answers show of them; place numbers them in order
SELECT
    s.id,
    s.event_id,
    (
        -- include: season_label
    ) AS season,
    e.name AS event,
    s.name AS session,
    s.kind,
    s.starts_at,
    coalesce(s.layout_id, e.layout_id) AS layout_id,
    row_number() OVER (
        ORDER BY e.starts_on NULLS LAST, e.id, s.starts_at NULLS LAST, s.id
    ) AS place
FROM sessions AS s
JOIN events AS e ON e.id = s.event_id
WHERE (:event IS NULL OR e.slug IN (:event))
  AND (
      :session IS NULL
      OR lower(s.code) IN (lower(:session))
      OR lower(s.name) IN (lower(:session))
  )
  AND (
      -- include: season_of_event
  )
